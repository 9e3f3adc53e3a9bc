"""The letters: one DOCX per plan with its answer, from a template that an office can replace."""
