"""An agency's own policies and roles, and the province's that they build on, in the schema."""
