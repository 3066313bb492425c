"""The read engine: a selection in, the JSON of one statement out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kinerja.kit.ids import AgencyId, GlobalId
from kinerja.reads.access import Access
from kinerja.reads.accesses import Seen, accountable
from kinerja.reads.arguments import Arguments
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.empty_lists import EmptyList, explain, marked_pages
from kinerja.reads.finished import Finished, Statement, StatementCache
from kinerja.reads.identifiers import id_values
from kinerja.reads.personal import real_key
from kinerja.reads.plan import Object, Page
from kinerja.reads.planning import Hidden, Planner
from kinerja.reads.pseudonyms import KEY
from kinerja.reads.selection import Selection
from kinerja.reads.statement import ROOT_KEY, StatementBuilder, keys_name
from kinerja.reads.touched import Touched, touched
from policies.relations import AGENCY, SUBJECT, TODAY, values_for
from policies.subject import Actor, Subject
from tenants.session import UnitOfWork

#: Outside all agencies nobody asks: a comparison with any of these is never true.
NOBODY: Mapping[str, None] = {AGENCY: None, SUBJECT: None, TODAY: None}


@dataclass(frozen=True)
class Answer:
    """The JSON of a root field, or None; what in it is hidden or empty; what needs an account."""

    json: str | None
    hidden: Sequence[Hidden] = ()
    empty: Sequence[EmptyList] = ()
    seen: Sequence[Seen] = ()


@dataclass(frozen=True)
class Answers:
    """The JSON of several objects by their ids; what is missing is not in it."""

    json: Mapping[GlobalId, str]
    hidden: Sequence[Hidden] = ()
    empty: Sequence[EmptyList] = ()
    seen: Sequence[Seen] = ()


class _Reading:
    """One root field on its way from a selection to an answer."""

    def __init__(self, actor: Actor | None) -> None:
        self.actor = actor
        self.agency_id = actor.agency_id if actor else None
        self.access = Access(actor)
        arguments = Arguments(self.agency_id, self.access.pseudonym_key)
        self.planner = Planner(arguments, self.access)

    def real(self, type_name: str, key: UUID) -> UUID:
        """Return the key of the row that the asker knows by `key`."""
        return real_key(type_name, key, self.access.pseudonym_key)

    async def run(
        self, unit: UnitOfWork, statement: Finished, given: Mapping[str, object]
    ) -> list[Any]:
        async with unit.within(self.agency_id) as session:
            return await statement.run(session, self._values(given))

    def empty(self, texts: Iterable[str]) -> list[EmptyList]:
        """Return which lists of the answer are empty, and why."""
        planner = self.planner
        marked = marked_pages(texts)
        return explain(planner.pages, marked, self.access, sizes=planner.arguments.values)

    def touched(self, *plans: Object | Page) -> tuple[Touched, ...]:
        """Return what the plans touch of people; of a page of agencies that is nothing."""
        if self.actor is None:
            return ()
        grants = self.access.grants
        return tuple(touched(plan, grants) for plan in plans if isinstance(plan, Object))

    def _values(self, given: Mapping[str, object]) -> dict[str, Any]:
        values: dict[str, Any] = dict(self.planner.arguments.values)
        values |= dict(NOBODY) if self.actor is None else values_for(self.actor)
        values[KEY] = self.access.pseudonym_key
        for type_name in self.planner.types:
            model = CATALOGUE[type_name]
            if model.is_node:
                agency = self.agency_id if model.agency is not None else None
                values |= id_values(type_name, agency or AgencyId(0))
        return values | dict(given)


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
        """Read the object that the asker knows by `key`.

        Without an actor only types that belong to no agency are found.
        """
        model = CATALOGUE[type_name]
        if (actor is None) is not (model.agency is None):
            return Answer(None)
        reading = _Reading(actor)
        plan = reading.planner.object(model, selection, (selection.key,))
        return await self._answer(unit, reading, plan, {ROOT_KEY: reading.real(type_name, key)})

    async def page(self, unit: UnitOfWork, *, type_name: str, selection: Selection) -> Answer:
        """Read a page of a type that belongs to no agency."""
        reading = _Reading(None)
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
        reading = _Reading(actor)
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
        """Read objects of one agency, or of none, by their ids as the asker knows them."""
        reading = _Reading(actor)
        wanted: dict[str, list[UUID]] = {}
        asked = {one._replace(key=reading.real(one.type_name, one.key)): one for one in ids}
        for one in asked:
            if (CATALOGUE[one.type_name].agency is None) is (actor is None):
                wanted.setdefault(one.type_name, []).append(one.key)
        if not wanted:
            return Answers({})
        plans = tuple(
            reading.planner.object(CATALOGUE[name], selection, (selection.key,)) for name in wanted
        )
        statement = self.statements.get(
            (plans, reading.access.shape),
            lambda: StatementBuilder(reading.access).many(plans),
            lambda: reading.touched(*plans),
        )
        keys = {keys_name(name): keys for name, keys in wanted.items()}
        agency_id = reading.agency_id or AgencyId(0)
        found = {
            GlobalId(name, agency_id, UUID(key)): json
            for name, key, json in await reading.run(unit, statement, keys)
        }
        seen = [
            one
            for each in statement.touched
            for one in accountable(actor, each, _keys_of(each.type_name, found))
        ]
        answers = {asked[one]: json for one, json in found.items()}
        return Answers(answers, reading.planner.hidden, reading.empty(found.values()), seen)

    async def _answer(
        self,
        unit: UnitOfWork,
        reading: _Reading,
        plan: Object | Page,
        given: Mapping[str, object],
    ) -> Answer:
        def build() -> Statement:
            builder = StatementBuilder(reading.access)
            return builder.one(plan) if isinstance(plan, Object) else builder.page(plan)

        key = (plan, reading.access.shape)
        statement = self.statements.get(key, build, lambda: reading.touched(plan))
        rows = await reading.run(unit, statement, given)
        json = rows[0][0] if rows else None
        root = given.get(ROOT_KEY) or given.get("viewer_subject")
        keys = (root,) if json is not None and isinstance(root, UUID) else ()
        seen = [one for each in statement.touched for one in accountable(reading.actor, each, keys)]
        return Answer(json, reading.planner.hidden, reading.empty((json or "",)), seen)


def _keys_of(type_name: str, ids: Iterable[GlobalId]) -> list[UUID]:
    return [one.key for one in ids if one.type_name == type_name]
