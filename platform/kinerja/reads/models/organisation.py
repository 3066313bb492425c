"""How units, people, positions, assignments and reporting lines are read."""

from sqlalchemy import Text, func

from kinerja.domains.organisation.models import (
    Assignment,
    Employee,
    OrgUnit,
    Position,
    ReportingLine,
)
from kinerja.reads.model import (
    Comparable,
    Custom,
    Edge,
    Field,
    Many,
    Model,
    code,
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
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.models.annual import results_of_years
from kinerja.reads.models.complaints import metrics_below
from kinerja.reads.models.dates import active_on, period_fields, start_order
from kinerja.reads.models.survey_results import pooled_years, results_below
from kinerja.reads.plan import Kind
from policies.asking import is_below
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource

INTERNAL, PERSONAL = FieldClass.INTERNAL, FieldClass.PERSONAL

ORG_UNIT = Model(
    type_name="OrgUnit",
    table=table_of(OrgUnit),
    resource=Resource.ORG_UNIT,
    facts=lambda row, *_: RowFacts(agency=row["agency_id"], unit_path=row["path"]),
    fields={
        "code": code("code"),
        "name": text("name"),
        "level": code("level"),
        "path": Field(Kind.CODE, lambda row, _: func.ltree2text(row["path"], type_=Text())),
        "createdAt": of(Kind.INSTANT, "created_at"),
    },
    edges={
        "parent": to("OrgUnit", "parent_id"),
        "children": page_by("OrgUnit", "parent_id"),
        "descendants": Edge(
            "OrgUnit",
            lambda parent, child, _, __: (
                is_below(child["path"], parent["path"]) & (child["id"] != parent["id"])
            ),
            Many.PAGE,
        ),
        "headPosition": to("Position", "head_position_id"),
        "head": Edge(
            "Employee",
            lambda parent, child, me, _: (
                child["id"] == terms.holder(parent["head_position_id"], me)
            ),
            target_class=INTERNAL,
        ),
        "positions": page_by("Position", "org_unit_id"),
        "employees": Edge(
            "Employee",
            lambda parent, child, me, given: child["id"].in_(
                terms.staff_below(parent["path"], me)
                if given["withSubunits"]
                else terms.staff(parent["id"], me)
            ),
            Many.PAGE,
            target_class=INTERNAL,
            arguments={"withSubunits": Kind.BOOLEAN},
        ),
        "appraisals": Edge(
            "Appraisal",
            lambda parent, child, _, __: is_below(child["unit_path"], parent["path"]),
            Many.PAGE,
            # Of the unit, not of the appraisal: an officer sees how far every appraisal is, and a
            # client that knows people by pseudonyms does not come from units to people.
            field_class=INTERNAL,
        ),
        "orgPerformances": page_by("OrgPerformance", "org_unit_id"),
        "surveyResults": results_below(),
        "surveyYears": pooled_years(),
        "complaintMetrics": metrics_below(),
        "agency": of_agency(),
    },
    orderings={"CODE": order_by(Kind.TEXT, "code"), "NAME": order_by(Kind.TEXT, "name")},
    filters={
        "code": compare(Kind.TEXT, "code"),
        "name": compare(Kind.TEXT, "name"),
        "level": compare(Kind.CODE, "level"),
        "parent": compare_id("OrgUnit", "parent_id"),
        "inUnit": Custom(
            Kind.KEY,
            lambda row, me, unit: is_below(row["path"], terms.path_of(unit, me)),
            ids_of="OrgUnit",
        ),
    },
    listed=("children", "positions", "appraisals"),
    dimensions=("level", "parent"),
    default_order="CODE",
)

EMPLOYEE = Model(
    type_name="Employee",
    table=table_of(Employee),
    resource=Resource.EMPLOYEE,
    facts=lambda row, *_: RowFacts(agency=row["agency_id"], owner=row["id"]),
    fields={
        "name": text("name", INTERNAL),
        "nip": code("nip", PERSONAL, nullable=True),
        "nrk": text("nrk", PERSONAL, nullable=True),
        "employment": code("employment"),
        "state": code("state"),
        "inactiveSince": of(Kind.DATE, "inactive_since", INTERNAL, nullable=True),
        "erasedAt": of(Kind.INSTANT, "erased_at", nullable=True),
        "createdAt": of(Kind.INSTANT, "created_at"),
    },
    edges={
        "position": Edge(
            "Position",
            lambda parent, child, me, _: (
                child["id"] == terms.definitive("position_id", parent["id"], me)
            ),
            field_class=INTERNAL,
        ),
        "orgUnit": Edge(
            "OrgUnit",
            lambda parent, child, me, _: (
                child["id"] == terms.definitive("org_unit_id", parent["id"], me)
            ),
            field_class=INTERNAL,
        ),
        "rater": Edge(
            "Employee",
            lambda parent, child, me, _: child["id"] == terms.rater_by_line(parent["id"], me),
            field_class=INTERNAL,
            target_class=INTERNAL,
        ),
        "assignments": page_by("Assignment", "employee_id"),
        "reportingLines": page_by("ReportingLine", "ratee_id"),
        "ratees": Edge(
            "Employee",
            lambda parent, child, me, _: child["id"].in_(terms.ratees(parent["id"], me)),
            Many.PAGE,
            field_class=INTERNAL,
            target_class=INTERNAL,
        ),
        "performancePlans": page_by("PerformancePlan", "ratee_id"),
        "appraisals": page_by("Appraisal", "ratee_id"),
        "annualResults": results_of_years(),
        "appraisalsToRate": page_by("Appraisal", "rater_id"),
        "delegationsGiven": page_by("Delegation", "delegator_id"),
        "delegationsReceived": page_by("Delegation", "delegate_id"),
        "feedback": page_by("Feedback", "employee_id"),
        "developmentActions": page_by("DevelopmentAction", "employee_id"),
        "agency": of_agency(),
    },
    orderings={
        "NAME": order_by(Kind.TEXT, "name", INTERNAL),
        "CREATED_AT": order_by(Kind.INSTANT, "created_at"),
    },
    filters={
        "name": compare(Kind.TEXT, "name", INTERNAL),
        "nip": compare(Kind.TEXT, "nip", PERSONAL),
        "employment": compare(Kind.CODE, "employment"),
        "state": compare(Kind.CODE, "state"),
        "inUnit": Custom(
            Kind.KEY,
            lambda row, me, unit: row["id"].in_(terms.staff_below(terms.path_of(unit, me), me)),
            ids_of="OrgUnit",
            field_class=INTERNAL,
        ),
        "positionClass": Comparable(
            Kind.CODE, lambda row, me: terms.position_class(row["id"], me), INTERNAL
        ),
        "orgUnit": Comparable(
            Kind.KEY,
            lambda row, me: terms.definitive("org_unit_id", row["id"], me),
            INTERNAL,
            "OrgUnit",
        ),
        "position": Comparable(
            Kind.KEY,
            lambda row, me: terms.definitive("position_id", row["id"], me),
            INTERNAL,
            "Position",
        ),
    },
    listed=("assignments", "appraisals", "appraisalsToRate"),
    dimensions=("state", "employment", "positionClass", "orgUnit"),
    default_order="NAME",
)

POSITION = Model(
    type_name="Position",
    table=table_of(Position),
    resource=Resource.ORG_UNIT,
    facts=lambda row, *_: RowFacts(agency=row["agency_id"]),
    fields={
        "code": text("code"),
        "name": text("name"),
        "positionClass": code("position_class"),
        "createdAt": of(Kind.INSTANT, "created_at"),
    },
    edges={
        "orgUnit": to("OrgUnit", "org_unit_id"),
        "assignments": page_by("Assignment", "position_id", INTERNAL),
    },
    orderings={"CODE": order_by(Kind.TEXT, "code"), "NAME": order_by(Kind.TEXT, "name")},
    filters={
        "code": compare(Kind.TEXT, "code"),
        "name": compare(Kind.TEXT, "name"),
        "positionClass": compare(Kind.CODE, "position_class"),
        "orgUnit": compare_id("OrgUnit", "org_unit_id"),
        "inUnit": Custom(
            Kind.KEY,
            lambda row, me, unit: row["org_unit_id"].in_(terms.units_below(unit, me)),
            ids_of="OrgUnit",
        ),
    },
    listed=("assignments",),
    dimensions=("positionClass", "orgUnit"),
    default_order="CODE",
)

ASSIGNMENT = Model(
    type_name="Assignment",
    table=table_of(Assignment),
    resource=Resource.EMPLOYEE,
    facts=lambda row, *_: RowFacts(agency=row["agency_id"], owner=row["employee_id"]),
    fields={"kind": code("kind", INTERNAL), **period_fields("valid", INTERNAL)},
    edges={
        "employee": to("Employee", "employee_id"),
        "position": to("Position", "position_id", INTERNAL),
        "orgUnit": to("OrgUnit", "org_unit_id", INTERNAL),
    },
    orderings={"PERIOD_START": start_order("valid", INTERNAL)},
    filters={
        "kind": compare(Kind.CODE, "kind", INTERNAL),
        "activeOn": active_on("valid", INTERNAL),
        "employee": compare_id("Employee", "employee_id"),
        "position": compare_id("Position", "position_id", INTERNAL),
        "orgUnit": compare_id("OrgUnit", "org_unit_id", INTERNAL),
    },
)

REPORTING_LINE = Model(
    type_name="ReportingLine",
    table=table_of(ReportingLine),
    resource=Resource.EMPLOYEE,
    facts=lambda row, *_: RowFacts(agency=row["agency_id"], owner=row["ratee_id"]),
    fields={"kind": code("kind", INTERNAL), **period_fields("valid", INTERNAL)},
    edges={
        "ratee": to("Employee", "ratee_id"),
        "rater": to("Employee", "rater_id", INTERNAL),
        "superior": to("Employee", "superior_id", INTERNAL),
    },
    orderings={"PERIOD_START": start_order("valid", INTERNAL)},
    filters={
        "kind": compare(Kind.CODE, "kind", INTERNAL),
        "activeOn": active_on("valid", INTERNAL),
        "ratee": compare_id("Employee", "ratee_id"),
        "rater": compare_id("Employee", "rater_id", INTERNAL),
    },
)
MODELS = (ORG_UNIT, EMPLOYEE, POSITION, ASSIGNMENT, REPORTING_LINE)
