"""`python -m selector` does what the command `selector` does."""

from selector.cli import main

main()
