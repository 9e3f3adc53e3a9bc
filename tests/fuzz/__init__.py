"""A fuzz test: mutated inputs through every command, which may refuse them but never fail.

`python -m tests.fuzz --count 2000 --seed 1` runs many; the suite runs a few.
"""
