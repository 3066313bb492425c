"""The rule of weights: siblings sum to exactly 100, and behaviour has the share of its scheme.

One validator for mutations and presets; `transition_framework_version` of the database repeats it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kinerja.domains.frameworks.decimals import places, plain
from kinerja.domains.frameworks.errors import (
    WeightNotAllowedError,
    WeightsNot100Error,
    WeightsNotSchemeError,
)
from kinerja.domains.frameworks.vocabulary import ComponentCategory, Scheme
from kinerja.kit.errors import KinerjaError, PathSegment

WHOLE = Decimal(100)
#: What PP 30/2019 Pasal 41(3)-(4) gives behaviour; COMPONENTS has no such share.
BEHAVIOUR_SHARE = {Scheme.S70_30: Decimal(30), Scheme.S60_40: Decimal(40)}

#: numeric(7,4): four decimals, so three times 33.3333 is 99.9999 and refused (domain case G14).
_PLACES = 4

Path = tuple[PathSegment, ...]


@dataclass(frozen=True, kw_only=True)
class WeighedNode:
    """A component or indicator as this rule sees it.

    `parent` is the code of the component above, None at the root; `category` is None for an
    indicator; `path` tells where the caller gave the weight.
    """

    code: str
    parent: str | None
    weight: Decimal
    category: ComponentCategory | None = None
    path: Path = ()


def weight_error(weight: Decimal, *, path: Path = ()) -> KinerjaError | None:
    """Tell what is wrong with one weight by itself; None if it is one."""
    allowed = weight.is_finite() and 0 < weight <= WHOLE and places(weight) <= _PLACES
    return None if allowed else WeightNotAllowedError(weight=str(weight)[:40], path=path)


def weight_errors(
    nodes: Sequence[WeighedNode], *, scheme: Scheme, path: Path = ()
) -> list[KinerjaError]:
    """Return all that is wrong with the weights of a whole version, without any tolerance.

    Sums are examined only once every weight is one by itself. The error of a sum carries `path`,
    the place of the whole set.
    """
    single = [found for node in nodes if (found := weight_error(node.weight, path=node.path))]
    if single or not nodes:
        return single
    return [*_sum_errors(nodes, path), *_scheme_errors(nodes, scheme, path)]


def _sum_errors(nodes: Iterable[WeighedNode], path: Path) -> list[KinerjaError]:
    sums: dict[str | None, Decimal] = {}
    for node in nodes:
        sums[node.parent] = sums.get(node.parent, Decimal(0)) + node.weight
    return [
        WeightsNot100Error(
            parent=parent, sum_=plain(total), difference=plain(total - WHOLE), path=path
        )
        for parent, total in sums.items()
        if total != WHOLE
    ]


def _scheme_errors(nodes: Iterable[WeighedNode], scheme: Scheme, path: Path) -> list[KinerjaError]:
    expected = BEHAVIOUR_SHARE.get(scheme)
    if expected is None:
        return []
    behaviour = sum(
        (
            node.weight
            for node in nodes
            if node.parent is None and node.category is ComponentCategory.BEHAVIOUR
        ),
        Decimal(0),
    )
    if behaviour == expected:
        return []
    return [
        WeightsNotSchemeError(
            scheme=scheme.value, expected=plain(expected), sum=plain(behaviour), path=path
        )
    ]
