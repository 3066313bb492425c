"""Objections: an employee contradicts a delivered result, and the superior of the rater decides."""
