"""Units, people, positions, assignments and reporting lines."""

from uuid import UUID

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.delegations.models import Delegation
from kinerja.domains.development.models import DevelopmentAction, Feedback
from kinerja.domains.organisation.models import (
    Assignment,
    Employee,
    OrgUnit,
    Position,
    ReportingLine,
)
from kinerja.domains.plans.models import PerformancePlan
from policies.facts import PlainRow
from policies.permissions import Resource
from tests.support.reference.eyes import Eyes
from tests.support.reference.nouns import terms
from tests.support.reference.nouns.agencies import agency_of_row
from tests.support.reference.nouns.periods import active_on, period_fields, start
from tests.support.reference.plain import (
    INTERNAL,
    PERSONAL,
    Edge,
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

ORG_UNIT = Twin(
    name="OrgUnit",
    model=OrgUnit,
    resource=Resource.ORG_UNIT,
    facts=lambda row, _: PlainRow(row.agency_id, unit_path=row.path),
    fields=columns("code", "name", "level", "path", "created_at"),
    edges={
        "parent": to("OrgUnit", OrgUnit, "parent_id"),
        "children": from_("OrgUnit", OrgUnit, "parent_id"),
        "descendants": Edge(
            "OrgUnit",
            lambda row, eyes, _: [
                one
                for one in eyes.rows.all(OrgUnit)
                if one.id != row.id and terms.is_below(one.path, row.path)
            ],
            Many.PAGE,
        ),
        "headPosition": to("Position", Position, "head_position_id"),
        "head": Edge(
            "Employee",
            lambda row, eyes, _: eyes.rows.get(Employee, terms.holder(row.head_position_id, eyes)),
            target_class=INTERNAL,
        ),
        "positions": from_("Position", Position, "org_unit_id"),
        "employees": Edge(
            "Employee",
            lambda row, eyes, given: [
                person
                for one in terms.staff(row, eyes, with_subunits=given["withSubunits"])
                for person in eyes.rows.get(Employee, one)
            ],
            Many.PAGE,
            target_class=INTERNAL,
        ),
        "appraisals": Edge(
            "Appraisal",
            lambda row, eyes, _: [
                one for one in eyes.rows.all(Appraisal) if terms.is_below(one.unit_path, row.path)
            ],
            Many.PAGE,
            field_class=INTERNAL,
        ),
        "agency": agency_of_row(),
    },
    orders={"CODE": column("code"), "NAME": column("name")},
    filters={
        **columns("code", "name", "level"),
        "parent": id_column("OrgUnit", "parent_id"),
        **related("children", "positions", "appraisals"),
        "inUnit": Test(
            lambda row, eyes, unit: terms.lies_in(row.path, unit, eyes), ids_of="OrgUnit"
        ),
    },
    default_order="CODE",
)


def _held(row: Row, eyes: Eyes, name: str) -> UUID | None:
    """Return a column of the assignment that an employee holds definitively today."""
    term = terms.definitive(row.id, eyes)
    return None if term is None else getattr(term, name)


EMPLOYEE = Twin(
    name="Employee",
    model=Employee,
    resource=Resource.EMPLOYEE,
    facts=lambda row, _: PlainRow(row.agency_id, owner=row.id),
    fields={
        **columns("employment", "state", "erased_at", "created_at"),
        **columns("name", "inactive_since", field_class=INTERNAL),
        **columns("nip", "nrk", field_class=PERSONAL),
    },
    edges={
        "position": Edge(
            "Position",
            lambda row, eyes, _: eyes.rows.get(Position, _held(row, eyes, "position_id")),
            field_class=INTERNAL,
        ),
        "orgUnit": Edge(
            "OrgUnit",
            lambda row, eyes, _: eyes.rows.get(OrgUnit, _held(row, eyes, "org_unit_id")),
            field_class=INTERNAL,
        ),
        "rater": Edge(
            "Employee",
            lambda row, eyes, _: eyes.rows.get(Employee, terms.rater_by_line(row.id, eyes)),
            field_class=INTERNAL,
            target_class=INTERNAL,
        ),
        "assignments": from_("Assignment", Assignment, "employee_id"),
        "reportingLines": from_("ReportingLine", ReportingLine, "ratee_id"),
        "ratees": Edge(
            "Employee",
            lambda row, eyes, _: [
                person
                for one in terms.ratees(row.id, eyes)
                for person in eyes.rows.get(Employee, one)
            ],
            Many.PAGE,
            field_class=INTERNAL,
            target_class=INTERNAL,
        ),
        "performancePlans": from_("PerformancePlan", PerformancePlan, "ratee_id"),
        "appraisals": from_("Appraisal", Appraisal, "ratee_id"),
        "appraisalsToRate": from_("Appraisal", Appraisal, "rater_id"),
        "delegationsGiven": from_("Delegation", Delegation, "delegator_id"),
        "developmentActions": from_("DevelopmentAction", DevelopmentAction, "employee_id"),
        "feedback": from_("Feedback", Feedback, "employee_id"),
        "delegationsReceived": from_("Delegation", Delegation, "delegate_id"),
        "agency": agency_of_row(),
    },
    orders={"NAME": column("name", INTERNAL), "CREATED_AT": column("created_at")},
    filters={
        "name": column("name", INTERNAL),
        "nip": column("nip", PERSONAL),
        **columns("employment", "state"),
        "inUnit": Test(
            lambda row, eyes, unit: row.id in terms.staff_below(unit, eyes), INTERNAL, "OrgUnit"
        ),
        "positionClass": Value(lambda row, eyes: terms.position_class(row.id, eyes), INTERNAL),
        "orgUnit": Value(lambda row, eyes: _held(row, eyes, "org_unit_id"), INTERNAL, "OrgUnit"),
        "position": Value(lambda row, eyes: _held(row, eyes, "position_id"), INTERNAL, "Position"),
        **related("assignments", "appraisals", "appraisalsToRate"),
    },
    default_order="NAME",
    is_personal=True,
)
POSITION = Twin(
    name="Position",
    model=Position,
    resource=Resource.ORG_UNIT,
    facts=lambda row, _: PlainRow(row.agency_id),
    fields=columns("code", "name", "position_class", "created_at"),
    edges={
        "orgUnit": to("OrgUnit", OrgUnit, "org_unit_id"),
        "assignments": from_("Assignment", Assignment, "position_id", target_class=INTERNAL),
    },
    orders={"CODE": column("code"), "NAME": column("name")},
    filters={
        **columns("code", "name", "position_class"),
        "orgUnit": id_column("OrgUnit", "org_unit_id"),
        "inUnit": Test(
            lambda row, eyes, unit: terms.lies_in(
                terms.path_of(row.org_unit_id, eyes) or "", unit, eyes
            ),
            ids_of="OrgUnit",
        ),
        **related("assignments"),
    },
    default_order="CODE",
)
ASSIGNMENT = Twin(
    name="Assignment",
    model=Assignment,
    resource=Resource.EMPLOYEE,
    facts=lambda row, _: PlainRow(row.agency_id, owner=row.employee_id),
    fields={"kind": column("kind", INTERNAL), **period_fields("valid", INTERNAL)},
    edges={
        "employee": to("Employee", Employee, "employee_id"),
        "position": to("Position", Position, "position_id", INTERNAL),
        "orgUnit": to("OrgUnit", OrgUnit, "org_unit_id", INTERNAL),
    },
    orders={"PERIOD_START": start("valid", INTERNAL)},
    filters={
        "kind": column("kind", INTERNAL),
        "activeOn": active_on("valid", INTERNAL),
        "employee": id_column("Employee", "employee_id"),
        "position": id_column("Position", "position_id", INTERNAL),
        "orgUnit": id_column("OrgUnit", "org_unit_id", INTERNAL),
    },
    is_personal=True,
)
REPORTING_LINE = Twin(
    name="ReportingLine",
    model=ReportingLine,
    resource=Resource.EMPLOYEE,
    facts=lambda row, _: PlainRow(row.agency_id, owner=row.ratee_id),
    fields={"kind": column("kind", INTERNAL), **period_fields("valid", INTERNAL)},
    edges={
        "ratee": to("Employee", Employee, "ratee_id"),
        "rater": to("Employee", Employee, "rater_id", INTERNAL),
        "superior": to("Employee", Employee, "superior_id", INTERNAL),
    },
    orders={"PERIOD_START": start("valid", INTERNAL)},
    filters={
        "kind": column("kind", INTERNAL),
        "activeOn": active_on("valid", INTERNAL),
        "ratee": id_column("Employee", "ratee_id"),
        "rater": id_column("Employee", "rater_id", INTERNAL),
    },
    is_personal=True,
)
TWINS = (ORG_UNIT, EMPLOYEE, POSITION, ASSIGNMENT, REPORTING_LINE)
