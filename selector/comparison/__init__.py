"""Results beside each other: what differs between them, and which difference flipped which plan."""
