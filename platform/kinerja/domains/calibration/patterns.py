"""The five distribution patterns of SE Menteri PANRB 3/2023, as data: the one place of the rules.

The check before calibrating and what is shown of a unit both read this table. "Most" of the text
has no lower bound in it; the bounds that it gives in numbers are those here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kinerja.domains.calibration.vocabulary import OrgRating, PatternRule

#: A unit with fewer people keeps every pattern: percentages of so few say nothing.
SMALLEST_UNIT: Final = 5

# The grades of people (predikat kinerja), as the domain of appraisals spells them.
_VERY_GOOD, _GOOD, _REPAIR, _POOR, _VERY_POOR = (
    "VERY_GOOD",
    "GOOD",
    "NEEDS_IMPROVEMENT",
    "POOR",
    "VERY_POOR",
)


@dataclass(frozen=True, kw_only=True)
class Demand:
    """How many people of a unit may have one of `grades`: percentages inclusive, and a number.

    The sentences hold no digits that stand anywhere else: they are read beside the bounds.
    """

    rule: PatternRule
    grades: Sequence[str]
    least_percent: int = 0
    most_percent: int = 100
    least_people: int = 0
    en: str
    id: str


_FEW_VERY_GOOD = Demand(
    rule=PatternRule.VERY_GOOD_10_AT_MOST,
    grades=(_VERY_GOOD,),
    most_percent=10,
    en="At most 10 percent may be Very Good.",
    id="Paling banyak 10 persen berpredikat Sangat Baik.",
)

PATTERNS: Final[Mapping[OrgRating, Sequence[Demand]]] = {
    OrgRating.OUTSTANDING: (
        Demand(
            rule=PatternRule.VERY_GOOD_70_AT_MOST,
            grades=(_VERY_GOOD,),
            most_percent=70,
            en="At most 70 percent may be Very Good.",
            id="Paling banyak 70 persen berpredikat Sangat Baik.",
        ),
    ),
    OrgRating.GOOD: (
        Demand(
            rule=PatternRule.GOOD_70_AT_MOST,
            grades=(_GOOD,),
            most_percent=70,
            en="At most 70 percent may be Good.",
            id="Paling banyak 70 persen berpredikat Baik.",
        ),
        Demand(
            rule=PatternRule.NEEDS_IMPROVEMENT_OR_POOR_EXISTS,
            grades=(_REPAIR, _POOR),
            least_people=1,
            en="Somebody must be Needs Improvement or Poor.",
            id="Harus ada yang berpredikat Butuh Perbaikan atau Kurang.",
        ),
    ),
    OrgRating.NEEDS_IMPROVEMENT: (
        Demand(
            rule=PatternRule.NEEDS_IMPROVEMENT_60_AT_LEAST,
            grades=(_REPAIR,),
            least_percent=60,
            en="At least 60 percent must be Needs Improvement.",
            id="Paling sedikit 60 persen berpredikat Butuh Perbaikan.",
        ),
        _FEW_VERY_GOOD,
    ),
    OrgRating.POOR: (
        Demand(
            rule=PatternRule.POOR_60_AT_LEAST,
            grades=(_POOR,),
            least_percent=60,
            en="At least 60 percent must be Poor.",
            id="Paling sedikit 60 persen berpredikat Kurang.",
        ),
        Demand(
            rule=PatternRule.NEEDS_IMPROVEMENT_10_AT_LEAST,
            grades=(_REPAIR,),
            least_percent=10,
            en="At least 10 percent must be Needs Improvement.",
            id="Paling sedikit 10 persen berpredikat Butuh Perbaikan.",
        ),
        _FEW_VERY_GOOD,
    ),
    OrgRating.VERY_POOR: (
        Demand(
            rule=PatternRule.VERY_POOR_60_AT_LEAST,
            grades=(_VERY_POOR,),
            least_percent=60,
            en="At least 60 percent must be Very Poor.",
            id="Paling sedikit 60 persen berpredikat Sangat Kurang.",
        ),
        Demand(
            rule=PatternRule.NEEDS_IMPROVEMENT_OR_POOR_10_AT_LEAST,
            grades=(_REPAIR, _POOR),
            least_percent=10,
            en="At least 10 percent must be Needs Improvement or Poor.",
            id="Paling sedikit 10 persen berpredikat Butuh Perbaikan atau Kurang.",
        ),
        Demand(
            rule=PatternRule.VERY_GOOD_NONE,
            grades=(_VERY_GOOD,),
            most_percent=0,
            en="Nobody may be Very Good.",
            id="Tidak boleh ada yang berpredikat Sangat Baik.",
        ),
    ),
}
