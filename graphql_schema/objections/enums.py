"""The vocabulary of objections, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.objections.vocabulary import ObjectionState

describe(
    ObjectionState,
    "Where an objection stands.",
    FILED="The ratee has objected; the rater's statement is waited for.",
    UNDER_EXAMINATION="Both sides are on file; the superior of the rater decides.",
    UPHELD="Decided: the result stays.",
    CHANGED="Decided: a new revision of the result counts.",
    WITHDRAWN="The ratee has taken it back.",
    INADMISSIBLE="Decided: there is nothing to examine.",
)

__all__ = ["ObjectionState"]
