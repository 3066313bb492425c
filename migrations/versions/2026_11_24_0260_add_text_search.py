"""Add the trigram index by which people are searched by parts of their names."""

from alembic import op

revision: str = "a017_text_search"
down_revision: str | None = "a016_tighter_grants"
branch_labels: str | None = None
depends_on: str | None = None

INDEX = "ix_employees_name_trigrams"


def upgrade() -> None:
    """Index names beside the agency; nobody writes meanwhile, four seconds for 100,000 people.

    GiST and not GIN: its tree is split by agency first, so that a search neither reads the names
    of another agency nor takes longer because of them. Not CONCURRENTLY, which waits for every
    other deployment, while that waits for this one.
    """
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_index(
        INDEX,
        "employees",
        ["agency_id", "name"],
        postgresql_using="gist",
        postgresql_ops={"name": "gist_trgm_ops(siglen=32)"},
    )


def downgrade() -> None:
    """Drop the index."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.drop_index(INDEX, "employees")
