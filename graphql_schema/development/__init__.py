"""Feedback and development in the schema."""
