"""Feedback to employees, and notes of dialogues with them."""

from kinerja.domains.development.models import DevelopmentAction, Feedback
from kinerja.domains.organisation.models import Employee
from policies.facts import PlainRow
from policies.permissions import Resource
from tests.support.reference.nouns.agencies import agency_of_row
from tests.support.reference.plain import (
    INTERNAL,
    PERSONAL,
    Twin,
    column,
    columns,
    id_column,
    to,
)

FEEDBACK = Twin(
    name="Feedback",
    model=Feedback,
    resource=Resource.DIALOGUE,
    facts=lambda row, _: PlainRow(
        row.agency_id, state=row.visibility, owner=row.employee_id, author=row.author_id
    ),
    fields={
        **columns("kind", "visibility", "given_at"),
        "content": column("content", PERSONAL),
    },
    edges={
        "employee": to("Employee", Employee, "employee_id"),
        "author": to("Employee", Employee, "author_id", INTERNAL),
        "agency": agency_of_row(),
    },
    orders={"GIVEN_AT": column("given_at")},
    filters={
        **columns("kind", "visibility", "given_at"),
        "employee": id_column("Employee", "employee_id"),
        "author": id_column("Employee", "author_id", INTERNAL),
    },
    default_order="GIVEN_AT",
    is_personal=True,
)
DEVELOPMENT_ACTION = Twin(
    name="DevelopmentAction",
    model=DevelopmentAction,
    resource=Resource.DEVELOPMENT,
    facts=lambda row, _: PlainRow(row.agency_id, state=row.state, owner=row.employee_id),
    fields={
        **columns("state", "due_date", "planned_at", "closed_at"),
        **columns("title", "follow_up", field_class=PERSONAL),
    },
    edges={
        "employee": to("Employee", Employee, "employee_id"),
        "rater": to("Employee", Employee, "rater_id", INTERNAL),
        "plannedBy": to("Employee", Employee, "planned_by", INTERNAL),
        "closedBy": to("Employee", Employee, "closed_by", INTERNAL),
        "agency": agency_of_row(),
    },
    orders={"DUE_DATE": column("due_date"), "PLANNED_AT": column("planned_at")},
    filters={
        **columns("state", "due_date"),
        "employee": id_column("Employee", "employee_id"),
    },
    default_order="DUE_DATE",
    is_personal=True,
)
TWINS = (FEEDBACK, DEVELOPMENT_ACTION)
