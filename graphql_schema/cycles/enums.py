"""The vocabularies of cycles, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.cycles.vocabulary import CycleKind, CycleState

describe(
    CycleKind,
    "How long a cycle lasts.",
    MONTHLY="A month.",
    QUARTERLY="A quarter.",
    ANNUAL="A year.",
)
describe(
    CycleState,
    "The life of a cycle.",
    PLANNED="Announced.",
    PLANNING="Plans (SKP) are being agreed.",
    OPEN="Opened: version, raters and units are pinned.",
    SCORING="Raters score.",
    CALIBRATION="Ratings are compared and settled.",
    FINALISED="Results are final.",
    ARCHIVED="Closed for good.",
    CANCELLED="Called off before scoring.",
)

__all__ = ["CycleKind", "CycleState"]
