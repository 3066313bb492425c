"""The kinds of viewers, described for clients."""

from graphql_schema.vocabulary import describe
from policies.identity import SubjectKind

describe(
    SubjectKind,
    "Whether a person or a program asks.",
    PERSON="A person who has signed in.",
    CLIENT="A program that acts with a token of its own.",
)

__all__ = ["SubjectKind"]
