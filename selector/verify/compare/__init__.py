"""The room that reads what a run left, and holds it against the recount, by one table."""
