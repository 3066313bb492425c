"""Complaints of citizens in the schema."""
