"""A simulation a second time, in plain Python: what tests of the statement compare with."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import count

from hypothesis import strategies as st

from kinerja.domains.appraisals.vocabulary import Grade
from kinerja.domains.frameworks.tree import ComponentSpec, IndicatorSpec
from tests.support.scoring_oracle import achievement, result, rounded
from tests.support.scoring_strategies import Case, draw_indicator, leaves, weights

Person = tuple[str, dict[str, Decimal | None]]


@dataclass(frozen=True)
class Variant:
    """A case and the tree that is tried on it; `added` are codes that nobody was scored by."""

    case: Case
    roots: tuple[ComponentSpec, ...]

    @property
    def added(self) -> set[str]:
        """The indicators of the new tree that the old one does not have at the same place."""
        return set(paths(self.roots).values()) - set(matched(self).values())

    def after(self) -> list[Decimal | None]:
        """Return everybody's composite under the new tree, exactly rounded."""
        return [
            rounded(result(self.roots, self.case.scheme, self.scores(scores), position_class)[2])
            for position_class, scores in self.case.people
        ]

    def before(self) -> list[Decimal | None]:
        """Return everybody's composite as it was."""
        return [
            rounded(result(self.case.roots, self.case.scheme, scores, position_class)[2])
            for position_class, scores in self.case.people
        ]

    def scores(self, scores: object) -> dict[str, Decimal | None]:
        """Return what counts under the new tree: what nobody was scored by does not apply."""
        old = dict(scores)  # type: ignore[call-overload]  # A mapping, as the case has it.
        return {code: old[code] for code in matched(self).values()} | dict.fromkeys(self.added)


def matched(variant: Variant) -> dict[str, str]:
    """Return the paths that both trees have, with the code of the indicator."""
    old = paths(variant.case.roots)
    return {path: code for path, code in paths(variant.roots).items() if path in old}


def paths(roots: Sequence[ComponentSpec]) -> dict[str, str]:
    """Return the code of every indicator by its path of codes."""
    return dict(_paths(roots, ""))


def _paths(specs: Sequence[ComponentSpec], above: str) -> Iterator[tuple[str, str]]:
    for spec in specs:
        here = f"{above}{spec.code}/"
        yield from ((here + leaf.code, leaf.code) for leaf in spec.indicators)
        yield from _paths(spec.components, here)


@st.composite
def variants(draw: st.DrawFn, cases: st.SearchStrategy[Case]) -> Variant:
    """Draw a case and another tree: other weights, targets and rules, some indicators new or gone.

    Roots keep their weights, so that the share of behaviour stays as the scheme has it.
    """
    case = draw(cases)
    numbering = count(1)
    roots = tuple(_changed(draw, root, numbering) for root in case.roots)
    return Variant(case, roots)


def _changed(draw: st.DrawFn, spec: ComponentSpec, numbering: "count[int]") -> ComponentSpec:
    kept = [leaf for leaf in spec.indicators if draw(st.sampled_from([True, True, True, False]))]
    names = [leaf.code for leaf in kept]
    missing = not names and not spec.components
    if missing or draw(st.booleans()):
        names.append(f"added{next(numbering)}")
    parts = weights(draw, len(names) + len(spec.components))
    indicators: list[IndicatorSpec] = [
        draw_indicator(draw, name, weight) for name, weight in zip(names, parts, strict=False)
    ]
    below = tuple(
        replace(_changed(draw, child, numbering), weight=weight)
        for child, weight in zip(spec.components, parts[len(names) :], strict=True)
    )
    return replace(spec, indicators=tuple(indicators), components=below)


def grade_of(composite: Decimal | None) -> Grade | None:
    """Return the class of PP 30/2019 Pasal 41(5) without an innovation."""
    if composite is None:
        return None
    bounds = ((90, Grade.GOOD), (70, Grade.NEEDS_IMPROVEMENT), (50, Grade.POOR))
    return next((grade for bound, grade in bounds if composite >= bound), Grade.VERY_POOR)


def movements(
    before: Sequence[Decimal | None], after: Sequence[Decimal | None]
) -> dict[tuple[Grade | None, Grade | None], int]:
    """Count who goes from which grade to which."""
    pairs = zip(map(grade_of, before), map(grade_of, after), strict=True)
    return dict(Counter(pairs))


def spearman(before: Sequence[Decimal | None], after: Sequence[Decimal | None]) -> Decimal | None:
    """Return the rank correlation with mean ranks for ties."""
    both = [(x, y) for x, y in zip(before, after, strict=True) if x is not None and y is not None]
    return pearson(mean_ranks([x for x, _ in both]), mean_ranks([y for _, y in both]))


def mean_ranks(values: Sequence[Decimal]) -> list[Fraction]:
    """Return the rank of each value, equal ones sharing their mean."""
    ordered = sorted(values)
    return [Fraction(2 * ordered.index(value) + 1 + ordered.count(value), 2) for value in values]


def pearson(x: Sequence[Fraction], y: Sequence[Fraction]) -> Decimal | None:
    """Return Pearson's r by the deviations from the means; None if one does not vary."""
    if not x:
        return None
    mean_x, mean_y = sum(x) / Fraction(len(x)), sum(y) / Fraction(len(y))
    both = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    squares = sum((a - mean_x) ** 2 for a in x) * sum((b - mean_y) ** 2 for b in y)
    if not squares:
        return None
    with localcontext() as context:
        context.prec = 60
        root = (Decimal(squares.numerator) / Decimal(squares.denominator)).sqrt()
        r = Decimal(both.numerator) / Decimal(both.denominator) / root
        return r.quantize(Decimal("1e-10"), rounding=ROUND_HALF_UP)


def points(variant: Variant, code: str) -> list[int]:
    """Return everybody's achievement of an indicator of the new tree, in ten-thousandths."""
    (spec,) = (leaf for root in variant.roots for leaf in leaves(root) if leaf.code == code)
    found = []
    for position_class, scores in variant.case.people:
        actual = variant.scores(scores)[code]
        applies = not spec.applies_to or position_class in {str(one) for one in spec.applies_to}
        if applies and actual is not None:
            value = rounded(achievement(spec, actual) * 10_000)
            assert value is not None
            found.append(int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP)))
        elif spec.na_policy.value == "ZERO":
            found.append(0)
    return found
