"""The read engine: what is wanted goes in, the JSON of one statement comes out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kinerja.kit.ids import AgencyId, GlobalId
from kinerja.reads.accesses import Seen, accountable
from kinerja.reads.asking import asking_values
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.empty_lists import EmptyList, explain, marked_pages
from kinerja.reads.finished import StatementCache
from kinerja.reads.personal import real_key
from kinerja.reads.planning import Hidden
from kinerja.reads.prepared import How, PreparedReads, Ready
from kinerja.reads.sketches import Wanted
from kinerja.reads.statement import ROOT_KEY, keys_name
from policies.subject import Actor, Subject
from tenants.session import UnitOfWork


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
    """One root field on its way from a prepared read to an answer."""

    def __init__(self, ready: Ready) -> None:
        self.statement = ready.prepared.statement
        self.hidden = ready.prepared.hidden
        self._prepared, self._values, self._access = ready
        self.actor = self._access.actor
        self.agency_id = self._access.agency_id

    async def run(self, unit: UnitOfWork, given: Mapping[str, object]) -> Sequence[Any]:
        keeps_plans = self.statement.keeps_plan
        async with unit.within(self.agency_id, keeps_plans=keeps_plans) as session:
            return await self.statement.fetch(session, self._all_values(given))

    def empty(self, texts: Iterable[str]) -> list[EmptyList]:
        """Return which lists of the answer are empty, and why."""
        marked = marked_pages(texts)
        if not marked:
            return []
        sizes = {**self._prepared.values, **self._values}
        return explain(self._prepared.pages, marked, self._access, sizes=sizes)

    def _all_values(self, given: Mapping[str, object]) -> dict[str, Any]:
        asking = asking_values(self._access, self._prepared.types)
        return {**self._prepared.values, **self._values, **asking, **given}


class ReadEngine:
    """Answers root fields, each by exactly one statement in the request's transaction."""

    def __init__(self) -> None:
        self.statements = StatementCache()
        self.prepared = PreparedReads(self.statements)

    async def one(
        self,
        unit: UnitOfWork,
        actor: Actor | None,
        *,
        type_name: str,
        key: UUID,
        wanted: Wanted,
    ) -> Answer:
        """Read the object that the asker knows by `key`.

        Without an actor only types that belong to no agency are found.
        """
        model = CATALOGUE[type_name]
        if (actor is None) is not (model.agency is None):
            return Answer(None)
        reading = _Reading(self.prepared.get(How("one", (type_name,)), wanted, actor))
        return await self._answer(unit, reading, {ROOT_KEY: _real(actor, type_name, key)})

    async def page(self, unit: UnitOfWork, *, type_name: str, wanted: Wanted) -> Answer:
        """Read a page of a type that belongs to no agency."""
        reading = _Reading(self.prepared.get(How("page", (type_name,)), wanted, None))
        return await self._answer(unit, reading, {})

    async def viewer(
        self,
        unit: UnitOfWork,
        actor: Actor | None,
        *,
        subject: Subject,
        roles: Sequence[str],
        wanted: Wanted,
    ) -> Answer:
        """Read who asks; without an actor the subject stands above all agencies."""
        reading = _Reading(self.prepared.get(How("one", ("Viewer",)), wanted, actor))
        given = {
            "viewer_subject": subject.id,
            "viewer_kind": subject.kind.value,
            "viewer_roles": list(roles),
        }
        return await self._answer(unit, reading, given)

    async def many(
        self,
        unit: UnitOfWork,
        actor: Actor | None,
        *,
        ids: Sequence[GlobalId],
        wanted: Wanted,
    ) -> Answers:
        """Read objects of one agency, or of none, by their ids as the asker knows them."""
        asked = {one._replace(key=_real(actor, one.type_name, one.key)): one for one in ids}
        keys: dict[str, list[UUID]] = {}
        for one in asked:
            if (CATALOGUE[one.type_name].agency is None) is (actor is None):
                keys.setdefault(one.type_name, []).append(one.key)
        if not keys:
            return Answers({})
        reading = _Reading(self.prepared.get(How("many", tuple(sorted(keys))), wanted, actor))
        given = {keys_name(name): these for name, these in keys.items()}
        agency_id = reading.agency_id or AgencyId(0)
        found = {
            GlobalId(name, agency_id, UUID(key)): json
            for name, key, json in await reading.run(unit, given)
        }
        seen = [
            one
            for each in reading.statement.touched
            for one in accountable(actor, each, _keys_of(each.type_name, found))
        ]
        answers = {asked[one]: json for one, json in found.items()}
        return Answers(answers, reading.hidden, reading.empty(found.values()), seen)

    async def _answer(
        self, unit: UnitOfWork, reading: _Reading, given: Mapping[str, object]
    ) -> Answer:
        rows = await reading.run(unit, given)
        json = rows[0][0] if rows else None
        root = given.get(ROOT_KEY) or given.get("viewer_subject")
        keys = (root,) if json is not None and isinstance(root, UUID) else ()
        touched = reading.statement.touched
        seen = [one for each in touched for one in accountable(reading.actor, each, keys)]
        return Answer(json, reading.hidden, reading.empty((json or "",)), seen)


def _real(actor: Actor | None, type_name: str, key: UUID) -> UUID:
    """Return the key of the row that the asker knows by `key`."""
    return real_key(type_name, key, actor.pseudonym_key if actor else None)


def _keys_of(type_name: str, ids: Iterable[GlobalId]) -> list[UUID]:
    return [one.key for one in ids if one.type_name == type_name]
