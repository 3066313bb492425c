"""How results of surveys are read: one, its elements, what stands so far, and pooled years."""

from sqlalchemy import Integer, Text, Uuid, case, literal_column, null

from kinerja.domains.surveys.models import Survey, SurveyElementResult, SurveyResult
from kinerja.domains.surveys.pools import years
from kinerja.domains.surveys.results import results
from kinerja.reads.model import (
    Comparable,
    Custom,
    Edge,
    Element,
    Field,
    FieldSQL,
    Many,
    Model,
    Row,
    code,
    compare,
    compare_id,
    of,
    order_by,
    table_of,
    to,
)
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.models.dates import active_on, period_fields, start_order
from kinerja.reads.models.survey_terms import all_computed, held_by, in_unit, unit_facts
from kinerja.reads.nested import NESTED_AGENCY, nested
from kinerja.reads.plan import Kind
from policies.asking import is_below
from policies.permissions import FieldClass, Resource
from policies.relations import Binds

INTERNAL = FieldClass.INTERNAL
#: Of fewer answers it is not shown how they fell: one of few is nearly somebody's.
SMALLEST_GROUP = 5
_NO_AGENCY, _NO_KEY = literal_column("NULL", Integer()), literal_column("NULL", Uuid())
#: Only for the types of their columns.
_NO_STANDING = results(_NO_AGENCY, Survey.id == _NO_KEY).surveys.subquery()
_NO_YEARS = years(_NO_AGENCY, literal_column("NULL", Text())).subquery()


def _is_enough(row: Row, _: Binds) -> Element:
    return row["responses"] >= row["sample_needed"]


_INDEX_FIELDS = {
    "ruleset": code("ruleset"),
    "responses": of(Kind.INTEGER, "responses"),
    "population": of(Kind.INTEGER, "population"),
    "sampleNeeded": of(Kind.INTEGER, "sample_needed"),
    "isEnough": Field(Kind.BOOLEAN, _is_enough),
    "index": of(Kind.DECIMAL, "index_value", nullable=True),
    "exactIndex": of(Kind.DECIMAL, "exact_index", nullable=True),
    "band": code("band", nullable=True),
}

SURVEY_RESULT = Model(
    type_name="SurveyResult",
    table=table_of(SurveyResult),
    resource=Resource.SURVEY_RESULT,
    facts=unit_facts,
    fields={
        "kind": code("kind"),
        "weightMode": code("weight_mode"),
        **period_fields("period", bounded=True),
        **_INDEX_FIELDS,
        "computedAt": of(Kind.INSTANT, "computed_at"),
    },
    edges={
        "survey": to("Survey", "survey_id"),
        "orgUnit": to("OrgUnit", "org_unit_id"),
        "elements": Edge(
            "SurveyElementResult",
            lambda parent, child, _, __: child["result_id"] == parent["id"],
            Many.LIST,
            field_class=INTERNAL,
            first_by=("ordinal", "id"),
            held=True,
        ),
        "agency": of_agency(),
    },
    orderings={
        "INDEX": order_by(Kind.INTEGER, "index_key", nullable=True),
        "PERIOD_START": start_order("period", bounded=True),
    },
    filters={
        "kind": compare(Kind.CODE, "kind"),
        "ruleset": compare(Kind.CODE, "ruleset"),
        "band": compare(Kind.CODE, "band"),
        "isEnough": Custom(Kind.BOOLEAN, lambda row, me, wanted: _is_enough(row, me) == wanted),
        "index": Comparable(Kind.DECIMAL, lambda row, _: row["index_value"]),
        "activeOn": active_on("period"),
        "orgUnit": compare_id("OrgUnit", "org_unit_id"),
        "inUnit": Custom(Kind.KEY, in_unit, ids_of="OrgUnit"),
    },
    default_order="PERIOD_START",
)


def _of_enough(name: str) -> FieldSQL:
    """Return a column of elements that enough people answered; NULL for the others."""

    def shown(row: Row, _: Binds) -> Element:
        is_group = row["answers"] >= literal_column(str(SMALLEST_GROUP), Integer())
        return case((is_group, row[name]), else_=null())

    return shown


SURVEY_ELEMENT_RESULT = Model(
    type_name="SurveyElementResult",
    table=table_of(SurveyElementResult),
    resource=Resource.SURVEY_RESULT,
    facts=unit_facts,
    fields={
        "code": code("code", INTERNAL),
        "answers": of(Kind.INTEGER, "answers", INTERNAL),
        "total": of(Kind.INTEGER, "total", INTERNAL),
        "mean": of(Kind.DECIMAL, "mean", INTERNAL, nullable=True),
        "weight": of(Kind.DECIMAL, "weight", INTERNAL),
        **{
            name: Field(Kind.INTEGER, _of_enough(name), INTERNAL, nullable=True)
            for name in ("ones", "twos", "threes", "fours", "wishes")
        },
    },
    holder=held_by(table_of(SurveyResult), "result_id"),
    is_node=False,
)
#: Computed from the answers so far; shown to those who may see results of the unit.
SURVEY_STANDING = Model(
    type_name="SurveyStanding",
    table=_NO_STANDING,
    resource=Resource.SURVEY_RESULT,
    facts=unit_facts,
    fields=_INDEX_FIELDS,
    key="survey_id",
    agency=None,
    is_node=False,
)
#: Computed from the results of a unit and those below it.
SURVEY_YEAR = Model(
    type_name="SurveyYear",
    table=_NO_YEARS,
    resource=Resource.SURVEY_RESULT,
    facts=unit_facts,
    fields={
        "year": of(Kind.INTEGER, "year"),
        "surveys": of(Kind.INTEGER, "surveys"),
        **_INDEX_FIELDS,
    },
    key="year",
    agency=None,
    is_node=False,
)


def pooled_years() -> Edge:
    """Declare the edge from a unit to its pooled years."""
    return Edge(
        "SurveyYear",
        all_computed,
        Many.LIST,
        first_by=("year", "ruleset"),
        computed=lambda row: nested(years(NESTED_AGENCY, row["path"])),
    )


def results_below() -> Edge:
    """Declare the edge from a unit to the results of it and of those below it."""
    return Edge(
        "SurveyResult",
        lambda parent, child, _, __: is_below(child["unit_path"], parent["path"]),
        Many.PAGE,
    )


def standing() -> Edge:
    """Declare the edge from a survey to what its answers say so far."""
    return Edge(
        "SurveyStanding",
        all_computed,
        computed=lambda row: nested(results(NESTED_AGENCY, Survey.id == row["id"]).surveys),
    )


MODELS = (SURVEY_RESULT, SURVEY_ELEMENT_RESULT, SURVEY_STANDING, SURVEY_YEAR)
