"""Frameworks, versions, components and indicators in the schema."""
