"""The vocabulary of personal data, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.personal_data.vocabulary import HoldState, RequestKind, RequestState

describe(
    RequestKind,
    "What a person asks about the own data.",
    called="DataRequestKind",
    CORRECTION="Correct what is wrong or incomplete (UU 27/2022 Pasal 6).",
    ERASURE="Erase what identifies the person (UU 27/2022 Pasal 8).",
    ACCESS="Hand over a copy, for who does not export it here (UU 27/2022 Pasal 7).",
)
describe(
    RequestState,
    "How far a request has come.",
    called="DataRequestState",
    FILED="Not decided yet.",
    DONE="Corrected, handed over, or granted to be erased.",
    REFUSED="Refused, with a reason.",
    WITHDRAWN="Withdrawn by the person.",
)
describe(
    HoldState,
    "Whether somebody has lifted a legal hold.",
    called="LegalHoldState",
    PLACED="Not lifted; it keeps the data up to its last day.",
    LIFTED="Lifted: it keeps nothing any more.",
)

__all__ = ["HoldState", "RequestKind", "RequestState"]
