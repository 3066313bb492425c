"""How appraisals, scores and results are read."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Integer, Text, Uuid, and_, func, literal_column, not_, select, true

from kinerja.domains.appraisals.grades import next_grade, points_to_next_grade
from kinerja.domains.appraisals.models import Appraisal, NodeResult, Score
from kinerja.domains.appraisals.preview import preview, preview_nodes
from kinerja.reads.model import (
    Custom,
    Edge,
    Element,
    Field,
    Given,
    Holder,
    Many,
    Model,
    Ordering,
    Row,
    code,
    column,
    compare,
    compare_id,
    of,
    order_by,
    page_by,
    table_of,
    text,
    to,
)
from kinerja.reads.models import terms
from kinerja.reads.models.plans import counts
from kinerja.reads.models.rating import appraisal_facts
from kinerja.reads.nested import NESTED_AGENCY, nested
from kinerja.reads.plan import Kind
from policies.asking import is_below
from policies.permissions import FieldClass, Resource
from policies.relations import Binds

INTERNAL, PERSONAL = FieldClass.INTERNAL, FieldClass.PERSONAL

_later = table_of(Score).alias("later")


def _in_unit(row: Row, me: Any, unit: Any) -> Element:  # noqa: ANN401
    return is_below(row["unit_path"], terms.path_of(unit, me))


def _all_computed(*_: Any) -> Element:  # noqa: ANN401
    """What is computed from a row belongs to it."""
    return true()


#: Only for the types of its columns.
_NO_PREVIEW = preview(literal_column("NULL", Integer()), literal_column("NULL", Uuid()))


def _agreed_plan(appraisal: Row, plan: Row, me: Binds, _: Given) -> Element:
    """Return the condition that a plan is the agreed one of the same assignment and cycle."""
    return and_(
        plan["cycle_id"] == appraisal["cycle_id"],
        plan["assignment_id"] == appraisal["assignment_id"],
        counts(plan, me),
    )


APPRAISAL = Model(
    type_name="Appraisal",
    table=table_of(Appraisal),
    resource=Resource.APPRAISAL,
    facts=lambda row, *_: replace(appraisal_facts(row), author=row["rated_by"]),
    fields={
        "state": code("state"),
        "revision": of(Kind.INTEGER, "revision"),
        "positionClass": text("position_class"),
        "unitPath": Field(
            Kind.CODE, lambda row, _: func.ltree2text(row["unit_path"], type_=Text())
        ),
        "innovationEvidence": text("innovation_evidence", PERSONAL, nullable=True),
        "innovationApproved": of(Kind.BOOLEAN, "innovation_approved", INTERNAL),
        "suggestedWorkRating": code("suggested_work_rating", INTERNAL, nullable=True),
        "decidedWorkRating": code("decided_work_rating", INTERNAL, nullable=True),
        "behaviourRating": code("behaviour_rating", INTERNAL, nullable=True),
        "ratingReason": text("rating_reason", PERSONAL, nullable=True),
        "workScore": of(Kind.DECIMAL, "work_score", INTERNAL, nullable=True),
        "behaviourScore": of(Kind.DECIMAL, "behaviour_score", INTERNAL, nullable=True),
        "composite": of(Kind.DECIMAL, "composite", INTERNAL, nullable=True),
        "numericGrade": code("numeric_grade", INTERNAL, nullable=True),
        "officialGrade": code("official_grade", INTERNAL, nullable=True),
        "nextNumericGrade": Field(
            Kind.CODE,
            lambda row, _: next_grade(row["composite"], row["innovation_approved"]),
            INTERNAL,
            nullable=True,
        ),
        "pointsToNextGrade": Field(
            Kind.DECIMAL,
            lambda row, _: points_to_next_grade(row["composite"], row["innovation_approved"]),
            INTERNAL,
            nullable=True,
        ),
        "resultHash": Field(
            Kind.TEXT, column("result_hash"), INTERNAL, nullable=True, traceable=True
        ),
        "ratingDue": of(Kind.DATE, "rating_due", nullable=True),
        "selfReviewReturns": of(Kind.INTEGER, "self_review_returns"),
        "calibratedAt": of(Kind.INSTANT, "calibrated_at", nullable=True),
        "deliveredAt": of(Kind.INSTANT, "delivered_at", nullable=True),
        "objectionUntil": of(Kind.DATE, "objection_until", nullable=True),
        "acknowledgedAt": of(Kind.INSTANT, "acknowledged_at", nullable=True),
        "acknowledgement": text("acknowledgement", PERSONAL, nullable=True),
        "supersededAt": of(Kind.INSTANT, "superseded_at", nullable=True),
        "createdAt": of(Kind.INSTANT, "created_at"),
        "finalisedAt": of(Kind.INSTANT, "finalised_at", nullable=True),
    },
    edges={
        "cycle": to("Cycle", "cycle_id"),
        "frameworkVersion": to("FrameworkVersion", "framework_version_id"),
        "ratee": to("Employee", "ratee_id"),
        "rater": to("Employee", "rater_id"),
        "superior": to("Employee", "superior_id"),
        "assignment": to("Assignment", "assignment_id"),
        "orgUnit": to("OrgUnit", "org_unit_id"),
        "supersedes": to("Appraisal", "supersedes_id"),
        "plan": Edge("PerformancePlan", _agreed_plan),
        "objections": page_by("Objection", "appraisal_id"),
        "scores": page_by("Score", "appraisal_id", held=True),
        "results": Edge(
            "NodeResult",
            lambda parent, child, _, __: child["appraisal_id"] == parent["id"],
            Many.LIST,
            first_by=("node_kind", "node_id"),
            held=True,
        ),
        "preview": Edge(
            "ResultPreview",
            _all_computed,
            field_class=INTERNAL,
            held=True,
            computed=lambda row: nested(preview(NESTED_AGENCY, row["id"])),
        ),
        "previewResults": Edge(
            "NodeResult",
            _all_computed,
            Many.LIST,
            first_by=("node_kind", "node_id"),
            held=True,
            computed=lambda row: nested(preview_nodes(NESTED_AGENCY, row["id"])),
        ),
    },
    orderings={
        "COMPOSITE": Ordering(Kind.BIG, column("composite_key"), INTERNAL, nullable=True),
        "STATE": order_by(Kind.CODE, "state"),
        "FINALISED_AT": order_by(Kind.INSTANT, "finalised_at", nullable=True),
        "CREATED_AT": order_by(Kind.INSTANT, "created_at"),
    },
    filters={
        "state": compare(Kind.CODE, "state"),
        "isSuperseded": Custom(
            Kind.BOOLEAN, lambda row, _, wanted: row["superseded_at"].is_not(None) == wanted
        ),
        "cycle": compare_id("Cycle", "cycle_id"),
        "ratee": compare_id("Employee", "ratee_id"),
        "rater": compare_id("Employee", "rater_id"),
        "orgUnit": compare_id("OrgUnit", "org_unit_id"),
        "inUnit": Custom(Kind.KEY, _in_unit, ids_of="OrgUnit"),
        "positionClass": compare(Kind.CODE, "position_class"),
        "decidedWorkRating": compare(Kind.CODE, "decided_work_rating", INTERNAL),
        "numericGrade": compare(Kind.CODE, "numeric_grade", INTERNAL),
        "officialGrade": compare(Kind.CODE, "official_grade", INTERNAL),
        "composite": compare(Kind.DECIMAL, "composite", INTERNAL),
        "frameworkVersion": compare_id("FrameworkVersion", "framework_version_id"),
    },
    listed=("scores",),
    measures=("composite", "workScore", "behaviourScore"),
    dimensions=(
        "state",
        "positionClass",
        "officialGrade",
        "numericGrade",
        "decidedWorkRating",
        "orgUnit",
        "cycle",
        "frameworkVersion",
    ),
)

_HOLDER = Holder(
    table_of(Appraisal),
    lambda row, appraisal: and_(
        appraisal["agency_id"] == row["agency_id"], appraisal["id"] == row["appraisal_id"]
    ),
)


def _is_current(row: Row, me: Binds) -> Element:
    """Return the condition that no later score supersedes this one."""
    superseding = (
        select(_later.c.id)
        .where(_later.c.agency_id == me.agency, _later.c.supersedes_id == row["id"])
        .correlate(None)
    )
    return not_(superseding.exists())


SCORE = Model(
    type_name="Score",
    table=table_of(Score),
    resource=Resource.SCORE,
    facts=lambda row, appraisal, _: replace(appraisal_facts(appraisal), author=row["scorer_id"]),
    fields={
        "source": text("source"),
        "actual": of(Kind.DECIMAL, "actual", INTERNAL, nullable=True),
        "notApplicable": of(Kind.BOOLEAN, "not_applicable", INTERNAL),
        "comment": text("comment", PERSONAL, nullable=True),
        "evidence": text("evidence", PERSONAL, nullable=True),
        "isCurrent": Field(Kind.BOOLEAN, _is_current),
        "enteredAt": of(Kind.INSTANT, "entered_at"),
    },
    edges={
        "appraisal": to("Appraisal", "appraisal_id"),
        "indicator": to("Indicator", "indicator_id"),
        "scorer": to("Employee", "scorer_id"),
        "supersedes": to("Score", "supersedes_id"),
    },
    orderings={"ENTERED_AT": order_by(Kind.INSTANT, "entered_at")},
    filters={
        "source": compare(Kind.CODE, "source"),
        "indicator": compare_id("Indicator", "indicator_id"),
        "appraisal": compare_id("Appraisal", "appraisal_id"),
        "isCurrent": Custom(Kind.BOOLEAN, lambda row, me, wanted: _is_current(row, me) == wanted),
    },
    measures=("actual",),
    dimensions=("source", "indicator"),
    holder=_HOLDER,
)

NODE_RESULT = Model(
    type_name="NodeResult",
    table=table_of(NodeResult),
    resource=Resource.SCORE,
    facts=lambda _, appraisal, __: appraisal_facts(appraisal),
    fields={
        "nodeKind": code("node_kind"),
        "achievement": of(Kind.DECIMAL, "achievement", INTERNAL, nullable=True),
        "effectiveWeight": of(Kind.DECIMAL, "effective_weight", INTERNAL, nullable=True),
        "contribution": of(Kind.DECIMAL, "contribution", INTERNAL, nullable=True),
    },
    edges={
        "component": to("Component", "node_id"),
        "indicator": to("Indicator", "node_id"),
        "appraisal": to("Appraisal", "appraisal_id"),
    },
    # A node has one result in each appraisal: both together tell the rows of a page apart.
    orderings={"APPRAISAL": order_by(Kind.KEY, "appraisal_id")},
    filters={
        "nodeKind": compare(Kind.CODE, "node_kind"),
        "component": compare_id("Component", "node_id"),
        "indicator": compare_id("Indicator", "node_id"),
        "appraisal": compare_id("Appraisal", "appraisal_id"),
        "achievement": compare(Kind.DECIMAL, "achievement", INTERNAL),
    },
    measures=("achievement", "effectiveWeight", "contribution"),
    dimensions=("nodeKind", "component", "indicator"),
    default_order="APPRAISAL",
    holder=_HOLDER,
    key="node_id",
    is_node=False,
)
#: Computed from an appraisal; its edge is shown to those who may see the appraisal's scores.
RESULT_PREVIEW = Model(
    type_name="ResultPreview",
    table=_NO_PREVIEW.subquery(),
    resource=Resource.APPRAISAL,
    facts=lambda _, appraisal, __: appraisal_facts(appraisal),
    fields={
        "workScore": of(Kind.DECIMAL, "work_score", INTERNAL, nullable=True),
        "behaviourScore": of(Kind.DECIMAL, "behaviour_score", INTERNAL, nullable=True),
        "composite": of(Kind.DECIMAL, "composite", INTERNAL, nullable=True),
        "numericGrade": code("numeric_grade", INTERNAL, nullable=True),
        "suggestedWorkRating": code("suggested_work_rating", INTERNAL, nullable=True),
        "officialGrade": code("official_grade", INTERNAL, nullable=True),
        "missingIndicators": of(Kind.CODES, "missing_indicators", INTERNAL),
    },
    key="appraisal_id",
    agency=None,
    is_node=False,
)
MODELS = (APPRAISAL, SCORE, NODE_RESULT, RESULT_PREVIEW)
