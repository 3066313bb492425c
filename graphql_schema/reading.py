"""The requests that a resolver returns instead of rows: the executor turns each into a statement.

No resolver of a query or payload loads an object. It returns one of these, and the read engine
answers it together with everything that the client selected below it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID

from kinerja.kit.ids import AgencyId, GlobalId

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Read:
    """What all requests to the read engine have in common."""


@dataclass(frozen=True)
class ReadOne(Read):
    """One object by its key; null when it is missing or policy hides it."""

    type_name: str
    agency_id: AgencyId | None
    key: UUID


@dataclass(frozen=True)
class ReadViewer(Read):
    """Who asks, in the own agency (None: the province)."""

    agency_id: AgencyId | None
    roles: tuple[str, ...]


@dataclass(frozen=True)
class ReadPage(Read):
    """A page of a type that belongs to no agency; the paging arguments are those of the field."""

    type_name: str


@dataclass(frozen=True)
class ReadMany(Read):
    """Objects of any types by their ids, in the order of the ids, null where there is none.

    Ids of agencies other than `agencies` name nothing.
    """

    ids: Sequence[GlobalId]
    agencies: frozenset[AgencyId]


def requested(type_: type[Answer], read: Read) -> Answer:
    """Return `read` where a resolver promises an object of the schema; the executor keeps it."""
    del type_
    return cast("Answer", read)


def read_one(type_name: str, agency_id: AgencyId, key: UUID) -> Any:  # noqa: ANN401 - stands for an object of the schema.
    """Return what a mutation puts into a payload's field; the executor reads the object itself."""
    return ReadOne(type_name, agency_id, key)
