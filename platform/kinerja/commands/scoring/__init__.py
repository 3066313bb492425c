"""Workbooks of scores: written for a rater, filled in by hand, and taken back through the API."""
