"""Delegations: a rater lets a colleague rate in the own place, for some days."""
