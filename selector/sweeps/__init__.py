"""A sweep: one round under many scenarios, each solved and proven, kept as one file each.

The room is not called after its command, because `selector.sweep` is the function.
"""
