"""What people type where the contract asks for something else: one meaning is taken, and told."""
