"""A small, known world to read, and a way to ask the schema without HTTP.

The world: DISHUB with a typical organisation, a published version, two cycles (2025 final, 2026
being scored) and an appraisal of every ratee in each, with ties and missing values; DUKCAPIL with
an organisation and one appraisal, which nobody of DISHUB may ever see.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
import strawberry
from graphql import GraphQLError
from sqlalchemy import event, insert, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from graphql_schema.context import Context
from graphql_schema.presentation import cause_of
from graphql_schema.schema import create_schema
from kinerja.domains.appraisals.models import Appraisal, NodeResult, Score
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.domains.organisation.models import Assignment, Employee, OrgUnit
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError, Language
from kinerja.kit.ids import AgencyId, GlobalId, new_id
from kinerja.settings import Settings
from policies.engine import PolicyEngine
from policies.identity import Subject, SubjectKind
from policies.permissions import Role
from tenants.engines import create_application_engine
from tenants.refusals import RefusalCounter
from tenants.registry import AgencyRegistry
from tenants.roles import grant_province_role, grant_role
from tenants.session import UnitOfWork, tenant_session
from tests.support.appraisal_factories import make_cycle
from tests.support.data_sharing import share_data
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.framework_factories import MadeVersion, component, indicator, make_version
from tests.support.organisation_factories import Branch, TypicalAgency, make_organisation

ALWAYS = Range(date(2020, 1, 1), None)
#: Final composites of 2025: ties, and (last) results that were never computed.
COMPOSITES = ("90.5", "87.25", "90.5", "110", None, "90.5", "75", None)


@dataclass
class Answer:
    """What the schema answered, and the statements that it sent."""

    data: Any
    errors: Sequence[GraphQLError]
    extensions: dict[str, Any]
    statements: list[str]

    @property
    def codes(self) -> list[str]:
        """The codes of the expected failures."""
        causes = [cause_of(error) for error in self.errors]
        assert all(isinstance(cause, KinerjaError) for cause in causes), causes
        return [cause.code for cause in causes if isinstance(cause, KinerjaError)]

    @property
    def input_paths(self) -> list[tuple[str | int, ...]]:
        """The paths of the expected failures through the input."""
        causes = [cause_of(error) for error in self.errors]
        return [cause.path for cause in causes if isinstance(cause, KinerjaError)]


@dataclass
class Place:
    """One agency of the world."""

    organisation: TypicalAgency
    version: MadeVersion
    draft: MadeVersion
    cycles: dict[int, UUID] = field(default_factory=dict)
    #: Appraisals by year, in the order of the ratees.
    appraisals: dict[int, list[UUID]] = field(default_factory=dict)

    @property
    def ratees(self) -> list[Employee]:
        """All ratees of both branches."""
        return [ratee for branch in self.organisation.branches for ratee in branch.ratees]


@dataclass
class World:
    """The agencies, who asks, and how."""

    database: Database
    registry: AgencyRegistry
    dishub: Place
    dukcapil: Place
    officer: UUID
    province: UUID
    policies: PolicyEngine

    async def ask(
        self,
        who: UUID | Employee | None,
        query: str,
        *,
        agency_id: AgencyId | None = DISHUB,
        schema: strawberry.Schema | None = None,
        language: Language = "en",
        scopes: frozenset[str] | None = None,
        **variables: Any,
    ) -> Answer:
        """Ask as a person of `agency_id`, or (with `scopes`) as an API client; None: as nobody.

        The agency shares with the client whatever its scopes say.
        """
        context = await self.context(who, agency_id=agency_id, language=language, scopes=scopes)
        with _watched(self.database) as statements:
            try:
                result = await (schema or full_schema()).execute(
                    query, variable_values=variables, context_value=context
                )
            finally:
                await context.unit.rollback()
        data = orjson.loads(orjson.dumps(result.data))
        return Answer(data, result.errors or [], result.extensions or {}, statements)

    async def context(
        self,
        who: UUID | Employee | None,
        *,
        agency_id: AgencyId | None = DISHUB,
        language: Language = "en",
        scopes: frozenset[str] | None = None,
    ) -> Context:
        """Return what the resolvers of such a request get; its unit has to be ended."""
        key = who.id if isinstance(who, Employee) else who
        kind = SubjectKind.PERSON if scopes is None else SubjectKind.CLIENT
        subject = None if key is None else Subject(key, kind, agency_id, scopes or frozenset())
        if subject is not None and scopes is not None:
            subject = replace(subject, pseudonym_key=subject.id.bytes)
            if agency_id is not None:
                await self._share(agency_id, subject)
        return Context(
            subject=subject,
            language=language,
            unit=UnitOfWork(self.database.application),
            registry=self.registry,
            refusals=RefusalCounter(self.database.application),
            policies=self.policies,
            report_engine=self.database.reporter,
            request_id=new_id(),
            settings=Settings(),
        )

    async def _share(self, agency_id: AgencyId, client: Subject) -> None:
        """Let the agency share, and let the registry know it before anybody counts statements."""
        await share_data(self.database.owner, agency_id, client.id, scopes=client.scopes)
        self.registry.sharing.forget()
        unit = UnitOfWork(self.database.application)
        await self.registry.sharing.scopes(unit, agency_id, client_id=client.id, on=today())
        await unit.rollback()


@lru_cache(maxsize=1)
def full_schema() -> strawberry.Schema:
    """Return the schema of the service, built once."""
    return create_schema()


def gid(type_name: str, key: UUID, agency_id: int = DISHUB) -> str:
    """Return a global id as clients send it."""
    return str(GlobalId(type_name, AgencyId(agency_id), key))


@asynccontextmanager
async def reading_world(database: Database) -> AsyncIterator[World]:
    """Make the world; only its rows are in the database."""
    dishub = await make_place(database, DISHUB, code="DISHUB", ratees=4)
    dukcapil = await make_place(database, DUKCAPIL, code="DUKCAPIL", ratees=1)
    officer, province = dishub.organisation.branches[1].superior.id, new_id()
    role = Role.PERFORMANCE_OFFICER
    await grant_role(database.owner, DISHUB, subject_id=officer, role=role, valid=ALWAYS)
    await grant_province_role(
        database.owner, subject_id=province, role=Role.PROVINCE_HR, valid=ALWAYS
    )
    # An engine of its own, so that its statements are not counted with those of the request.
    engine = create_application_engine(database.url, pool_size=2)
    registry = AgencyRegistry(engine)
    await registry.start()
    try:
        yield World(database, registry, dishub, dukcapil, officer, province, PolicyEngine.load())
    finally:
        await registry.stop()
        await engine.dispose()


async def make_place(database: Database, agency_id: AgencyId, *, code: str, ratees: int) -> Place:
    """Write an agency: a version, a draft, two cycles, an appraisal of each ratee in both."""
    async with tenant_session(database.owner, agency_id) as session:
        organisation = await make_organisation(session, agency_id, code=code, ratees=ratees)
        tree = (
            component("work", 60, indicator("done", 70), indicator("good", 30)),
            component("service", 40, indicator("kind")),
        )
        version = await make_version(session, agency_id=agency_id, components=tree, code="main")
        draft = await make_version(
            session,
            agency_id=agency_id,
            components=(tree[0], component("extra", 40)),
            status=VersionStatus.DRAFT,
            framework_id=version.framework_id,
        )
        place = Place(organisation, version, draft)
        for year in (2025, 2026):
            period = Range(date(year, 1, 1), date(year + 1, 1, 1))
            place.cycles[year] = await make_cycle(
                session, agency_id, version, code=f"c{year}", period=period
            )
            place.appraisals[year] = [
                await _appraise(session, place, branch, ratee=ratee, year=year)
                for branch in organisation.branches
                for ratee in branch.ratees
            ]
    return place


async def _appraise(
    session: AsyncSession, place: Place, branch: Branch, *, ratee: Employee, year: int
) -> UUID:
    agency_id, key = place.organisation.agency_id, new_id()
    assignment = await session.scalar(
        select(Assignment.id).where(
            Assignment.agency_id == agency_id, Assignment.employee_id == ratee.id
        )
    )
    path = await session.scalar(
        select(OrgUnit.path).where(OrgUnit.agency_id == agency_id, OrgUnit.id == branch.seksi.id)
    )
    values: dict[str, Any] = {"state": "RATER_REVIEW"}
    if year == 2025:
        number = len([one for one in place.ratees if one.id < ratee.id])
        composite = COMPOSITES[number % len(COMPOSITES)]
        values = {
            "state": "FINAL",
            "composite": None if composite is None else Decimal(composite),
            "official_grade": "GOOD",
            "finalised_at": datetime(2026, 1, 15, 3, 4, 5, tzinfo=UTC),
            "result_hash": "f" * 64,
            "rating_reason": 'Says "good"\nand more \\ of it',
        }
    await session.execute(
        insert(Appraisal).values(
            agency_id=agency_id,
            id=key,
            cycle_id=place.cycles[year],
            framework_version_id=place.version.version_id,
            ratee_id=ratee.id,
            assignment_id=assignment,
            position_class="PELAKSANA",
            org_unit_id=branch.seksi.id,
            unit_path=path,
            rater_id=branch.rater.id,
            superior_id=branch.superior.id,
            **values,
        )
    )
    await _score(session, place, branch, ratee=ratee, appraisal=key)
    return key


async def _score(
    session: AsyncSession, place: Place, branch: Branch, *, ratee: Employee, appraisal: UUID
) -> None:
    agency_id = place.organisation.agency_id
    for number, (_, node) in enumerate(sorted(place.version.indicators.items())):
        await session.execute(
            insert(Score).values(
                agency_id=agency_id,
                id=new_id(),
                appraisal_id=appraisal,
                framework_version_id=place.version.version_id,
                ratee_id=ratee.id,
                indicator_id=node,
                scorer_id=branch.rater.id,
                source="MANUAL",
                actual=Decimal(80 + number) + Decimal("0.50"),
                comment="Komentar",
            )
        )
        await session.execute(
            insert(NodeResult).values(
                agency_id=agency_id,
                appraisal_id=appraisal,
                node_id=node,
                node_kind="INDICATOR",
                achievement=Decimal("80.5000"),
                effective_weight=Decimal(30),
                contribution=Decimal("24.15"),
            )
        )


@contextmanager
def _watched(database: Database) -> Iterator[list[str]]:
    """Collect the statements of the application engine, but for SET LOCAL."""
    engine = database.application.sync_engine
    statements: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if not statement.startswith("SET LOCAL"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
