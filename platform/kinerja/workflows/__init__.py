"""Use cases that span several domains; the only callers of more than one of them."""
