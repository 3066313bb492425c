"""The root fields about the viewer, and about any object by its id."""

from typing import Annotated, Any, Optional

import strawberry

from graphql_schema.connections import Node
from graphql_schema.context import Info
from graphql_schema.mutation import read_id, read_ids
from graphql_schema.reading import ReadMany, ReadOne, ReadViewer
from graphql_schema.viewer.types import Viewer
from kinerja.kit.errors import KinerjaError
from kinerja.reads.catalogue import NODE_TYPES

MAX_IDS = 500


class TooManyIdsError(KinerjaError):
    """More ids than one request may ask for."""

    code = "TOO_MANY_IDS"
    en = "Ask for at most {limit} ids at once; there are {given}."
    id = "Minta paling banyak {limit} id sekaligus; ini ada {given}."


@strawberry.type
class ViewerQueries:
    """`viewer`, `node` and `nodes`."""

    @strawberry.field(
        graphql_type=Optional[Viewer],  # noqa: UP045 - a type made at run time.
        description="Who asks, and what waits for that person.",
    )
    async def viewer(self, info: Info) -> Any:  # noqa: ANN401 - the engine reads it.
        """Name the subject and the roles; the engine reads the rest."""
        subject = info.context.signed_in()
        if subject.agency_id is None:
            roles = await info.context.roles_above()
        else:
            roles = (await info.context.actor(subject.agency_id)).roles
        return ReadViewer(subject.agency_id, subject.kind.value, tuple(sorted(roles)))

    @strawberry.field(
        graphql_type=Optional[Node],  # noqa: UP045 - a type made at run time.
        description="The object with this id; null when there is none or policy hides it.",
    )
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Global id of the object.")],
    ) -> Any:  # noqa: ANN401
        """Let the engine read the object in the agency that its id names."""
        info.context.signed_in()
        given = read_id(id, *NODE_TYPES, path=("id",))
        return ReadOne(given.type_name, given.agency_id or None, given.key)

    @strawberry.field(
        graphql_type=list[Optional[Node]],  # noqa: UP045
        description="The objects with these ids, in their order; null where there is none.",
    )
    async def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID], strawberry.argument(description="Global ids, at most 500.")
        ],
    ) -> Any:  # noqa: ANN401
        """Let the engine read the objects: one statement for each agency that the ids name."""
        info.context.signed_in()
        if len(ids) > MAX_IDS:
            raise TooManyIdsError(path=("ids",), limit=MAX_IDS, given=len(ids))
        return ReadMany(tuple(read_ids(ids, *NODE_TYPES, path=("ids",))))
