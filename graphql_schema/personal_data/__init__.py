"""Requests of data subjects, legal holds and the export of one's data in the schema."""
