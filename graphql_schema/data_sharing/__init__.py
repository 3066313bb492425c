"""Data sharing in the schema: what an agency lets API clients read."""
