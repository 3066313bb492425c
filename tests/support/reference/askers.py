"""Who asks in the comparison: people of all relations and roles, the province, and clients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from random import Random
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from graphql_schema.context import Context
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.organisation.models import Assignment, Employee, OrgUnit
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId, new_id
from kinerja.settings import Settings
from policies.engine import PolicyEngine
from policies.identity import Subject, SubjectKind
from policies.permissions import Role, Scope
from tenants.refusals import RefusalCounter
from tenants.registry import AgencyRegistry
from tenants.roles import grant_province_role, grant_role
from tenants.session import UnitOfWork
from tests.support.data_sharing import share_data
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.reference.days import covers
from tests.support.reference.execution import Asker
from tests.support.reference.eyes import Eyes
from tests.support.reference.rows import Rows

ALWAYS = Range(date(2020, 1, 1), None)
ALL_SCOPES = frozenset(scope.value for scope in Scope)


@dataclass(frozen=True)
class Persona:
    """Somebody by what makes the answers differ."""

    name: str
    subject: Subject


def choose_people(random: Random, rows: Rows) -> dict[str, UUID]:
    """Choose somebody of each relation in an agency; some may be the same person."""
    appraisals = rows.all(Appraisal)
    nobody = Eyes(rows, None)
    roots = [one for one in rows.all(OrgUnit) if "." not in one.path]
    heads = [_holder(one.head_position_id, nobody) for one in roots]
    people = [one.id for one in rows.all(Employee)]
    chosen = {
        "rater": [one.rater_id for one in appraisals if one.rater_id],
        "ratee": [one.ratee_id for one in appraisals if one.state in ("FINAL", "DELIVERED")],
        "superior": [one.superior_id for one in appraisals if one.superior_id],
        "head": [one for one in heads if one] or people,
        "officer": people,
        "dpo": people,
        "operator": people,
    }
    return {name: random.choice(sorted(set(found))) for name, found in chosen.items()}


def _holder(position: UUID | None, eyes: Eyes) -> UUID | None:
    day = today()
    held = eyes.rows.where(Assignment, "position_id", position)
    return next((one.employee_id for one in held if covers(one.valid, day)), None)


async def give_roles(
    database: Database, rows: Rows, random: Random, clients: Sequence[UUID]
) -> list[Persona]:
    """Choose the askers, and write the roles and grants by which they are what they are."""
    people = choose_people(random, rows)
    for name, role in (
        ("officer", Role.PERFORMANCE_OFFICER),
        ("dpo", Role.DPO),
        ("operator", Role.OPERATOR),
    ):
        await grant_role(database.owner, DISHUB, subject_id=people[name], role=role, valid=ALWAYS)
    personas = [Persona(name, _person(key, DISHUB)) for name, key in people.items()]
    for name, role in (("province", Role.PROVINCE_HR), ("inspector", Role.INSPECTORATE)):
        key = new_id()
        await grant_province_role(database.owner, subject_id=key, role=role, valid=ALWAYS)
        personas.append(Persona(name, _person(key, None)))
    for agency_id in (DISHUB, DUKCAPIL):
        for client in clients:
            await share_data(database.owner, agency_id, client, scopes=ALL_SCOPES)
    known, unknown = clients[0], clients[1]
    without_people = ALL_SCOPES - {Scope.IDENTITY_READ}
    return [
        *personas,
        Persona("client", _client(known, DISHUB, ALL_SCOPES)),
        Persona("pseudonymous client", _client(unknown, DISHUB, without_people)),
        Persona("province's client", _client(unknown, None, without_people)),
    ]


def _person(key: UUID, agency_id: AgencyId | None) -> Subject:
    return Subject(key, SubjectKind.PERSON, agency_id)


def _client(key: UUID, agency_id: AgencyId | None, scopes: frozenset[str]) -> Subject:
    subject = Subject(key, SubjectKind.CLIENT, agency_id, scopes)
    return replace(subject, pseudonym_key=key.bytes)


@dataclass(frozen=True)
class Service:
    """What a request needs besides who asks."""

    database: Database
    registry: AgencyRegistry

    def context(self, subject: Subject, policies: PolicyEngine) -> Context:
        """Return the context of a new request."""
        return Context(
            subject=subject,
            language="en",
            unit=UnitOfWork(self.database.application),
            registry=self.registry,
            refusals=RefusalCounter(self.database.application),
            policies=policies,
            report_engine=self.database.reporter,
            request_id=new_id(),
            settings=Settings(),
        )

    async def asker(
        self, persona: Persona, policies: PolicyEngine, rows: Mapping[int, Rows]
    ) -> Asker:
        """Return the persona as the plain reader knows it: with its eyes in each agency."""
        context = self.context(persona.subject, policies)
        eyes: dict[int, Eyes | KinerjaError] = {0: Eyes(next(iter(rows.values())), None)}
        try:
            for agency_id, here in rows.items():
                try:
                    eyes[agency_id] = Eyes(here, await context.actor(AgencyId(agency_id)))
                except KinerjaError as error:
                    eyes[agency_id] = error
            home = persona.subject.agency_id
            roles = (
                await context.roles_above() if home is None else (await context.actor(home)).roles
            )
        finally:
            await context.unit.rollback()
        return Asker(persona.subject, tuple(sorted(roles)), eyes)
