"""The vocabularies of cycles, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.cycles.vocabulary import CycleKind, CycleState, DistributionMode

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

describe(
    DistributionMode,
    "What the distribution patterns of SE Menteri PANRB 3/2023 are for a cycle.",
    ADVISORY="Advice: whoever departs from a pattern justifies it.",
    ENFORCED="A rule: grades that depart from a pattern are not settled.",
)

__all__ = ["CycleKind", "CycleState", "DistributionMode"]
