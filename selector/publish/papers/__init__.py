"""The papers: what people open, read, print and defend. All lay out the same facts."""
