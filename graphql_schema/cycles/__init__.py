"""Cycles in the schema."""
