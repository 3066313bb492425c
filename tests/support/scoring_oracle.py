"""The rules of the calculation a second time, in exact fractions: what tests compare with.

Written from the domain rules alone (sections 1.1 and 3.4), on the specs of a tree and not on rows.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from kinerja.domains.frameworks.tree import ComponentSpec, IndicatorSpec
from kinerja.domains.frameworks.vocabulary import Direction, NotApplicablePolicy, Scheme

#: What was entered: a value, or None for "not applicable"; what is absent is not scored.
Scores = Mapping[str, Decimal | None]

BEHAVIOUR_SHARE = {Scheme.S70_30: Fraction(30), Scheme.S60_40: Fraction(40)}


def rounded(value: Fraction | None) -> Decimal | None:
    """Round once, half up, at ten decimals."""
    if value is None:
        return None
    with localcontext() as context:
        context.prec = 100
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal("1e-10"), rounding=ROUND_HALF_UP)


def achievement(spec: IndicatorSpec, actual: Decimal) -> Fraction:
    """Return the achievement of one indicator."""
    value = Fraction(actual)
    reached = _range(spec, value) if spec.direction == Direction.RANGE else _target(spec, value)
    return max(Fraction(spec.floor), min(Fraction(spec.cap), reached))


def _target(spec: IndicatorSpec, value: Fraction) -> Fraction:
    assert spec.target is not None
    target = Fraction(spec.target)
    if spec.direction == Direction.HIGHER:
        return value / target * 100
    return (2 * target - value) / target * 100


def _range(spec: IndicatorSpec, value: Fraction) -> Fraction:
    assert spec.range_low is not None
    assert spec.range_high is not None
    low, high = Fraction(spec.range_low), Fraction(spec.range_high)
    if low <= value <= high:
        return Fraction(100)
    bound = low if value < low else high
    if bound == 0:
        return Fraction(0)
    return 100 - abs(value - bound) / abs(bound) * 100


def component_value(spec: ComponentSpec, scores: Scores, position_class: str) -> Fraction | None:
    """Return the achievement of a component; None when none of its children has one."""
    parts = [
        (Fraction(child.weight), component_value(child, scores, position_class))
        for child in spec.components
    ]
    parts += [
        (Fraction(leaf.weight), _leaf(leaf, scores, position_class)) for leaf in spec.indicators
    ]
    return weighted(parts)


def _leaf(spec: IndicatorSpec, scores: Scores, position_class: str) -> Fraction | None:
    applies = not spec.applies_to or position_class in {str(name) for name in spec.applies_to}
    left_out = not applies or (spec.code in scores and scores[spec.code] is None)
    if left_out:
        return Fraction(0) if spec.na_policy is NotApplicablePolicy.ZERO else None
    actual = scores.get(spec.code)
    return None if actual is None else achievement(spec, actual)


def weighted(parts: Sequence[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """Return the mean of the parts that have a value, by weight."""
    known = [(weight, value) for weight, value in parts if value is not None]
    if not known:
        return None
    return sum(w * v for w, v in known) / Fraction(sum(w for w, _ in known))


def result(
    roots: Sequence[ComponentSpec], scheme: Scheme, scores: Scores, position_class: str
) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
    """Return work score, behaviour score and composite, exactly."""
    share = BEHAVIOUR_SHARE.get(scheme, Fraction(0))
    parts: dict[bool, list[tuple[Fraction, Fraction | None]]] = {False: [], True: []}
    for root in roots:
        is_behaviour = bool(share) and root.category == "BEHAVIOUR"
        value = component_value(root, scores, position_class)
        parts[is_behaviour].append((Fraction(root.weight), value))
    work, behaviour = weighted(parts[False]), weighted(parts[True])
    if work is None or behaviour is None:
        return work, behaviour, behaviour if work is None else work
    return work, behaviour, ((100 - share) * work + share * behaviour) / 100
