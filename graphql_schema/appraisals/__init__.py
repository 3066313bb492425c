"""Appraisals, scores and results in the schema."""
