"""Side-by-side measurements: ratios of one run on one machine, never times to compare with."""
