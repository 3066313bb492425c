"""How the read engine answers the reads of one operation, and what is hidden and empty in them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson
from graphql import GraphQLField
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path

from graphql_schema.context import Context
from graphql_schema.operations import Shape
from graphql_schema.reading import Read, ReadMany, ReadOne, ReadPage, ReadViewer
from graphql_schema.selection import FieldSelection, SelectionReader
from kinerja.kit.ids import AgencyId, GlobalId
from kinerja.reads import engine
from policies.subject import Actor

#: One for the process: it remembers the statements of all requests.
ENGINE = engine.ReadEngine()


class Place(NamedTuple):
    """Where in the operation a read stands."""

    field: GraphQLField
    details: FieldDetailsList
    path: Path

    @property
    def keys(self) -> list[str]:
        """The response keys that lead to the field, without list positions."""
        return [key for key in self.path.as_list() if isinstance(key, str)]

    @property
    def in_list(self) -> bool:
        """Whether the field stands in the items of a list."""
        return any(isinstance(key, int) for key in self.path.as_list())


@dataclass
class _Batch:
    """Reads of one field in the items of a list: one statement answers them together."""

    ids: list[GlobalId] = field(default_factory=list)
    answers: asyncio.Task[dict[GlobalId, str]] | None = None


class Answers:
    """Answers the reads of one operation."""

    def __init__(self, context: Context, reader: SelectionReader, shape: Shape) -> None:
        self._context = context
        self._reader = reader
        self._shape = shape
        self._batches: dict[tuple[AgencyId | None, int], _Batch] = {}

    async def to(self, read: Read, place: Place) -> Any:  # noqa: ANN401 - JSON with Fragments.
        """Return the value of a field.

        Raises:
            KinerjaError: an argument is wrong, or the caller may not use the agency.
        """
        if isinstance(read, ReadOne):
            return _fragment(await self._one(read, place))
        if isinstance(read, ReadMany):
            return await self._many(read, place)
        if isinstance(read, ReadViewer):
            return _fragment(await self._viewer(read, place))
        if isinstance(read, ReadPage):
            answer = await ENGINE.page(
                self._context.unit, type_name=read.type_name, wanted=self._wanted(place)
            )
            self._note(answer, place)
            return _fragment(answer.json)
        message = f"the read engine cannot answer {type(read).__name__}"
        raise TypeError(message)

    async def _one(self, read: ReadOne, place: Place) -> str | None:
        """Read one object; in the items of a list, together with the same field of the others."""
        if not place.in_list:
            actor = await self._actor(read.agency_id)
            answer = await ENGINE.one(
                self._context.unit,
                actor,
                type_name=read.type_name,
                key=read.key,
                wanted=self._wanted(place, read.type_name),
            )
            self._note(answer, place)
            return answer.json
        wanted = GlobalId(read.type_name, read.agency_id or AgencyId(0), read.key)
        found = await self._batch(wanted, place)
        return found.get(wanted)

    async def _batch(self, wanted: GlobalId, place: Place) -> dict[GlobalId, str]:
        mark = (wanted.agency_id, id(place.details[0].node))
        batch = self._batches.setdefault(mark, _Batch())
        batch.ids.append(wanted)
        if batch.answers is None:
            batch.answers = asyncio.create_task(self._flush(mark, place))
        return await asyncio.shield(batch.answers)

    async def _flush(self, mark: tuple[AgencyId | None, int], place: Place) -> dict[GlobalId, str]:
        """Read what has gathered: the other items of the list asked in the same turn."""
        await asyncio.sleep(0)
        batch = self._batches.pop(mark)
        return await self._of_agency(batch.ids, place)

    async def _many(self, read: ReadMany, place: Place) -> list[orjson.Fragment | None]:
        found: dict[GlobalId, str] = {}
        for agency_id in sorted(read.agencies):
            here = [one for one in read.ids if one.agency_id == agency_id]
            found |= await self._of_agency(here, place)
        return [_fragment(found.get(one)) for one in read.ids]

    async def _of_agency(self, ids: Sequence[GlobalId], place: Place) -> dict[GlobalId, str]:
        actor = await self._actor(ids[0].agency_id or None)
        types = tuple(dict.fromkeys(one.type_name for one in ids))
        answers = await ENGINE.many(
            self._context.unit,
            actor,
            ids=list(dict.fromkeys(ids)),
            wanted=self._wanted(place, *types),
        )
        self._note(answers, place)
        return dict(answers.json)

    async def _viewer(self, read: ReadViewer, place: Place) -> str | None:
        answer = await ENGINE.viewer(
            self._context.unit,
            await self._actor(read.agency_id),
            subject=self._context.signed_in(),
            roles=read.roles,
            wanted=self._wanted(place),
        )
        self._note(answer, place)
        return answer.json

    async def _actor(self, agency_id: AgencyId | None) -> Actor | None:
        return None if agency_id is None else await self._context.actor(agency_id)

    def _wanted(self, place: Place, *type_names: str) -> FieldSelection:
        return FieldSelection(
            self._reader, self._shape, place.keys[-1], place.field, place.details, *type_names
        )

    def _note(self, answer: engine.Answer | engine.Answers, place: Place) -> None:
        """Remember what policy hid and which lists are empty, by their paths in the response."""
        above = place.keys[:-1]
        for one in answer.hidden:
            self._context.hidden[(*above, *map(str, one.path))] = one
        for empty in answer.empty:
            self._context.empty[(*above, *map(str, empty.path))] = empty
        self._context.seen += answer.seen


def _fragment(json: str | None) -> orjson.Fragment | None:
    return None if json is None else orjson.Fragment(json)
