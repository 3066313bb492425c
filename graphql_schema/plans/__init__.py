"""Performance plans in the schema."""
