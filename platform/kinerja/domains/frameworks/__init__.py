"""What an agency measures: versioned trees of components and indicators with weights."""
