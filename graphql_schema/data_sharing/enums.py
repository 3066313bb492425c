"""The vocabulary of data sharing, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.data_sharing.vocabulary import DataSharingGrantState

describe(
    DataSharingGrantState,
    "What a grant of data sharing is worth today.",
    UPCOMING="It begins later.",
    ACTIVE="The client reads under it.",
    EXPIRED="Its last day has passed.",
    REVOKED="Somebody has revoked it.",
)

__all__ = ["DataSharingGrantState"]
