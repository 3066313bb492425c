"""The vocabularies of calibration, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.calibration.vocabulary import OrgRating, PatternRule

describe(
    OrgRating,
    "How a unit performed (capaian kinerja organisasi, SE Menteri PANRB 3/2023), best first.",
    OUTSTANDING="Istimewa: above the agreed target.",
    GOOD="Baik: as agreed.",
    NEEDS_IMPROVEMENT="Butuh Perbaikan: most actions progress but need repair.",
    POOR="Kurang: much is to be repaired.",
    VERY_POOR="Sangat Kurang: most actions are without progress.",
)
describe(
    PatternRule,
    "A demand of a distribution pattern.",
    VERY_GOOD_70_AT_MOST="OUTSTANDING: at most 70 percent Very Good.",
    GOOD_70_AT_MOST="GOOD: at most 70 percent Good.",
    NEEDS_IMPROVEMENT_OR_POOR_EXISTS="GOOD: somebody is Needs Improvement or Poor.",
    NEEDS_IMPROVEMENT_60_AT_LEAST="NEEDS_IMPROVEMENT: at least 60 percent Needs Improvement.",
    NEEDS_IMPROVEMENT_10_AT_LEAST="POOR: at least 10 percent Needs Improvement.",
    POOR_60_AT_LEAST="POOR: at least 60 percent Poor.",
    VERY_POOR_60_AT_LEAST="VERY_POOR: at least 60 percent Very Poor.",
    NEEDS_IMPROVEMENT_OR_POOR_10_AT_LEAST=(
        "VERY_POOR: at least 10 percent Needs Improvement or Poor."
    ),
    VERY_GOOD_10_AT_MOST="NEEDS_IMPROVEMENT and POOR: at most 10 percent Very Good.",
    VERY_GOOD_NONE="VERY_POOR: nobody is Very Good.",
)

__all__ = ["OrgRating", "PatternRule"]
