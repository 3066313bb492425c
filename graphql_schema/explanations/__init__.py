"""Why the caller may, or may not, act on an object, in the schema."""
