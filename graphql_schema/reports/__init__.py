"""Reports across agencies in the schema."""
