"""The root fields about the viewer, and about any object by its id."""

from typing import Annotated

import strawberry

from graphql_schema.connections import Node
from graphql_schema.context import Info
from graphql_schema.mutation import read_id, read_ids
from graphql_schema.reading import ReadMany, ReadOne, ReadViewer, requested
from graphql_schema.viewer.types import Viewer
from kinerja.kit.errors import KinerjaError
from kinerja.reads.catalogue import NODE_TYPES

MAX_IDS = 500

OneId = Annotated[strawberry.ID, strawberry.argument(description="Global id of the object.")]
ManyIds = Annotated[
    list[strawberry.ID], strawberry.argument(description="Global ids, at most 500.")
]


class TooManyIdsError(KinerjaError):
    """More ids than one request may ask for."""

    code = "TOO_MANY_IDS"
    en = "Ask for at most {limit} ids at once; there are {given}."
    id = "Minta paling banyak {limit} id sekaligus; ini ada {given}."


async def _viewer(info: Info) -> Viewer | None:
    """Name the subject and the roles; the engine reads the rest."""
    subject = info.context.signed_in()
    if subject.agency_id is None:
        roles = await info.context.roles_above()
    else:
        roles = (await info.context.actor(subject.agency_id)).roles
    return requested(Viewer, ReadViewer(subject.agency_id, tuple(sorted(roles))))


async def _node(info: Info, id: OneId) -> Node | None:
    """Let the engine read the object in the agency that its id names."""
    info.context.signed_in()
    given = read_id(id, *NODE_TYPES, path=("id",))
    if not await info.context.knows(given.agency_id):
        return None
    return requested(Node, ReadOne(given.type_name, given.agency_id or None, given.key))


async def _nodes(info: Info, ids: ManyIds) -> list[Node | None]:
    """Let the engine read the objects: one statement for each agency that the ids name."""
    info.context.signed_in()
    if len(ids) > MAX_IDS:
        raise TooManyIdsError(path=("ids",), limit=MAX_IDS, given=len(ids))
    given = read_ids(ids, *NODE_TYPES, path=("ids",))
    agencies = {one.agency_id for one in given}
    known = frozenset({one for one in agencies if await info.context.knows(one)})
    return requested(list[Node | None], ReadMany(tuple(given), known))


@strawberry.type
class ViewerQueries:
    """`viewer`, `node` and `nodes`."""

    viewer: Viewer | None = strawberry.field(
        resolver=_viewer, description="Who asks, and what waits for that person."
    )
    node: Node | None = strawberry.field(
        resolver=_node,
        description="The object with this id; null when there is none or policy hides it.",
    )
    nodes: list[Node | None] = strawberry.field(
        resolver=_nodes,
        description="The objects with these ids, in their order; null where there is none.",
    )
