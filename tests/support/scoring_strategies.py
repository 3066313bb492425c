"""Random frameworks and scores for the property tests of the calculation."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import count, pairwise

from hypothesis import strategies as st

from kinerja.domains.frameworks.tree import ComponentSpec, IndicatorSpec
from kinerja.domains.frameworks.vocabulary import (
    ApplicableClass,
    ComponentCategory,
    Direction,
    NotApplicablePolicy,
    Scheme,
)
from kinerja.domains.organisation.vocabulary import PositionClass
from tests.support.framework_factories import component, indicator
from tests.support.scoring_oracle import BEHAVIOUR_SHARE, Scores

REDISTRIBUTE = NotApplicablePolicy.REDISTRIBUTE
#: As deep as drawn trees get: the unit tests of depth itself go to the limit.
DEEPEST = 4


@dataclass(frozen=True)
class Case:
    """A tree, a scheme, and what two people of it have been given."""

    roots: tuple[ComponentSpec, ...]
    scheme: Scheme
    people: tuple[tuple[PositionClass, Scores], ...]


def weights(draw: st.DrawFn, parts: int, total: int = 100) -> list[Decimal]:
    """Draw weights with four decimals that sum to exactly `total`."""
    units = total * 10_000
    drawn = draw(
        st.lists(st.integers(1, units - 1), min_size=parts - 1, max_size=parts - 1, unique=True)
    )
    cuts = [0, *sorted(drawn), units]
    return [Decimal(after - before).scaleb(-4) for before, after in pairwise(cuts)]


def numbers(least: str, most: str, places: int) -> st.SearchStrategy[Decimal]:
    """Draw decimals of at most so many places."""
    return st.decimals(Decimal(least), Decimal(most), places=places)


def draw_indicator(draw: st.DrawFn, code: str, weight: Decimal) -> IndicatorSpec:
    """Draw an indicator of any direction, bounds, policy and applicability."""
    bounds = sorted(draw(st.lists(numbers("-5", "150", 1), min_size=2, max_size=2)))
    floor = draw(st.sampled_from([Decimal(0), Decimal(0), Decimal("12.5")]))
    return indicator(
        code,
        weight,  # type: ignore[arg-type]  # A Decimal is what the factory makes of it anyway.
        direction=draw(st.sampled_from(Direction)),
        target=draw(st.one_of(numbers("60", "140", 2), numbers("0.1", "300", 2))),
        range_low=bounds[0],
        range_high=bounds[1],
        cap=draw(st.sampled_from([Decimal(120), Decimal(120), Decimal(100)])),
        floor=floor,
        scale_min=Decimal(-1000),
        scale_max=Decimal(1000),
        na_policy=draw(
            st.sampled_from([REDISTRIBUTE, REDISTRIBUTE, REDISTRIBUTE, NotApplicablePolicy.ZERO])
        ),
        applies_to=draw(
            st.sampled_from([(), (), (ApplicableClass.PELAKSANA,), (ApplicableClass.PENGAWAS,)])
        ),
    )


def draw_children(
    draw: st.DrawFn, numbering: "count[int]", depth: int
) -> list[ComponentSpec | IndicatorSpec]:
    """Draw the children of a component: indicators, and components until it is deep enough."""
    children: list[ComponentSpec | IndicatorSpec] = []
    for weight in weights(draw, draw(st.integers(1, 3))):
        name = f"n{next(numbering)}"
        if depth < DEEPEST and draw(st.booleans()):
            below = draw_children(draw, numbering, depth + 1)
            children.append(component(name, weight, *below))  # type: ignore[arg-type]  # As above.
        else:
            children.append(draw_indicator(draw, name, weight))
    return children


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Draw a case whose weights are as publication asks for."""
    scheme = draw(st.sampled_from(Scheme))
    share = int(BEHAVIOUR_SHARE.get(scheme, 0))
    numbering = count(1)
    roots = []
    for category, total in ((ComponentCategory.BEHAVIOUR, share), (None, 100 - share)):
        for weight in weights(draw, draw(st.integers(1, 2)), total) if total else []:
            below = draw_children(draw, numbering, 2)
            kind = category or draw(st.sampled_from([*ComponentCategory][:3]))
            name = f"n{next(numbering)}"
            roots.append(component(name, weight, *below, category=kind))  # type: ignore[arg-type]  # As above.
    people = tuple((one, draw_scores(draw, roots)) for one in _classes(draw))
    return Case(tuple(roots), scheme, people)


def _classes(draw: st.DrawFn) -> list[PositionClass]:
    classes = [PositionClass.PELAKSANA, PositionClass.PENGAWAS]
    return draw(st.lists(st.sampled_from(classes), min_size=2, max_size=2))


def draw_scores(draw: st.DrawFn, roots: list[ComponentSpec]) -> Scores:
    """Draw a score for each indicator; some are not applicable, and for some people all are."""
    codes = [leaf.code for root in roots for leaf in leaves(root)]
    usual = st.one_of(numbers("50", "150", 2), numbers("50", "150", 0))
    unusual = st.one_of(numbers("-100", "400", 2), st.just(None))
    nothing_applies = draw(st.sampled_from([False, False, False, True]))
    value = st.just(None) if nothing_applies else st.one_of(usual, usual, unusual)
    return {code: draw(value) for code in codes}


def leaves(spec: ComponentSpec) -> list[IndicatorSpec]:
    """Return all indicators below a component."""
    below = [leaf for child in spec.components for leaf in leaves(child)]
    return [*spec.indicators, *below]
