"""What may be compared across agencies: cells of counts and sums, never a person."""
