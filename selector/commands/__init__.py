"""The commands, a file each; parsing and printing only. Heavy imports stay inside them."""
