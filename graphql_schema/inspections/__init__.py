"""Inspection cases in the schema."""
