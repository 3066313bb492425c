"""The read engine: a selection in, the JSON of one statement out."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.sql.expression import CompoundSelect

from kinerja.kit.ids import AgencyId, GlobalId
from kinerja.reads.access import Access, Grants
from kinerja.reads.arguments import Arguments
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.identifiers import id_values
from kinerja.reads.plan import Object, Page
from kinerja.reads.planning import Hidden, Planner
from kinerja.reads.selection import Selection
from kinerja.reads.statement import ROOT_KEY, StatementBuilder, keys_name
from policies.relations import values_for
from policies.subject import Actor, Subject
from tenants.session import UnitOfWork

Statement: TypeAlias = Select[Any] | CompoundSelect[Any]

#: Statements that are kept. A nested one holds about 100 kB of SQLAlchemy objects.
STATEMENTS_KEPT = 512


@dataclass(frozen=True)
class Answer:
    """The JSON of a root field, None when there is no such object; and what policy hid in it."""

    json: str | None
    hidden: Sequence[Hidden] = ()


@dataclass(frozen=True)
class Answers:
    """The JSON of several objects by their ids; what is missing is not in it."""

    json: Mapping[GlobalId, str]
    hidden: Sequence[Hidden] = ()


class StatementCache:
    """Keeps the statements built last. A statement holds no values, so it serves every request."""

    def __init__(self, size: int = STATEMENTS_KEPT) -> None:
        self._size = size
        self._kept: OrderedDict[object, Statement] = OrderedDict()
        self.hits = 0
        self.misses = 0

    def get(self, key: object, build: Callable[[], Statement]) -> Statement:
        """Return the statement of a plan; build it if it is not kept."""
        found = self._kept.get(key)
        if found is not None:
            self.hits += 1
            self._kept.move_to_end(key)
            return found
        self.misses += 1
        built = self._kept[key] = build()
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return built


class _Reading:
    """One root field on its way from a selection to an answer."""

    def __init__(self, agency_id: AgencyId | None, actor: Actor | None) -> None:
        self._actor = actor
        self._agency_id = agency_id
        self.access = Access(actor)
        self.planner = Planner(Arguments(agency_id), self.access)

    @property
    def grants(self) -> Grants:
        return self.access.grants

    def values(self, **more: object) -> dict[str, Any]:
        values: dict[str, Any] = dict(self.planner.arguments.values)
        if self._actor is not None:
            values |= values_for(self._actor)
        for type_name in self.planner.types:
            model = CATALOGUE[type_name]
            if model.is_node:
                agency = self._agency_id if model.agency is not None else None
                values |= id_values(type_name, agency or AgencyId(0))
        return values | more


class ReadEngine:
    """Answers root fields, each by exactly one statement in the request's transaction."""

    def __init__(self) -> None:
        self.statements = StatementCache()

    async def one(
        self,
        unit: UnitOfWork,
        actor: Actor | None,
        *,
        type_name: str,
        key: UUID,
        selection: Selection,
    ) -> Answer:
        """Read one object. Without an actor only types that belong to no agency are found."""
        model = CATALOGUE[type_name]
        if (actor is None) is not (model.agency is None):
            return Answer(None)
        reading = _Reading(actor.agency_id if actor else None, actor)
        plan = reading.planner.object(model, selection, (selection.key,))
        return await self._answer(unit, reading, plan, {ROOT_KEY: key})

    async def page(self, unit: UnitOfWork, *, type_name: str, selection: Selection) -> Answer:
        """Read a page of a type that belongs to no agency."""
        reading = _Reading(None, None)
        plan = reading.planner.page(CATALOGUE[type_name], selection, (selection.key,))
        return await self._answer(unit, reading, plan, {})

    async def viewer(
        self,
        unit: UnitOfWork,
        actor: Actor | None,
        *,
        subject: Subject,
        roles: Sequence[str],
        selection: Selection,
    ) -> Answer:
        """Read who asks; without an actor the subject stands above all agencies."""
        reading = _Reading(actor.agency_id if actor else None, actor)
        plan = reading.planner.object(CATALOGUE["Viewer"], selection, (selection.key,))
        given = {
            "viewer_subject": subject.id,
            "viewer_kind": subject.kind.value,
            "viewer_roles": list(roles),
        }
        return await self._answer(unit, reading, plan, given)

    async def many(
        self,
        unit: UnitOfWork,
        actor: Actor | None,
        *,
        ids: Sequence[GlobalId],
        selection: Selection,
    ) -> Answers:
        """Read objects of one agency, or of none, by their ids."""
        reading = _Reading(actor.agency_id if actor else None, actor)
        wanted: dict[str, list[UUID]] = {}
        for one in ids:
            if (CATALOGUE[one.type_name].agency is None) is (actor is None):
                wanted.setdefault(one.type_name, []).append(one.key)
        if not wanted:
            return Answers({})
        plans = tuple(
            reading.planner.object(CATALOGUE[name], selection, (selection.key,)) for name in wanted
        )
        statement = self.statements.get(
            (plans, reading.grants), lambda: StatementBuilder(reading.access).many(plans)
        )
        keys = {keys_name(name): keys for name, keys in wanted.items()}
        agency_id = actor.agency_id if actor else None
        async with unit.within(agency_id) as session:
            result = await session.execute(statement, reading.values(**keys))
            rows: Sequence[tuple[str, str, str]] = [tuple(row) for row in result]
        found = {
            GlobalId(name, agency_id or AgencyId(0), UUID(key)): json for name, key, json in rows
        }
        return Answers(found, reading.planner.hidden)

    async def _answer(
        self,
        unit: UnitOfWork,
        reading: _Reading,
        plan: Object | Page,
        values: Mapping[str, object],
    ) -> Answer:
        def build() -> Statement:
            builder = StatementBuilder(reading.access)
            return builder.one(plan) if isinstance(plan, Object) else builder.page(plan)

        statement = self.statements.get((plan, reading.grants), build)
        async with unit.within(reading.planner.arguments.agency_id) as session:
            found = await session.scalar(statement, reading.values(**values))
        return Answer(found, reading.planner.hidden)
