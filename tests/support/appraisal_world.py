"""A typical agency with a published framework and a cycle, and everybody who acts in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.outcomes import Outcome
from kinerja.domains.appraisals.rating_items import RatingItem
from kinerja.domains.appraisals.ratings import decide_ratings
from kinerja.domains.appraisals.score_items import ScoreItem
from kinerja.domains.appraisals.service import submit_scores
from kinerja.domains.appraisals.submission import submit_appraisals
from kinerja.domains.appraisals.vocabulary import Rating
from kinerja.domains.cycles.plans import CyclePlan
from kinerja.domains.cycles.service import create_cycle
from kinerja.domains.cycles.vocabulary import CycleKind
from kinerja.domains.frameworks.tree import ComponentSpec
from kinerja.domains.organisation.models import Employee
from kinerja.kit.ids import AgencyId
from kinerja.workflows.open_cycle import open_cycle
from kinerja.workflows.start_scoring import start_scoring
from policies.permissions import Role
from policies.subject import Actor
from tenants.session import tenant_session
from tests.support.framework_factories import (
    MadeVersion,
    component,
    indicator,
    make_published_version,
)
from tests.support.framework_people import make_actor
from tests.support.organisation_factories import TypicalAgency, make_organisation, make_staff

Rated = Rating.MEETS_EXPECTATION


@dataclass
class World:
    """Who is who, what is measured, and the cycle of 2026."""

    engine: AsyncEngine
    agency_id: AgencyId
    organisation: TypicalAgency
    officer: Actor
    version: MadeVersion
    cycle_id: UUID

    def actor(self, employee: Employee) -> Actor:
        """Return an employee of the agency as an actor without any other role."""
        return make_actor(self.agency_id, Role.EMPLOYEE, person=employee.id)

    @property
    def head(self) -> Actor:
        """The head of the agency."""
        return self.actor(self.organisation.head)

    @property
    def rater(self) -> Actor:
        """The rater of the first seksi."""
        return self.actor(self.organisation.rater)

    @property
    def superior(self) -> Actor:
        """The superior of that rater."""
        return self.actor(self.organisation.superior)

    @property
    def ratee(self) -> Actor:
        """A ratee of that rater."""
        return self.actor(self.organisation.ratee)

    async def appraisal_of(self, employee: Employee) -> UUID:
        """Return the id of an employee's appraisal in the cycle."""
        async with tenant_session(self.engine, self.agency_id) as session:
            found = await session.execute(
                select(Appraisal.id).where(
                    Appraisal.agency_id == self.agency_id,
                    Appraisal.cycle_id == self.cycle_id,
                    Appraisal.ratee_id == employee.id,
                )
            )
            return found.scalar_one()

    def item(self, appraisal_id: UUID, code: str, actual: str | None, **more: str) -> ScoreItem:
        """Make a score of one indicator; None is "not applicable"."""
        return ScoreItem(
            appraisal_id=appraisal_id,
            indicator_id=self.version.indicators[code],
            actual=None if actual is None else Decimal(actual),
            not_applicable=actual is None,
            **more,
        )

    async def score(self, actor: Actor, *items: ScoreItem) -> list[Outcome]:
        """Enter scores and commit."""
        async with tenant_session(self.engine, self.agency_id) as session:
            return await submit_scores(actor, session, items=items)

    async def rate(self, actor: Actor, *items: RatingItem) -> list[Outcome]:
        """Decide ratings and commit."""
        async with tenant_session(self.engine, self.agency_id) as session:
            return await decide_ratings(actor, session, items=items)

    async def submit(self, actor: Actor, *keys: UUID) -> list[Outcome]:
        """Submit appraisals and commit."""
        async with tenant_session(self.engine, self.agency_id) as session:
            return await submit_appraisals(actor, session, appraisal_ids=keys)

    async def complete(self, *, actual: str = "100") -> None:
        """Let every rater score, decide and submit everything of the cycle."""
        async with tenant_session(self.engine, self.agency_id) as session:
            rows = (await session.execute(_appraisals(self))).all()
            for key, rater_id in rows:
                rater = make_actor(self.agency_id, Role.EMPLOYEE, person=rater_id)
                await self._complete_one(session, rater, key, actual)

    async def _complete_one(
        self, session: AsyncSession, rater: Actor, key: UUID, actual: str
    ) -> None:
        items = [self.item(key, code, actual) for code in self.version.indicators]
        steps = [
            await submit_scores(rater, session, items=items),
            await decide_ratings(rater, session, items=[rating(key)]),
            await submit_appraisals(rater, session, appraisal_ids=[key]),
        ]
        failed = [outcome.error for outcomes in steps for outcome in outcomes if outcome.error]
        assert not failed, failed


def _appraisals(world: World) -> Select[UUID, UUID | None]:
    return select(Appraisal.id, Appraisal.rater_id).where(
        Appraisal.agency_id == world.agency_id, Appraisal.cycle_id == world.cycle_id
    )


def rating(appraisal_id: UUID, work: Rating = Rated, **more: str) -> RatingItem:
    """Make a decision: as expected in work and behaviour, unless given."""
    return RatingItem(
        appraisal_id=appraisal_id,
        work=work,
        behaviour=Rated,
        reason=more.get("reason", "Sesuai dengan dialog kinerja."),
    )


def plan(version: MadeVersion, **changes: object) -> CyclePlan:
    """Make the plan of the yearly cycle of 2026."""
    values: dict[str, object] = {
        "framework_id": version.framework_id,
        "code": "2026",
        "name": "Penilaian 2026",
        "kind": CycleKind.ANNUAL,
        "first": date(2026, 1, 1),
        "last": date(2026, 12, 31),
    }
    return CyclePlan(**{**values, **changes})  # type: ignore[arg-type]  # Changes are a test's own.


def two_indicators() -> Sequence[ComponentSpec]:
    """Make a tree of one component with two indicators, `quality` 60 and `speed` 40."""
    return (component("work", 100, indicator("quality", 60), indicator("speed", 40)),)


async def make_world(
    engine: AsyncEngine,
    agency_id: AgencyId,
    *,
    components: Sequence[ComponentSpec] | None = None,
    ratees: int = 2,
    objection_days: int = 0,
) -> World:
    """Write an agency whose officer has planned a cycle; committed. The cycle is not open yet."""
    async with tenant_session(engine, agency_id) as session:
        organisation = await make_organisation(session, agency_id, ratees=ratees)
        officer = await make_staff(
            session, agency_id, unit=organisation.root, rater=organisation.head
        )
        version = await make_published_version(
            session, agency_id=agency_id, components=components or two_indicators()
        )
        actor = make_actor(agency_id, Role.EMPLOYEE, Role.PERFORMANCE_OFFICER, person=officer.id)
        cycle_id = await create_cycle(
            actor, session, plan=plan(version, objection_days=objection_days)
        )
    return World(engine, agency_id, organisation, actor, version, cycle_id)


async def open_world(world: World, *, scoring: bool = True) -> World:
    """Open the cycle without the agency's head, and start to score; committed."""
    async with tenant_session(world.engine, world.agency_id) as session:
        await open_cycle(
            world.officer,
            session,
            cycle_id=world.cycle_id,
            exceptions=[world.organisation.head.id],
        )
        if scoring:
            await start_scoring(world.officer, session, cycle_id=world.cycle_id)
    return world
