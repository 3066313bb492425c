"""How the results of years are read: computed from an employee's final results, by their parts."""

from sqlalchemy import Integer, Uuid, and_, literal_column

from kinerja.domains.appraisals.annual import annual_results, parts
from kinerja.reads.model import Edge, Element, Given, Many, Model, Row, code, of, to
from kinerja.reads.models.rating import appraisal_facts
from kinerja.reads.models.survey_terms import all_computed
from kinerja.reads.nested import NESTED_AGENCY, nested
from kinerja.reads.plan import Kind
from policies.permissions import FieldClass, Resource
from policies.relations import Binds

INTERNAL = FieldClass.INTERNAL

#: Only for the types of their columns.
_NOBODY = (literal_column("NULL", Integer()), literal_column("NULL", Uuid()))


def _of_the_year(year: Row, part: Row, _: Binds, __: Given) -> Element:
    return and_(part["year"] == year["year"], part["cycle_kind"] == year["cycle_kind"])


#: Judged like an appraisal, by what all of its parts have in common.
ANNUAL_RESULT = Model(
    type_name="AnnualResult",
    table=annual_results(*_NOBODY).subquery(),
    resource=Resource.APPRAISAL,
    facts=lambda row, *_: appraisal_facts(row),
    fields={
        "year": of(Kind.INTEGER, "year"),
        "cycleKind": code("cycle_kind"),
        "months": of(Kind.DECIMAL, "months", INTERNAL, nullable=True),
        "composite": of(Kind.DECIMAL, "composite", INTERNAL, nullable=True),
        "creditRatio": of(Kind.DECIMAL, "credit_ratio", INTERNAL, nullable=True),
    },
    edges={
        "parts": Edge(
            "AnnualPart",
            _of_the_year,
            Many.LIST,
            first_by=("first_day", "appraisal_id"),
            computed=lambda row: nested(parts(NESTED_AGENCY, row["ratee_id"])),
        ),
    },
    key="year",
    agency=None,
    is_node=False,
)
ANNUAL_PART = Model(
    type_name="AnnualPart",
    table=parts(*_NOBODY).subquery(),
    resource=Resource.APPRAISAL,
    facts=lambda row, *_: appraisal_facts(row),
    fields={
        "firstDay": of(Kind.DATE, "first_day"),
        "lastDay": of(Kind.DATE, "last_day"),
        "months": of(Kind.DECIMAL, "months", INTERNAL),
        "composite": of(Kind.DECIMAL, "composite", INTERNAL, nullable=True),
        "officialGrade": code("official_grade", INTERNAL, nullable=True),
    },
    edges={
        "appraisal": to("Appraisal", "appraisal_id"),
        "cycle": to("Cycle", "cycle_id"),
        "assignment": to("Assignment", "assignment_id"),
        "frameworkVersion": to("FrameworkVersion", "framework_version_id"),
    },
    key="appraisal_id",
    agency=None,
    is_node=False,
)


def results_of_years() -> Edge:
    """Declare the edge from an employee to the results of all years."""
    return Edge(
        "AnnualResult",
        all_computed,
        Many.LIST,
        first_by=("year", "cycle_kind"),
        computed=lambda row: nested(annual_results(NESTED_AGENCY, row["id"])),
    )


MODELS = (ANNUAL_RESULT, ANNUAL_PART)
