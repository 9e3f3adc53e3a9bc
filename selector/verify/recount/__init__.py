"""The room that counts anew, from the inputs alone: it reads nothing of what it is to judge.

It reads files within bounds of size, time and kind (`files`, `database`, `tables`), and knows
nothing of the room that compares.
"""
