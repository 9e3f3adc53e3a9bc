"""The CP-SAT model, the tiers, the tickets."""
