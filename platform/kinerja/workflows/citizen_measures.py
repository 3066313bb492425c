"""What citizens say of units within a cycle: the index of surveys, the service level of complaints.

Only what was asked or received on days after the publication of the framework version counts: who
is appraised by it must know before (domain rules, 3.2 no. 12).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, func, literal, select
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.complaints.metrics import last_metrics
from kinerja.domains.complaints.models import ComplaintMetric
from kinerja.domains.complaints.service_level import rate
from kinerja.domains.complaints.vocabulary import ComplaintMeasure
from kinerja.domains.surveys.models import Survey, SurveyResult
from kinerja.domains.surveys.pools import element_results, index_by
from kinerja.domains.surveys.sample import sample_needed
from kinerja.domains.surveys.vocabulary import Ruleset, SurveyKind
from kinerja.kit.ids import AgencyId


class Measure(NamedTuple):
    """The value of a unit; `is_enough`: so many people have answered that it may count."""

    value: Decimal
    is_enough: bool
    evidence: str


@dataclass(frozen=True)
class Units:
    """The measures of one source by the path of the unit."""

    by_path: Mapping[str, Measure]

    def nearest(self, path: str) -> Measure | None:
        """Return the measure of a unit or, failing that, of the nearest above it."""
        labels = path.split(".")
        for length in range(len(labels), 0, -1):
            if (found := self.by_path.get(".".join(labels[:length]))) is not None:
                return found
        return None


@dataclass(frozen=True)
class Window:
    """Which days count: those of the cycle, after the day of publication."""

    agency_id: AgencyId
    period: Range[date]
    published_on: date

    def holds(self, period: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition that a survey or month lies in the window."""
        inside = literal(self.period, DATERANGE).op("@>", is_comparison=True)(period)
        return and_(inside, func.lower(period) > literal(self.published_on))


async def survey_measures(session: AsyncSession, window: Window) -> Units:
    """Return the index of every unit: of all its SKM surveys under the ruleset in force, pooled."""
    agency = literal(int(window.agency_id), Integer())
    conditions = (
        SurveyResult.ruleset == Ruleset.PERMENPANRB_14_2017.value,
        window.holds(SurveyResult.period.expression),
    )
    counted = element_results(agency, *conditions).subquery("counted")
    indices = index_by(counted, "org_unit_id").subquery("indices")
    population = func.sum(SurveyResult.population)
    statement = (
        select(
            func.max(func.ltree2text(SurveyResult.unit_path)).label("path"),
            func.max(indices.c.index_value).label("value"),
            func.sum(SurveyResult.responses).label("responses"),
            sample_needed(population).label("needed"),
            func.string_agg(Survey.code, literal(", ")).label("codes"),
        )
        .join(indices, indices.c.org_unit_id == SurveyResult.org_unit_id)
        .join(
            Survey,
            and_(Survey.agency_id == agency, Survey.id == SurveyResult.survey_id),
        )
        .where(
            SurveyResult.agency_id == agency,
            SurveyResult.kind == SurveyKind.SKM.value,
            indices.c.index_value.is_not(None),
            *conditions,
        )
        .group_by(SurveyResult.org_unit_id)
    )
    return _units(
        (row.path, Measure(row.value, row.responses >= row.needed, _of_survey(row)))
        for row in await session.execute(statement)
    )


def _of_survey(row: Any) -> str:  # noqa: ANN401 - a row of the select.
    return f"IKM {row.value} ({row.codes}): {row.responses} / {row.needed}"


async def complaint_measures(
    session: AsyncSession, window: Window, measure: ComplaintMeasure
) -> Units:
    """Return the service level of every unit: numerators and denominators of its months added."""
    agency = literal(int(window.agency_id), Integer())
    counted = last_metrics(agency, window.holds(ComplaintMetric.month.expression))
    latest = counted.subquery("latest")
    is_done = measure is ComplaintMeasure.DONE
    numerator = func.sum(latest.c.done if is_done else latest.c.answered_in_time)
    denominator = func.sum(latest.c.received)
    statement = select(
        func.max(latest.c.unit_path).label("path"),
        rate(numerator, denominator).label("value"),
        numerator.label("numerator"),
        denominator.label("denominator"),
        func.max(latest.c.cut_off).label("cut_off"),
    ).group_by(latest.c.org_unit_id)
    return _units(
        (row.path, Measure(row.value, True, _of_complaints(row)))
        for row in await session.execute(statement)
        if row.value is not None
    )


def _of_complaints(row: Any) -> str:  # noqa: ANN401 - a row of the select.
    return f"{row.numerator} / {row.denominator} ({row.cut_off:%Y-%m-%d})"


def _units(measures: Iterable[tuple[str, Measure]]) -> Units:
    return Units(dict(measures))


def sources(surveys: Units, complaints: Units) -> Mapping[str, Units]:
    """Return the measures by the source of the indicators that take them."""
    return {"SURVEY_IKM": surveys, "COMPLAINT_SLA": complaints}


SOURCES: Sequence[str] = ("SURVEY_IKM", "COMPLAINT_SLA")
