"""Territories, contexts, competition, boundaries and the hexagon layout."""
