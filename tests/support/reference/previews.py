"""The result of an appraisal so far, in exact fractions and with plain recursion over the tree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Any
from uuid import UUID

from kinerja.domains.appraisals.grades import (
    MATRIX,
    NUMERIC_CLASSES,
    SUGGESTED_FROM,
    VERY_GOOD_FROM,
)
from kinerja.domains.appraisals.models import Score
from kinerja.domains.frameworks.models import Component, FrameworkVersion, Indicator
from tests.support.reference.rows import Rows
from tests.support.scoring_oracle import achievement

#: Percentage of behaviour under the schemes of the law.
_BEHAVIOUR = {"S70_30": 30, "S60_40": 40}
_FACTUAL = ("ATTENDANCE", "SURVEY_IKM", "COMPLAINT_SLA", "EXTERNAL")


@dataclass(frozen=True)
class Preview:
    """One row of `Appraisal.preview`."""

    agency_id: int
    appraisal_id: UUID
    work_score: Decimal | None
    behaviour_score: Decimal | None
    composite: Decimal | None
    numeric_grade: str | None
    suggested_work_rating: str | None
    official_grade: str | None
    missing_indicators: list[str]


@dataclass(frozen=True)
class NodePreview:
    """One row of `Appraisal.previewResults`."""

    agency_id: int
    appraisal_id: UUID
    node_id: UUID
    node_kind: str
    achievement: Decimal | None
    effective_weight: Decimal | None
    contribution: Decimal | None


@dataclass
class _Node:
    """A component or indicator with what it has reached and, once shared out, what it adds."""

    row: Any
    kind: str
    value: Fraction | None
    children: list["_Node"] = field(default_factory=list)
    percent: Fraction = Fraction(0)
    share: Fraction = Fraction(0)

    @property
    def weight(self) -> Fraction:
        return Fraction(self.row.weight)

    def walk(self) -> Iterator["_Node"]:
        yield self
        for child in self.children:
            yield from child.walk()


class _Calculation:
    """The tree of one appraisal's version under its scores."""

    def __init__(self, appraisal: Any, rows: Rows) -> None:
        self._appraisal = appraisal
        self._rows = rows
        version_id = appraisal.framework_version_id
        (self.version,) = rows.get(FrameworkVersion, version_id)
        self._indicators = rows.where(Indicator, "version_id", version_id)
        components = rows.where(Component, "version_id", version_id)
        roots = [self._component(one) for one in components if one.parent_id is None]
        self.roots = [one for one in roots if one.children]
        self._share_out()

    def parts(self) -> tuple[list[_Node], list[_Node]]:
        """Return the roots of work and those of behaviour."""
        apart = self.version.scheme in _BEHAVIOUR
        behaviour = [one for one in self.roots if apart and one.row.category == "BEHAVIOUR"]
        return [one for one in self.roots if one not in behaviour], behaviour

    def scores(self) -> tuple[Fraction | None, Fraction | None, Fraction | None]:
        """Return work score, behaviour score and composite."""
        work, behaviour = (_mean(part) for part in self.parts())
        if work is None or behaviour is None:
            return work, behaviour, behaviour if work is None else work
        percent = _BEHAVIOUR[self.version.scheme]
        return work, behaviour, ((100 - percent) * work + percent * behaviour) / 100

    def missing(self) -> list[str]:
        """Return the codes of the applicable indicators that have no score at all."""
        found = [one for one in self._indicators if self._applies(one) and not self._score(one)]
        return sorted(one.code for one in found)

    def _component(self, row: Any) -> _Node:
        below = self._rows.where(Component, "parent_id", row.id)
        children = [self._component(one) for one in below]
        children = [one for one in children if one.children]
        children += [
            _Node(one, "INDICATOR", self._leaf(one))
            for one in self._indicators
            if one.component_id == row.id
        ]
        return _Node(row, "COMPONENT", _mean(children), children)

    def _applies(self, row: Any) -> bool:
        return not row.applies_to or self._appraisal.position_class in row.applies_to

    def _leaf(self, row: Any) -> Fraction | None:
        score = self._score(row)
        if not self._applies(row) or (score and score.not_applicable):
            return Fraction(0) if row.na_policy == "ZERO" else None
        return achievement(row, score.actual) if score else None

    def _score(self, row: Any) -> Any | None:
        """Return the score that counts: facts go before the rater's word, which goes before all."""
        superseded = {one.supersedes_id for one in self._rows.all(Score)}
        current = {
            one.source: one
            for one in self._rows.where(Score, "appraisal_id", self._appraisal.id)
            if one.indicator_id == row.id and one.id not in superseded
        }
        by_hand, of_source = current.get("MANUAL"), current.get(row.source)
        return (of_source or by_hand) if row.source in _FACTUAL else (by_hand or of_source)

    def _share_out(self) -> None:
        work, behaviour = self.parts()
        has = [_mean(part) is not None for part in (work, behaviour)]
        percent = 0
        if has[1]:
            percent = _BEHAVIOUR[self.version.scheme] if has[0] else 100
        for part, whole in ((work, 100 - percent), (behaviour, percent)):
            _divide(part, percent=Fraction(whole), share=Fraction(whole))


def _divide(nodes: list[_Node], *, percent: Fraction, share: Fraction) -> None:
    """Give each node its part of what its parent has; a node without a value gets none."""
    known = sum(one.weight for one in nodes if one.value is not None)
    for one in nodes:
        if one.value is not None:
            one.percent, one.share = (whole * one.weight / known for whole in (percent, share))
        _divide(one.children, percent=Fraction(100), share=one.share)


def _mean(nodes: list[_Node]) -> Fraction | None:
    known = [(one.weight, one.value) for one in nodes if one.value is not None]
    if not known:
        return None
    points = sum((weight * value for weight, value in known), start=Fraction(0))
    return points / sum((weight for weight, _ in known), start=Fraction(0))


def preview(appraisal: Any, rows: Rows) -> list[Preview]:
    """Return the result so far; nothing for a version without indicators."""
    calculation = _Calculation(appraisal, rows)
    if not calculation.roots:
        return []
    work, behaviour, composite = map(_rounded, calculation.scores())
    ratings = (appraisal.decided_work_rating, appraisal.behaviour_rating)
    official = {(str(one), str(two)): str(grade) for (one, two), grade in MATRIX.items()}
    return [
        Preview(
            appraisal.agency_id,
            appraisal.id,
            work,
            behaviour,
            composite,
            _numeric_grade(composite, has_innovation=appraisal.innovation_approved),
            _class(work, SUGGESTED_FROM, "BELOW_EXPECTATION"),
            official.get(ratings),
            calculation.missing(),
        )
    ]


def node_previews(appraisal: Any, rows: Rows) -> list[NodePreview]:
    """Return the result so far of every component and indicator."""
    return [
        NodePreview(
            appraisal.agency_id,
            appraisal.id,
            one.row.id,
            one.kind,
            _rounded(one.value),
            _rounded(one.percent),
            _rounded(one.share * (one.value or 0) / 100),
        )
        for root in _Calculation(appraisal, rows).roots
        for one in root.walk()
    ]


def _numeric_grade(composite: Decimal | None, *, has_innovation: bool) -> str | None:
    if composite is not None and composite >= VERY_GOOD_FROM and has_innovation:
        return "VERY_GOOD"
    return _class(composite, NUMERIC_CLASSES, "VERY_POOR")


def _class(value: Decimal | None, classes: Any, lowest: str) -> str | None:
    if value is None:
        return None
    return next((str(name) for bound, name in classes if value >= bound), lowest)


def _rounded(value: Fraction | None) -> Decimal | None:
    """Round half up at fifteen decimals and then at ten, as results are stored."""
    if value is None:
        return None
    with localcontext() as context:
        context.prec = 100
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        reliable = exact.quantize(Decimal("1e-15"), rounding=ROUND_HALF_UP)
        return reliable.quantize(Decimal("1e-10"), rounding=ROUND_HALF_UP)
