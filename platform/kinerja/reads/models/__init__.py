"""The read models: how each type of the schema is read from the tables."""
