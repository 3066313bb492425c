"""What the service is measured beside: other ways to answer the same questions."""
