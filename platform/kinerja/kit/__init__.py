"""Leaves: small parts that import nothing else of ours."""
