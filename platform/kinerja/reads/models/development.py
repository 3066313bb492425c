"""How feedback and development actions are read: by the employee, the rater, and those above."""

from kinerja.domains.development.models import DevelopmentAction, Feedback
from kinerja.reads.model import (
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
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource

INTERNAL, PERSONAL = FieldClass.INTERNAL, FieldClass.PERSONAL


def _feedback_facts(row: Row) -> RowFacts:
    """Return whom it is about, who wrote it, and as its state up to whom it may be read."""
    return RowFacts(
        agency=row["agency_id"],
        state=row["visibility"],
        owner=row["employee_id"],
        author=row["author_id"],
    )


FEEDBACK = Model(
    type_name="Feedback",
    table=table_of(Feedback),
    resource=Resource.DIALOGUE,
    facts=lambda row, *_: _feedback_facts(row),
    fields={
        "kind": code("kind"),
        "visibility": code("visibility"),
        "content": text("content", PERSONAL),
        "givenAt": of(Kind.INSTANT, "given_at"),
    },
    edges={
        "employee": to("Employee", "employee_id"),
        "author": to("Employee", "author_id", INTERNAL),
        "agency": of_agency(),
    },
    orderings={"GIVEN_AT": order_by(Kind.INSTANT, "given_at")},
    filters={
        "kind": compare(Kind.CODE, "kind"),
        "visibility": compare(Kind.CODE, "visibility"),
        "givenAt": compare(Kind.INSTANT, "given_at"),
        "employee": compare_id("Employee", "employee_id"),
        "author": compare_id("Employee", "author_id", INTERNAL),
    },
    default_order="GIVEN_AT",
)
DEVELOPMENT_ACTION = Model(
    type_name="DevelopmentAction",
    table=table_of(DevelopmentAction),
    resource=Resource.DEVELOPMENT,
    facts=lambda row, *_: RowFacts(
        agency=row["agency_id"], state=row["state"], owner=row["employee_id"]
    ),
    fields={
        "state": code("state"),
        "dueDate": of(Kind.DATE, "due_date"),
        "title": text("title", PERSONAL),
        "followUp": text("follow_up", PERSONAL, nullable=True),
        "plannedAt": of(Kind.INSTANT, "planned_at"),
        "closedAt": of(Kind.INSTANT, "closed_at", nullable=True),
    },
    edges={
        "employee": to("Employee", "employee_id"),
        "rater": to("Employee", "rater_id", INTERNAL),
        "plannedBy": to("Employee", "planned_by", INTERNAL),
        "closedBy": to("Employee", "closed_by", INTERNAL),
        "agency": of_agency(),
    },
    orderings={
        "DUE_DATE": order_by(Kind.DATE, "due_date"),
        "PLANNED_AT": order_by(Kind.INSTANT, "planned_at"),
    },
    filters={
        "state": compare(Kind.CODE, "state"),
        "dueDate": compare(Kind.DATE, "due_date"),
        "employee": compare_id("Employee", "employee_id"),
    },
    default_order="DUE_DATE",
)
MODELS = (FEEDBACK, DEVELOPMENT_ACTION)
