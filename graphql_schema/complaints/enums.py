"""The vocabulary of complaints, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.complaints.vocabulary import ComplaintMeasure, ComplaintState

describe(
    ComplaintState,
    "What became of a complaint.",
    WAITING="Nobody has begun (red in JAKI).",
    IN_PROGRESS="Somebody works on it (yellow).",
    DONE="Closed (green).",
    REJECTED="Not taken up.",
    REROUTED="Passed on: others answer it, and it is left out of the service level.",
)
describe(
    ComplaintMeasure,
    "Which rate of complaints an indicator means; both are of all that were received.",
    ANSWERED_IN_TIME="Answered within three days.",
    DONE="Closed by the cut-off.",
)

__all__ = ["ComplaintMeasure", "ComplaintState"]
