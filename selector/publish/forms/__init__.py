"""Forms in Excel: one for a round, one for a single applicant; nothing in them runs."""
