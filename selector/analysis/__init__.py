"""What follows from a problem beside its optimum."""
