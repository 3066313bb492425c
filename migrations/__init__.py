"""Alembic migrations; `migrations/README.md` has the rules."""
