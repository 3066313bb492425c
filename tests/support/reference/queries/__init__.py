"""Random operations over the schema, from everything that its query language allows."""
