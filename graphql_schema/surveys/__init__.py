"""Surveys of citizens in the schema."""
