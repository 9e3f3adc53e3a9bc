"""The checker of a proof: it writes every inequality itself, and follows trees in whole numbers.

It stands on the recount and the standard library alone. The format is `models/BEWIJS.md`.
"""
