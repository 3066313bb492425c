"""All rows of one list, one after the other, in memory that does not grow with their number."""
