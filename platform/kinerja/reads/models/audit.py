"""How the audit trail and the access log are read."""

from sqlalchemy import ARRAY, Text, Uuid, any_, case, cast, func, literal_column, select

from kinerja.domains.organisation.models import Employee, OrgUnit
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
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource, Role
from policies.persons import investigated_people
from policies.relations import Binds
from tenants.audit_kinds import AuditKind, audit_kind
from tenants.audit_models import AccessEvent, AuditLink, Reach
from tenants.models import AuditEvent
from tenants.sharing_models import APIClient

INTERNAL, PERSONAL = FieldClass.INTERNAL, FieldClass.PERSONAL

_root = table_of(OrgUnit).alias("root")
_asker = table_of(Employee).alias("asker")
_sealed = table_of(AuditLink).alias("sealed")
_client = table_of(APIClient).alias("client")


def _root_path(me: Binds) -> Element:
    """Return the path of the agency's root unit: its head is the head of the agency."""
    first = func.nlevel(_root.c.path) == literal_column("1")
    query = select(_root.c.path).where(_root.c.agency_id == me.agency, first)
    return query.order_by(_root.c.path).limit(1).correlate(None).scalar_subquery()


def _kind(row: Row, _: Binds) -> Element:
    return audit_kind(row["action"])


def _chain_hash(row: Row, me: Binds) -> Element:
    """Return the hash of the link that seals the event; NULL before it is sealed."""
    query = select(func.encode(_sealed.c.hash, literal_column("'hex'"), type_=Text())).where(
        _sealed.c.agency_id == me.agency, _sealed.c.event_id == row["id"]
    )
    return query.correlate(None).scalar_subquery()


def _employee(name: str) -> Edge:
    """Declare the edge to the employee of the agency whose key stands in column `name`."""
    return Edge("Employee", lambda parent, child, _, __: child["id"] == parent[name])


AUDIT_EVENT = Model(
    type_name="AuditEvent",
    table=table_of(AuditEvent),
    resource=Resource.AUDIT_EVENT,
    facts=lambda row, _, me: RowFacts(
        agency=row["agency_id"],
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
        "reason": text("reason", PERSONAL, nullable=True),
        "before": Field(Kind.TEXT, lambda row, _: cast(row["before"], Text), PERSONAL, True),
        "after": Field(Kind.TEXT, lambda row, _: cast(row["after"], Text), PERSONAL, True),
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
        "action": compare(Kind.TEXT, "action"),
        "kind": Comparable(Kind.CODE, _kind),
        "objectType": compare(Kind.TEXT, "object_type"),
        "actor": compare_id("Employee", "actor_id"),
        "person": compare_id("Employee", "person_id"),
    },
)


def _concerned(row: Row, me: Binds) -> Element:
    """Return whom a read concerned: whom it was about, or, if it covered everyone, the asker too.

    Only an employee of the agency is among everyone; for anybody else this is NULL. While a case
    about somebody is open, the inspectorate's reads concern nobody: they would tell of it
    (UU 27/2022 Pasal 15: the right of access yields to an inspection).
    """
    by_inspectorate = word(Role.INSPECTORATE) == any_(row["roles"])
    inspected = by_inspectorate & row["owner_id"].in_(investigated_people(me).correlate(None))
    asker = (
        select(_asker.c.id)
        .where(_asker.c.agency_id == me.agency, _asker.c.id == me.subject)
        .correlate(None)
        .scalar_subquery()
    )
    nobody = literal_column("NULL", Uuid())
    of_object = (row["reach"] == word(Reach.OBJECT), row["owner_id"])
    return case((inspected, nobody), of_object, (row["covers_everyone"], asker), else_=nobody)


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
        agency=row["agency_id"],
        state=word(AuditKind.CONTENT),
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
        "subjectKind": compare(Kind.CODE, "subject_kind"),
        "certainty": Comparable(Kind.CODE, _certainty),
        "person": compare_id("Employee", "owner_id"),
    },
)
MODELS = (AUDIT_EVENT, ACCESS_EVENT)
