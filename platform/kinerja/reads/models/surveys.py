"""How surveys are read: the campaign, its elements and its links."""

from sqlalchemy import Text, and_, func

from kinerja.domains.surveys.models import Survey, SurveyElement, SurveyLink
from kinerja.domains.surveys.sample import sample_needed
from kinerja.reads.model import (
    Custom,
    Edge,
    Field,
    Many,
    Model,
    Row,
    code,
    compare,
    compare_id,
    of,
    order_by,
    table_of,
    text,
    to,
)
from kinerja.reads.models import survey_results
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.models.dates import active_on, period_fields, start_order
from kinerja.reads.models.survey_terms import held_by, in_unit
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource
from policies.relations import Binds

INTERNAL = FieldClass.INTERNAL


def _survey_facts(_: Row, survey: Row, __: Binds) -> RowFacts:
    """What belongs to a survey is judged by the survey's state."""
    return RowFacts(agency=survey["agency_id"], state=survey["state"])


SURVEY = Model(
    type_name="Survey",
    table=table_of(Survey),
    resource=Resource.SURVEY,
    facts=lambda row, *_: RowFacts(agency=row["agency_id"], state=row["state"]),
    fields={
        "code": code("code"),
        "title": text("title"),
        "service": text("service"),
        "kind": code("kind"),
        "ruleset": code("ruleset"),
        "weightMode": code("weight_mode"),
        **period_fields("period", bounded=True),
        "population": of(Kind.INTEGER, "population"),
        "sampleNeeded": Field(Kind.INTEGER, lambda row, _: sample_needed(row["population"])),
        "asksReceipt": of(Kind.BOOLEAN, "asks_receipt"),
        "state": code("state"),
        "createdAt": of(Kind.INSTANT, "created_at"),
        "openedAt": of(Kind.INSTANT, "opened_at", nullable=True),
        "closedAt": of(Kind.INSTANT, "closed_at", nullable=True),
    },
    edges={
        "orgUnit": to("OrgUnit", "org_unit_id"),
        "elements": Edge(
            "SurveyElement",
            lambda parent, child, _, __: and_(
                child["survey_id"] == parent["id"], child["revision"] == parent["revision"]
            ),
            Many.LIST,
            first_by=("ordinal", "id"),
            held=True,
        ),
        "links": Edge(
            "SurveyLink",
            lambda parent, child, _, __: child["survey_id"] == parent["id"],
            Many.LIST,
            field_class=INTERNAL,
            first_by=("id",),
            held=True,
        ),
        "standing": survey_results.standing(),
        "result": Edge(
            "SurveyResult", lambda parent, child, _, __: child["survey_id"] == parent["id"]
        ),
        "agency": of_agency(),
    },
    orderings={
        "CODE": order_by(Kind.TEXT, "code"),
        "PERIOD_START": start_order("period", bounded=True),
    },
    filters={
        "code": compare(Kind.TEXT, "code"),
        "title": compare(Kind.TEXT, "title"),
        "service": compare(Kind.TEXT, "service"),
        "kind": compare(Kind.CODE, "kind"),
        "ruleset": compare(Kind.CODE, "ruleset"),
        "state": compare(Kind.CODE, "state"),
        "activeOn": active_on("period"),
        "orgUnit": compare_id("OrgUnit", "org_unit_id"),
        "inUnit": Custom(Kind.KEY, in_unit, ids_of="OrgUnit"),
    },
    default_order="CODE",
)
_OF_SURVEY = held_by(table_of(Survey), "survey_id")

SURVEY_ELEMENT = Model(
    type_name="SurveyElement",
    table=table_of(SurveyElement),
    resource=Resource.SURVEY,
    facts=_survey_facts,
    fields={
        "code": code("code"),
        "number": Field(Kind.CODE, lambda row, _: func.concat("U", row["ordinal"], type_=Text())),
        "questionId": text("question_id"),
        "questionEn": text("question_en"),
        "weight": of(Kind.DECIMAL, "weight", nullable=True),
    },
    holder=_OF_SURVEY,
    is_node=False,
)
SURVEY_LINK = Model(
    type_name="SurveyLink",
    table=table_of(SurveyLink),
    resource=Resource.SURVEY,
    facts=_survey_facts,
    fields={
        "channel": code("channel"),
        "createdAt": of(Kind.INSTANT, "created_at"),
        "expiresAt": of(Kind.INSTANT, "expires_at"),
        "revokedAt": of(Kind.INSTANT, "revoked_at", nullable=True),
    },
    edges={"survey": to("Survey", "survey_id")},
    holder=_OF_SURVEY,
)

MODELS = (SURVEY, SURVEY_ELEMENT, SURVEY_LINK, *survey_results.MODELS)
