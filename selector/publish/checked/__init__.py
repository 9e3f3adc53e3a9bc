"""What `check` leaves on request: the corrected form, and a report to send back."""
