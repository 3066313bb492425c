"""Delegations in the schema."""
