"""The results of years in the schema."""
