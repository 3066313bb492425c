"""Small random agencies, dense with what is awkward: nulls, ties, dates at their ends, odd text."""
