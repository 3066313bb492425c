"""Agencies in the schema: the list of all, and one with everything that hangs under it."""
