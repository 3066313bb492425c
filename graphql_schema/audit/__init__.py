"""The audit trail and the access log in the schema."""
