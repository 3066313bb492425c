"""Org units, employees, positions, assignments and reporting lines in the schema."""
