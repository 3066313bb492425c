"""How the audit trail and the access log are read."""

from sqlalchemy import (
    ARRAY,
    Date,
    Integer,
    Text,
    Uuid,
    any_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.organisation.models import Employee, OrgUnit
from kinerja.domains.personal_data.models import LegalHold
from kinerja.kit.database import Ltree
from kinerja.reads.model import (
    Comparable,
    Edge,
    Element,
    Field,
    FieldSQL,
    Model,
    Row,
    code,
    compare,
    compare_id,
    of,
    order_by,
    table_of,
    text,
    word,
)
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.plan import Kind
from policies.asking import valid_today
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource, Role
from policies.relations import Binds
from tenants.audit_kinds import AuditKind, audit_kind
from tenants.audit_models import AccessEvent, AuditLink, AuditReason, Reach
from tenants.models import AuditEvent
from tenants.sharing_models import APIClient

INTERNAL, PERSONAL = FieldClass.INTERNAL, FieldClass.PERSONAL

_root = table_of(OrgUnit).alias("root")
_asker = table_of(Employee).alias("asker")
_sealed = table_of(AuditLink).alias("sealed")
_reasons = table_of(AuditReason).alias("told")
_client = table_of(APIClient).alias("client")
_case = table_of(InspectionCase).alias("inspection")
_hold = table_of(LegalHold).alias("hold")


def _root_path(me: Binds) -> Element:
    """Return the path of the agency's root unit: its head is the head of the agency."""
    first = func.nlevel(_root.c.path) == literal_column("1")
    query = select(_root.c.path).where(_root.c.agency_id == me.agency, first)
    return query.order_by(_root.c.path).limit(1).correlate(None).scalar_subquery()


def _kind(row: Row, _: Binds) -> Element:
    return audit_kind(row["action"])


def _day(row: Row, _: Binds) -> Element:
    """Return the day of an event in Jakarta."""
    return cast(func.timezone(literal_column("'Asia/Jakarta'"), row["occurred_at"]), Date)


def _chain_hash(row: Row, me: Binds) -> Element:
    """Return the hash of the link that seals the event; NULL before it is sealed."""
    query = select(func.encode(_sealed.c.hash, literal_column("'hex'"), type_=Text())).where(
        _sealed.c.agency_id == me.agency, _sealed.c.event_id == row["id"]
    )
    return query.correlate(None).scalar_subquery()


def _reason(row: Row, me: Binds) -> Element:
    """Return the reason, from where it stands; NULL when it was erased with the person."""
    apart = (
        select(_reasons.c.reason)
        .where(_reasons.c.agency_id == me.agency, _reasons.c.event_id == row["id"])
        .correlate(None)
        .scalar_subquery()
    )
    return case((row["person_id"].is_(None), row["reason"]), else_=apart)


def _as_json(name: str) -> FieldSQL:
    """Return a column of JSON as text; an event that lacks it holds JSON's null there."""
    return lambda row, _: func.nullif(cast(row[name], Text), word("null"), type_=Text())


def _employee(name: str) -> Edge:
    """Declare the edge to the employee of the agency whose key stands in column `name`."""
    return Edge("Employee", lambda parent, child, _, __: child["id"] == parent[name])


def _cases(me: Binds, *conditions: Element) -> Element:
    """Return whether there is such a case in the agency."""
    query = select(_case.c.id).where(_case.c.agency_id == me.agency, *conditions)
    return query.correlate(None).exists()


def _unless(agency: Element, tells_of_own_case: Element) -> Element:
    """Return the agency of an event; NULL if it would tell the asker of a case about himself.

    Whatever roles somebody holds, the investigated person learns of no case, and who is held of no
    legal hold.
    """
    return case((tells_of_own_case, literal_column("NULL", Integer())), else_=agency)


def _of_own_case(row: Row, me: Binds) -> Element:
    """Return whether an event happened to a case, or a legal hold, about the asker."""
    of_case = row["object_type"] == word("InspectionCase")
    mine = (_case.c.id == row["object_id"], _case.c.employee_id == me.subject)
    holds = select(_hold.c.id).where(
        _hold.c.agency_id == me.agency,
        _hold.c.id == row["object_id"],
        _hold.c.employee_id == me.subject,
    )
    of_hold = row["object_type"] == word("LegalHold")
    return or_(of_case & _cases(me, *mine), of_hold & holds.correlate(None).exists())


AUDIT_EVENT = Model(
    type_name="AuditEvent",
    table=table_of(AuditEvent),
    resource=Resource.AUDIT_EVENT,
    facts=lambda row, _, me: RowFacts(
        agency=_unless(row["agency_id"], _of_own_case(row, me)),
        state=audit_kind(row["action"]),
        owner=row["person_id"],
        author=row["actor_id"],
        unit_path=_root_path(me),
    ),
    fields={
        "occurredAt": of(Kind.INSTANT, "occurred_at"),
        "action": text("action"),
        "kind": Field(Kind.CODE, _kind),
        "objectType": text("object_type"),
        "objectKey": of(Kind.KEY, "object_id", INTERNAL, nullable=True),
        "reason": Field(Kind.TEXT, _reason, PERSONAL, nullable=True),
        "before": Field(Kind.TEXT, _as_json("before"), PERSONAL, nullable=True),
        "after": Field(Kind.TEXT, _as_json("after"), PERSONAL, nullable=True),
        "requestId": of(Kind.KEY, "request_id", INTERNAL, nullable=True),
        "chainHash": Field(Kind.CODE, _chain_hash, nullable=True),
    },
    edges={
        "actor": _employee("actor_id"),
        "person": _employee("person_id"),
        "agency": of_agency(),
    },
    orderings={"OCCURRED_AT": order_by(Kind.INSTANT, "occurred_at")},
    filters={
        "occurredAt": compare(Kind.INSTANT, "occurred_at"),
        "occurredOn": Comparable(Kind.DATE, _day),
        "action": compare(Kind.TEXT, "action"),
        "kind": Comparable(Kind.CODE, _kind),
        "objectType": compare(Kind.TEXT, "object_type"),
        "actor": compare_id("Employee", "actor_id"),
        "person": compare_id("Employee", "person_id"),
    },
    dimensions=("kind", "action", "objectType", "occurredOn"),
)


def _is_inspected(row: Row, me: Binds) -> Element:
    """Return whether the inspectorate read of somebody since a case was opened that is still open.

    What it read before stays in the log: that it went would tell of the case.
    """
    by_inspectorate = word(Role.INSPECTORATE) == any_(row["roles"])
    about, since = _case.c.employee_id == row["owner_id"], _case.c.opened_at <= row["occurred_at"]
    return by_inspectorate & _cases(me, about, since, valid_today(_case.c.valid, me))


def _read_kind(row: Row, _: Binds) -> Element:
    """Return the kind of a read: that of a case or a legal hold tells that there is one."""
    of_case, of_hold = (
        word(one) == any_(row["resources"]) for one in (Resource.CASE, Resource.LEGAL_HOLD)
    )
    return case(
        (of_hold, word(AuditKind.LEGAL_HOLD)),
        (of_case, word(AuditKind.INSPECTION)),
        else_=word(AuditKind.CONTENT),
    )


def _of_own_inspection(row: Row, me: Binds) -> Element:
    """Return whether it is a read about the asker under a case, or of a case or legal hold."""
    of_case, of_hold = (
        word(one) == any_(row["resources"]) for one in (Resource.CASE, Resource.LEGAL_HOLD)
    )
    return (row["owner_id"] == me.subject) & or_(of_case, of_hold, _is_inspected(row, me))


def _concerned(row: Row, me: Binds) -> Element:
    """Return whom a read concerned: whom it was about, or, if it covered everyone, the asker too.

    Only an employee of the agency is among everyone; for anybody else this is NULL. While a case
    about somebody is open, the inspectorate's reads concern nobody: they would tell of it
    (UU 27/2022 Pasal 15: the right of access yields to an inspection).
    """
    asker = (
        select(_asker.c.id)
        .where(_asker.c.agency_id == me.agency, _asker.c.id == me.subject)
        .correlate(None)
        .scalar_subquery()
    )
    nobody = literal_column("NULL", Uuid())
    of_object = (row["reach"] == word(Reach.OBJECT), row["owner_id"])
    everyone = (row["covers_everyone"], asker)
    return case((_is_inspected(row, me), nobody), of_object, everyone, else_=nobody)


def _client_name(row: Row, _: Binds) -> Element:
    query = select(_client.c.name).where(_client.c.id == row["subject_id"])
    return query.correlate(None).scalar_subquery()


def _enums(name: str) -> FieldSQL:
    """Return a list of words of policy as the schema's enums name them."""

    def sql(row: Row, _: Binds) -> Element:
        joined = func.upper(func.array_to_string(row[name], word(",")))
        return func.string_to_array(joined, word(","), type_=ARRAY(Text()))

    return sql


def _certainty(row: Row, _: Binds) -> Element:
    exact, listed = word("EXACT"), word("LIST")
    return case((row["reach"] == word(Reach.OBJECT), exact), else_=listed)


ACCESS_EVENT = Model(
    type_name="AccessEvent",
    table=table_of(AccessEvent),
    resource=Resource.AUDIT_EVENT,
    # It tells no unit: who reads of a person is no business of the head.
    facts=lambda row, _, me: RowFacts(
        agency=_unless(row["agency_id"], _of_own_inspection(row, me)),
        state=_read_kind(row, me),
        owner=_concerned(row, me),
        author=row["subject_id"],
        unit_path=literal_column("NULL::ltree", Ltree()),
    ),
    fields={
        "occurredAt": of(Kind.INSTANT, "occurred_at"),
        "subjectKind": code("subject_kind"),
        "clientName": Field(Kind.TEXT, _client_name, nullable=True),
        "roles": of(Kind.TEXTS, "roles"),
        "purpose": text("purpose"),
        "certainty": Field(Kind.CODE, _certainty),
        "resources": Field(Kind.CODES, _enums("resources")),
        "fieldClasses": Field(Kind.CODES, _enums("field_classes")),
        "rules": of(Kind.TEXTS, "rules"),
        "requestId": of(Kind.KEY, "request_id", INTERNAL),
    },
    edges={
        "subject": _employee("subject_id"),
        "person": _employee("owner_id"),
        "agency": of_agency(),
    },
    orderings={"OCCURRED_AT": order_by(Kind.INSTANT, "occurred_at")},
    filters={
        "occurredAt": compare(Kind.INSTANT, "occurred_at"),
        "occurredOn": Comparable(Kind.DATE, _day),
        "subjectKind": compare(Kind.CODE, "subject_kind"),
        "certainty": Comparable(Kind.CODE, _certainty),
        "person": compare_id("Employee", "owner_id"),
    },
)
MODELS = (AUDIT_EVENT, ACCESS_EVENT)
