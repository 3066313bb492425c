"""From plain values to a checked tree: the one way in for presets and for the API."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal

from kinerja.domains.frameworks.reading import Fields
from kinerja.domains.frameworks.tree import CAP, ComponentSpec, IndicatorSpec
from kinerja.domains.frameworks.tree_errors import (
    BoundsReversedError,
    CapNotAllowedError,
    CodeMalformedError,
    CodeRepeatedError,
    ComponentEmptyError,
    TargetMissingError,
    TargetNotAllowedError,
    TargetOutOfScaleError,
    TreeTooDeepError,
    TreeTooLargeError,
)
from kinerja.domains.frameworks.vocabulary import (
    ApplicableClass,
    ComponentCategory,
    Direction,
    NotApplicablePolicy,
    Source,
)
from kinerja.domains.frameworks.weights import Path
from kinerja.kit.errors import KinerjaError, raise_all

MAX_DEPTH = 6
MAX_NODES = 200
NAME_LIMIT, DEFINITION_LIMIT, UNIT_LIMIT = 200, 2000, 60

_CODE = re.compile(r"[a-z0-9][a-z0-9_]{0,63}")
_COMPONENT_FIELDS = frozenset(spec.name for spec in fields(ComponentSpec))
_INDICATOR_FIELDS = frozenset(spec.name for spec in fields(IndicatorSpec))


def parse_components(raw: Sequence[object], *, path: Path = ()) -> tuple[ComponentSpec, ...]:
    """Read a whole tree. Weights are read, not judged: `weights.weight_errors` does that.

    Raises:
        KinerjaError: the one thing that is wrong, with its path below `path`.
        KinerjaErrorGroup: all the things that are wrong.
    """
    reader = _TreeReader()
    tree = reader.components(raw, path=(*path, "components"), depth=1)
    raise_all(reader.errors)
    return tree


@dataclass
class _TreeReader:
    """Reads one tree; `codes` are those seen, `errors` all that is wrong."""

    errors: list[KinerjaError] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    nodes: int = 0

    def components(
        self, raw: Sequence[object], *, path: Path, depth: int
    ) -> tuple[ComponentSpec, ...]:
        if raw and depth > MAX_DEPTH:
            self.errors.append(TreeTooDeepError(limit=MAX_DEPTH, path=path))
            return ()
        return tuple(
            self._component(item, path=here, depth=depth) for item, here in self._counted(raw, path)
        )

    def _component(self, raw: object, *, path: Path, depth: int) -> ComponentSpec:
        given = Fields(raw, known=_COMPONENT_FIELDS, path=path, errors=self.errors)
        code = self._code(given)
        below = (given.items("components"), given.items("indicators"))
        if not any(below):
            self.errors.append(ComponentEmptyError(node=code or "?", path=path))
        return ComponentSpec(
            code=code,
            name_id=given.text("name_id", limit=NAME_LIMIT),
            name_en=given.text("name_en", limit=NAME_LIMIT),
            category=given.required_choice("category", ComponentCategory.OTHER),
            weight=given.weight(),
            components=self.components(below[0], path=(*path, "components"), depth=depth + 1),
            indicators=tuple(
                self._indicator(item, path=here)
                for item, here in self._counted(below[1], (*path, "indicators"))
            ),
        )

    def _indicator(self, raw: object, *, path: Path) -> IndicatorSpec:
        given = Fields(raw, known=_INDICATOR_FIELDS, path=path, errors=self.errors)
        before = len(self.errors)
        indicator = IndicatorSpec(
            code=self._code(given),
            name_id=given.text("name_id", limit=NAME_LIMIT),
            name_en=given.text("name_en", limit=NAME_LIMIT),
            definition=given.text("definition", limit=DEFINITION_LIMIT),
            unit=given.text("unit", limit=UNIT_LIMIT),
            weight=given.weight(),
            direction=given.required_choice("direction", Direction.HIGHER),
            target=given.amount("target"),
            range_low=given.amount("range_low"),
            range_high=given.amount("range_high"),
            cap=given.amount("cap", CAP) or Decimal(0),
            floor=given.amount("floor", Decimal(0)) or Decimal(0),
            scale_min=given.amount("scale_min", Decimal(0)) or Decimal(0),
            scale_max=given.required_amount("scale_max"),
            source=given.choice("source", Source.MANUAL),
            evidence_required=given.flag("evidence_required"),
            applies_to=given.choices("applies_to", ApplicableClass),
            na_policy=given.choice("na_policy", NotApplicablePolicy.REDISTRIBUTE),
        )
        if len(self.errors) == before:  # Fields that are wrong alone say nothing together.
            _check(indicator, given)
        return indicator

    def _counted(self, raw: Sequence[object], path: Path) -> Iterator[tuple[object, Path]]:
        """Yield each item with its path, and stop once the tree is too large to go on."""
        for number, item in enumerate(raw):
            self.nodes += 1
            if self.nodes > MAX_NODES:
                if self.nodes == MAX_NODES + 1:
                    self.errors.append(TreeTooLargeError(limit=MAX_NODES, path=path))
                return
            yield item, (*path, number)

    def _code(self, given: Fields) -> str:
        code = given.text("code", limit=NAME_LIMIT)
        if code and not _CODE.fullmatch(code):
            given.note(CodeMalformedError, "code", mark="_")
        elif code in self.codes:
            given.note(CodeRepeatedError, "code", node=code)
        self.codes.add(code or "?")
        return code


def _check(indicator: IndicatorSpec, given: Fields) -> None:
    """Judge the fields of an indicator against one another."""
    if not indicator.scale_min < indicator.scale_max:
        given.note(BoundsReversedError, "scale_max", low="scale_min", high="scale_max")
        return
    if not 0 <= indicator.floor < indicator.cap <= CAP:
        given.note(CapNotAllowedError, "cap")
    if indicator.direction is Direction.RANGE:
        _check_range(indicator, given)
    else:
        _check_target(indicator, given)


def _check_target(indicator: IndicatorSpec, given: Fields) -> None:
    for name in ("range_low", "range_high"):
        if getattr(indicator, name) is not None:
            given.note(TargetNotAllowedError, name, direction=indicator.direction.value)
    if indicator.target is None:
        given.note(
            TargetMissingError, "target", direction=indicator.direction.value, needed="target"
        )
    else:
        _check_in_scale(indicator, given, "target")


def _check_range(indicator: IndicatorSpec, given: Fields) -> None:
    if indicator.target is not None:
        given.note(TargetNotAllowedError, "target", direction=Direction.RANGE.value)
    low, high = indicator.range_low, indicator.range_high
    if low is None or high is None:
        name = "range_low" if low is None else "range_high"
        needed = "range_low, range_high"
        given.note(TargetMissingError, name, direction=Direction.RANGE.value, needed=needed)
        return
    # Equal bounds are a range too: exactly this value.
    if low > high:
        given.note(BoundsReversedError, "range_high", low="range_low", high="range_high")
        return
    # What lies outside is measured relative to the nearer bound, so a bound of 0 is only
    # possible where nothing lies beyond it: at the bottom of the scale.
    if low != indicator.scale_min:
        _check_in_scale(indicator, given, "range_low")
    _check_in_scale(indicator, given, "range_high")


def _check_in_scale(indicator: IndicatorSpec, given: Fields, name: str) -> None:
    value = getattr(indicator, name)
    if not (value > 0 and indicator.scale_min <= value <= indicator.scale_max):
        low, high = indicator.scale_min, indicator.scale_max
        given.note(TargetOutOfScaleError, name, low=low, high=high)
