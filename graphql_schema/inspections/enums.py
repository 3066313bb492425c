"""The vocabulary of inspection cases, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.inspections.vocabulary import CaseState

describe(
    CaseState,
    "Whether somebody has closed an inspection case.",
    OPEN="Not closed; it opens something up to its last day.",
    CLOSED="Closed before its time, or after it.",
)

__all__ = ["CaseState"]
