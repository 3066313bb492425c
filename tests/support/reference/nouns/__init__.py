"""What each type of the schema is to the plain reader."""
