"""Writing the copy: JSON in pieces, read page by page as the person may read it.

All reads go through the read engine and so through policy, in the person's place: what the person
must not see (a case, an undelivered score) is not in the copy either.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import orjson

from kinerja.kit import clock
from kinerja.kit.ids import GlobalId
from kinerja.reads.engine import Answer, ReadEngine
from kinerja.reads.own_data.parts import (
    APPRAISALS,
    EMPLOYEE_EDGES,
    PARTS,
    RESULT_EDGES,
    SCORES,
    Part,
    Root,
)
from kinerja.reads.own_data.selections import listed, page, root, whole
from kinerja.reads.selection import Selection
from kinerja.reads.sketches import Alone
from policies.identity import Subject, SubjectKind
from policies.permissions import Role
from policies.subject import Actor
from tenants.records import AgencyRecord
from tenants.session import UnitOfWork

#: Changes whenever the document changes its form.
FORMAT: Final = "kinerja-personal-data-1"
_ENGINE: Final = ReadEngine()


def in_place_of(actor: Actor) -> Actor:
    """Return the person as an employee without any office.

    The right to the own data does not end with the service, and an office adds nothing to it.
    """
    subject = Subject(actor.subject.id, SubjectKind.PERSON, actor.agency_id)
    return Actor(
        subject=subject,
        agency_id=actor.agency_id,
        roles=frozenset({Role.EMPLOYEE}),
        today=actor.today,
        request_id=actor.request_id,
        policies=actor.policies,
    )


@dataclass
class OwnData:
    """The copy of what `agency` stores about `actor`; `records` counts what was written of it."""

    unit: UnitOfWork
    actor: Actor
    agency: AgencyRecord
    records: int = field(default=0, init=False)

    async def employee(self) -> Mapping[str, Any] | None:
        """Return the employee's row; None: the agency stores nothing about the person."""
        chosen = root("Employee", *whole("Employee", EMPLOYEE_EDGES))
        return await self._one("Employee", self.actor.subject.id, chosen)

    async def pieces(self, employee: Mapping[str, Any]) -> AsyncIterator[str]:
        """Yield the document piece by piece; together they are one JSON object."""
        head = {
            "format": FORMAT,
            "generatedAt": clock.now().isoformat(),
            "agency": {"code": self.agency.code, "name": self.agency.name},
            "employee": employee,
        }
        self.records = 1
        yield _json(head)[:-1]
        for part in PARTS:
            yield f',\n"{part.name}":['
            async for piece in self._joined(self._rows(part)):
                yield piece
            yield "]"
        yield f',\n"{APPRAISALS.name}":['
        async for piece in self._joined(self._appraisals()):
            yield piece
        yield "]}\n"

    async def _joined(self, rows: AsyncIterator[Mapping[str, Any]]) -> AsyncIterator[str]:
        is_first = True
        async for row in rows:
            self.records += 1
            yield ("\n" if is_first else ",\n") + _json(row)
            is_first = False

    async def _appraisals(self) -> AsyncIterator[Mapping[str, Any]]:
        async for row in self._rows(APPRAISALS):
            key = GlobalId.parse(row["id"]).key
            scores = [one async for one in self._rows(SCORES, ("Appraisal", key))]
            chosen = root("Appraisal", listed("results", "NodeResult", RESULT_EDGES))
            results = (await self._one("Appraisal", key, chosen) or {}).get("results") or []
            self.records += len(scores) + len(results)
            yield {**row, "scores": scores, "results": results}

    async def _rows(
        self, part: Part, start: tuple[str, UUID] | None = None
    ) -> AsyncIterator[Mapping[str, Any]]:
        person = str(GlobalId("Employee", self.actor.agency_id, self.actor.subject.id))
        type_name, key = start or (part.root.value, self._key(part.root))
        after: str | None = None
        while True:
            chosen = root(type_name, page(part, person=person, after=after))
            found = (await self._one(type_name, key, chosen) or {}).get("page")
            if found is None:
                return
            for row in found["nodes"]:
                yield row
            if not found["pageInfo"]["next"]:
                return
            after = found["pageInfo"]["end"]

    def _key(self, start: Root) -> UUID:
        return self.agency.key if start is Root.AGENCY else self.actor.subject.id

    async def _one(self, type_name: str, key: UUID, chosen: Selection) -> Mapping[str, Any] | None:
        answer = await self._read(type_name, key, chosen)
        found: Mapping[str, Any] | None = None if answer.json is None else orjson.loads(answer.json)
        return found

    async def _read(self, type_name: str, key: UUID, chosen: Selection) -> Answer:
        if type_name == Root.VIEWER.value:
            return await _ENGINE.viewer(
                self.unit, self.actor, subject=self.actor.subject, roles=(), wanted=Alone(chosen)
            )
        return await _ENGINE.one(
            self.unit, self.actor, type_name=type_name, key=key, wanted=Alone(chosen)
        )


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
