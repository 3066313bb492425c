"""An organisation for policy tests, at once as plain values and as rows of the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncConnection

from kinerja.domains.delegations.models import Delegation
from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.organisation.models import (
    Assignment,
    Employee,
    OrgUnit,
    Position,
    ReportingLine,
)
from kinerja.kit.ids import AgencyId
from policies.engine import PolicyEngine
from policies.facts import (
    Organisation,
    Period,
    PlainAssignment,
    PlainCase,
    PlainDelegation,
    PlainLine,
    PlainUnit,
)
from policies.identity import SubjectKind
from policies.permissions import Role
from policies.subject import Actor, Subject
from tenants.session import set_agency
from tests.support.nips import make_nip

AGENCIES = {"dinas": AgencyId(1), "lain": AgencyId(2)}
_NAMESPACE = UUID("00000000-0000-7000-8000-000000000000")


def key(*parts: object) -> UUID:
    """Return the key that stands for a name, the same each time."""
    return uuid5(_NAMESPACE, "/".join(map(str, parts)))


@dataclass(frozen=True)
class Principal:
    """Somebody who asks in the agency `dinas`."""

    name: str
    kind: SubjectKind
    home: AgencyId | None
    roles: frozenset[str]
    scopes: frozenset[str]

    def actor(self, engine: PolicyEngine, today: date) -> Actor:
        """Return the actor as a request would make it."""
        agency_id = AGENCIES["dinas"]
        implicit: set[str] = set()
        if self.kind is SubjectKind.CLIENT:
            implicit = {Role.API_CLIENT}
        elif self.home == agency_id:
            implicit = {Role.EMPLOYEE}
        subject = Subject(key(self.name), self.kind, self.home, self.scopes)
        if self.kind is SubjectKind.CLIENT:
            subject = subject.shared(agency_id, self.scopes)
        return Actor(
            subject=subject,
            agency_id=agency_id,
            roles=self.roles | implicit,
            today=today,
            request_id=key("request"),
            policies=engine,
        )


@dataclass(frozen=True)
class Cast:
    """The organisation of the decision tables and everybody who asks."""

    today: date
    organisation: Organisation
    people: Mapping[str, Mapping[str, Any]]
    principals: Mapping[str, Principal]

    @classmethod
    def read(cls, source: Mapping[str, Any]) -> "Cast":
        """Read `organisation.yaml`."""
        people = {name: {"agency": "dinas"} | facts for name, facts in source["people"].items()}
        principals = {
            name: _principal(name, facts, people) for name, facts in source["principals"].items()
        }
        return cls(source["today"], _organisation(source, people), people, principals)

    def agency_of(self, person: str) -> AgencyId:
        """Return the agency in which somebody serves."""
        return AGENCIES[self.people[person]["agency"]]


def _principal(name: str, facts: Mapping[str, Any], people: Mapping[str, Any]) -> Principal:
    home = facts["home"] if "home" in facts else people[name]["agency"]
    return Principal(
        name,
        SubjectKind(facts.get("kind", "PERSON")),
        None if home is None else AGENCIES[home],
        frozenset(facts.get("roles", ())),
        frozenset(facts.get("scopes", ())),
    )


def _organisation(source: Mapping[str, Any], people: Mapping[str, Any]) -> Organisation:
    units = tuple(
        PlainUnit(AGENCIES[agency], path, key(agency, "head of", path))
        for agency, paths in source["units"].items()
        for path in paths
    )
    lines = [_line(one) for one in source["lines"]]
    terms = [_acting(one) for one in source["acting"]]
    for name, facts in people.items():
        terms.append(_term(name, facts))
        if "rater" in facts:
            kept = {word: facts.get(word) for word in ("rater", "superior")}
            lines.append(_line({"ratee": name, "kind": "LINE", **kept}, facts["agency"]))
    cases = [_opened(one) for one in source.get("cases", ())]
    return Organisation(units, tuple(terms), tuple(lines), cases=tuple(cases))


def _term(name: str, facts: Mapping[str, Any]) -> PlainAssignment:
    agency = facts["agency"]
    heads = facts.get("heads")
    position = key(agency, "head of", heads) if heads else key(agency, "post of", name)
    valid = Period(None, facts.get("until"))
    return PlainAssignment(AGENCIES[agency], key(name), position, facts["unit"], valid)


def _acting(facts: Mapping[str, Any]) -> PlainAssignment:
    position = key("dinas", "head of", facts["heads"])
    valid = Period(facts.get("from"), facts.get("to"))
    person, unit = key(facts["person"]), facts["heads"]
    return PlainAssignment(AGENCIES["dinas"], person, position, unit, valid, facts["kind"])


def _opened(facts: Mapping[str, Any]) -> PlainCase:
    agency = AGENCIES[facts.get("agency", "dinas")]
    return PlainCase(agency, key(facts["of"]), Period(facts["from"], facts["to"]))


def _line(facts: Mapping[str, Any], agency: str = "dinas") -> PlainLine:
    superior = facts.get("superior")
    return PlainLine(
        AGENCIES[agency],
        key(facts["ratee"]),
        key(facts["rater"]),
        key(superior) if superior else None,
        facts["kind"],
        Period(facts.get("from"), facts.get("to")),
    )


# --- the same organisation in the database --------------------------------------------------------


async def enter(connection: AsyncConnection, agency: int) -> None:
    """Bind the transaction to an agency."""
    await connection.execute(text(set_agency(AgencyId(agency))))


async def insert_organisation(
    connection: AsyncConnection, organisation: Organisation, people: Iterable[tuple[int, UUID]]
) -> None:
    """Write the organisation of every agency; `people` are its employees (agency, key)."""
    everybody = sorted(set(people))
    for agency in sorted({unit.agency for unit in organisation.units}):
        await enter(connection, agency)
        await _insert_units(connection, organisation, agency)
        employees = [_employee(n, *one) for n, one in enumerate(everybody, 1) if one[0] == agency]
        await _insert_all(connection, Employee, employees)
        terms = [one for one in organisation.assignments if one.agency == agency]
        await _insert_all(connection, Assignment, map(_assignment, enumerate(terms)))
        lines = [one for one in organisation.lines if one.agency == agency]
        await _insert_all(connection, ReportingLine, map(_reporting_line, enumerate(lines)))
        passed_on = [one for one in organisation.delegations if one.agency == agency]
        await _insert_all(connection, Delegation, map(_delegation, enumerate(passed_on)))
        cases = [one for one in organisation.cases if one.agency == agency]
        await _insert_all(connection, InspectionCase, map(_case, enumerate(cases)))


async def _insert_units(
    connection: AsyncConnection, organisation: Organisation, agency: int
) -> None:
    units = [unit for unit in organisation.units if unit.agency == agency]
    await _insert_all(connection, OrgUnit, [_unit(unit) for unit in units])
    heads = {unit.head_position: unit.path for unit in units if unit.head_position}
    posts = {
        one.position: one.unit_path for one in organisation.assignments if one.agency == agency
    }
    positions = [_position(agency, *one) for one in (posts | heads).items()]
    await _insert_all(connection, Position, positions)
    await connection.execute(
        text(
            "UPDATE org_units SET head_position_id = :head WHERE agency_id = :agency AND id = :id"
        ),
        [
            {"head": unit.head_position, "agency": agency, "id": unit_key(agency, unit.path)}
            for unit in units
        ],
    )


async def _insert_all(
    connection: AsyncConnection, model: type[Any], rows: Iterable[dict[str, Any]]
) -> None:
    values = list(rows)
    if values:
        await connection.execute(insert(model), values)


def unit_key(agency: int, path: str) -> UUID:
    """Return the key of an org unit."""
    return key(agency, "unit", path)


def _unit(unit: PlainUnit) -> dict[str, Any]:
    above, _, code = unit.path.rpartition(".")
    return {
        "agency_id": unit.agency,
        "id": unit_key(unit.agency, unit.path),
        "parent_id": unit_key(unit.agency, above) if above else None,
        "code": code,
        "name": f"Unit {code}",
        "level": "BIDANG",
        "path": unit.path,
    }


def _position(agency: int, position: UUID, path: str) -> dict[str, Any]:
    return {
        "agency_id": agency,
        "id": position,
        "code": str(position),
        "name": "Jabatan",
        "position_class": "PELAKSANA",
        "org_unit_id": unit_key(agency, path),
    }


def _employee(number: int, agency: int, person: UUID) -> dict[str, Any]:
    return {
        "agency_id": agency,
        "id": person,
        "nip": make_nip(number),
        "name": f"Pegawai {number}",
        "employment": "PNS",
        "state": "ACTIVE",
    }


def _assignment(numbered: tuple[int, PlainAssignment]) -> dict[str, Any]:
    number, term = numbered
    return {
        "agency_id": term.agency,
        "id": key(term.agency, "term", number),
        "employee_id": term.employee,
        "position_id": term.position,
        "org_unit_id": unit_key(term.agency, term.unit_path),
        "kind": term.kind,
        "valid": Range(term.valid.start, term.valid.end, bounds="[)"),
    }


def _delegation(numbered: tuple[int, PlainDelegation]) -> dict[str, Any]:
    number, one = numbered
    return {
        "agency_id": one.agency,
        "id": key(one.agency, "delegation", number),
        "delegator_id": one.delegator,
        "delegate_id": one.delegate,
        "valid": Range(one.valid.start, one.valid.end, bounds="[)"),
        "reason": "Cuti tahunan",
        "created_by": one.delegator,
    }


def _case(numbered: tuple[int, PlainCase]) -> dict[str, Any]:
    number, one = numbered
    return {
        "agency_id": one.agency,
        "id": key(one.agency, "case", number),
        "employee_id": one.employee,
        "legal_basis": "PP 94/2021",
        "valid": Range(one.valid.start, one.valid.end, bounds="[)"),
        "opened_by": key("inspectorate"),
    }


def _reporting_line(numbered: tuple[int, PlainLine]) -> dict[str, Any]:
    number, line = numbered
    return {
        "agency_id": line.agency,
        "id": key(line.agency, "line", number),
        "ratee_id": line.ratee,
        "rater_id": line.rater,
        "superior_id": line.superior,
        "kind": line.kind,
        "valid": Range(line.valid.start, line.valid.end, bounds="[)"),
    }
