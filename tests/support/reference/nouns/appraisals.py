"""Appraisals, scores and results."""

from decimal import Decimal

from kinerja.domains.appraisals.models import Appraisal, NodeResult, Score
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.frameworks.models import Component, FrameworkVersion, Indicator
from kinerja.domains.objections.models import Objection
from kinerja.domains.organisation.models import Assignment, Employee, OrgUnit
from policies.facts import PlainRow
from policies.permissions import Resource
from tests.support.reference.eyes import Eyes
from tests.support.reference.nouns import terms
from tests.support.reference.nouns.plan_revisions import agreed_plan
from tests.support.reference.plain import (
    INTERNAL,
    PERSONAL,
    Edge,
    Given,
    Many,
    Row,
    Test,
    Twin,
    Value,
    column,
    columns,
    from_,
    id_column,
    related,
    to,
)
from tests.support.reference.previews import node_previews, preview


def appraisal_facts(row: Row) -> PlainRow:
    """Return what an appraisal tells policy: rater, superior and unit are pinned in it."""
    return PlainRow(
        row.agency_id,
        state=row.state,
        owner=row.ratee_id,
        rater=row.rater_id,
        superior=row.superior_id,
        unit_path=row.unit_path,
        author=row.rated_by,
        rater_due=row.rating_due,
    )


def _facts_of(row: Row, eyes: Eyes) -> PlainRow:
    """Return the facts of what is judged by its appraisal, and was written by nobody."""
    facts = appraisal_facts(*eyes.rows.get(Appraisal, row.appraisal_id))
    return _written_by(facts, None)


def _written_by(facts: PlainRow, author: object) -> PlainRow:
    values = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    values.pop("author")
    return PlainRow(**values) if author is None else PlainRow(**values, author=author)  # type: ignore[arg-type]  # A key.


def _in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda one: (one.node_kind, one.node_id))


def _results(row: Row, eyes: Eyes, _: Given) -> list[Row]:
    return _in_order(eyes.rows.where(NodeResult, "appraisal_id", row.id))


def _next_grade(row: Row) -> tuple[str | None, Decimal | None]:
    """Return the grade above and what is missing for it (PP 30/2019 Pasal 41 ayat 5)."""
    number = row.composite
    if number is None or (number >= 110 and row.innovation_approved):
        return None, None
    for bound, grade in ((50, "POOR"), (70, "NEEDS_IMPROVEMENT"), (90, "GOOD")):
        if number < bound:
            return grade, bound - number
    return "VERY_GOOD", max(110 - number, Decimal(0))


APPRAISAL = Twin(
    name="Appraisal",
    model=Appraisal,
    resource=Resource.APPRAISAL,
    facts=lambda row, _: appraisal_facts(row),
    fields={
        **columns("state", "revision", "position_class", "unit_path", "rating_due"),
        **columns("created_at", "finalised_at", "self_review_returns", "calibrated_at"),
        **columns("delivered_at", "objection_until", "acknowledged_at", "superseded_at"),
        "acknowledgement": column("acknowledgement", PERSONAL),
        **columns("innovation_evidence", "rating_reason", field_class=PERSONAL),
        **columns("innovation_approved", "suggested_work_rating", field_class=INTERNAL),
        **columns("decided_work_rating", "behaviour_rating", field_class=INTERNAL),
        **columns("work_score", "behaviour_score", "composite", field_class=INTERNAL),
        **columns("numeric_grade", "official_grade", field_class=INTERNAL),
        "nextNumericGrade": Value(lambda row, _: _next_grade(row)[0], INTERNAL),
        "pointsToNextGrade": Value(lambda row, _: _next_grade(row)[1], INTERNAL),
        "resultHash": Value(lambda row, _: row.result_hash, INTERNAL, traceable=True),
    },
    edges={
        "cycle": to("Cycle", Cycle, "cycle_id"),
        "frameworkVersion": to("FrameworkVersion", FrameworkVersion, "framework_version_id"),
        "ratee": to("Employee", Employee, "ratee_id"),
        "rater": to("Employee", Employee, "rater_id"),
        "superior": to("Employee", Employee, "superior_id"),
        "assignment": to("Assignment", Assignment, "assignment_id"),
        "orgUnit": to("OrgUnit", OrgUnit, "org_unit_id"),
        "scores": from_("Score", Score, "appraisal_id"),
        "supersedes": to("Appraisal", Appraisal, "supersedes_id"),
        "plan": Edge("PerformancePlan", agreed_plan),
        "objections": from_("Objection", Objection, "appraisal_id"),
        "results": Edge("NodeResult", _results, Many.LIST),
        "preview": Edge(
            "ResultPreview", lambda row, eyes, _: preview(row, eyes.rows), field_class=INTERNAL
        ),
        "previewResults": Edge(
            "NodeResult", lambda row, eyes, _: _in_order(node_previews(row, eyes.rows)), Many.LIST
        ),
    },
    orders={
        "COMPOSITE": column("composite_key", INTERNAL),
        "STATE": column("state"),
        "FINALISED_AT": column("finalised_at"),
        "CREATED_AT": column("created_at"),
    },
    filters={
        **columns("state", "position_class"),
        **columns("decided_work_rating", "numeric_grade", field_class=INTERNAL),
        **columns("official_grade", "composite", field_class=INTERNAL),
        "cycle": id_column("Cycle", "cycle_id"),
        "ratee": id_column("Employee", "ratee_id"),
        "rater": id_column("Employee", "rater_id"),
        "orgUnit": id_column("OrgUnit", "org_unit_id"),
        "frameworkVersion": id_column("FrameworkVersion", "framework_version_id"),
        "isSuperseded": Test(lambda row, _, wanted: (row.superseded_at is not None) == wanted),
        **related("scores"),
        "inUnit": Test(
            lambda row, eyes, unit: terms.lies_in(row.unit_path, unit, eyes), ids_of="OrgUnit"
        ),
    },
    is_personal=True,
)


def _is_current(row: Row, eyes: Eyes) -> bool:
    return not eyes.rows.where(Score, "supersedes_id", row.id)


def _score_facts(row: Row, eyes: Eyes) -> PlainRow:
    facts = _facts_of(row, eyes)
    values = {name: getattr(facts, name) for name in facts.__dataclass_fields__}
    return PlainRow(**{**values, "author": row.scorer_id})


SCORE = Twin(
    name="Score",
    model=Score,
    resource=Resource.SCORE,
    facts=_score_facts,
    fields={
        **columns("source", "entered_at"),
        **columns("actual", "not_applicable", field_class=INTERNAL),
        **columns("comment", "evidence", field_class=PERSONAL),
        "isCurrent": Value(_is_current),
    },
    edges={
        "appraisal": to("Appraisal", Appraisal, "appraisal_id"),
        "indicator": to("Indicator", Indicator, "indicator_id"),
        "scorer": to("Employee", Employee, "scorer_id"),
        "supersedes": to("Score", Score, "supersedes_id"),
    },
    orders={"ENTERED_AT": column("entered_at")},
    filters={
        "source": column("source"),
        "indicator": id_column("Indicator", "indicator_id"),
        "appraisal": id_column("Appraisal", "appraisal_id"),
        "isCurrent": Test(lambda row, eyes, wanted: _is_current(row, eyes) == wanted),
    },
    is_personal=True,
)
NODE_RESULT = Twin(
    name="NodeResult",
    model=NodeResult,
    resource=Resource.SCORE,
    facts=_facts_of,
    fields={
        "nodeKind": column("node_kind"),
        **columns("achievement", "effective_weight", "contribution", field_class=INTERNAL),
    },
    edges={
        "component": to("Component", Component, "node_id"),
        "indicator": to("Indicator", Indicator, "node_id"),
        "appraisal": to("Appraisal", Appraisal, "appraisal_id"),
    },
    orders={"APPRAISAL": column("appraisal_id")},
    filters={
        "nodeKind": column("node_kind"),
        "component": id_column("Component", "node_id"),
        "indicator": id_column("Indicator", "node_id"),
        "appraisal": id_column("Appraisal", "appraisal_id"),
        "achievement": column("achievement", INTERNAL),
    },
    default_order="APPRAISAL",
    key="node_id",
    is_personal=True,
    is_node=False,
)
RESULT_PREVIEW = Twin(
    name="ResultPreview",
    model=None,
    resource=Resource.APPRAISAL,
    facts=_facts_of,
    fields={
        **columns("work_score", "behaviour_score", "composite", field_class=INTERNAL),
        **columns("numeric_grade", "suggested_work_rating", field_class=INTERNAL),
        **columns("official_grade", "missing_indicators", field_class=INTERNAL),
    },
    key="appraisal_id",
    is_personal=True,
    of_agency=False,
    is_node=False,
)
TWINS = (APPRAISAL, SCORE, NODE_RESULT, RESULT_PREVIEW)
