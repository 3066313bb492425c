"""The questions that everybody is asked: documents in everybody's own words, and variables."""
