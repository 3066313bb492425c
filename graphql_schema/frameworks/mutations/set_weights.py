"""`setWeights`: the weights of all nodes of a draft at once, so that every sum can be checked."""

from decimal import Decimal
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.frameworks.mutations.answers import refused
from graphql_schema.frameworks.types import FrameworkVersion
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.frameworks import service
from kinerja.domains.frameworks.entries import WeightEntry
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import GlobalId


@strawberry.input(description="The weight of one node, named by its code or by its id.")
class WeightEntryInput:
    """Exactly one of `code` and `id`."""

    code: str | None = strawberry.field(
        default=None, description="Code of the component or indicator."
    )
    id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the component or indicator, instead of its code."
    )
    weight: Decimal = strawberry.field(
        description="Its weight: more than 0, at most four decimals; siblings sum to exactly 100."
    )


@strawberry.input(description="The weights of a whole version.")
class SetWeightsInput:
    """Which version, and every node of it once."""

    version_id: strawberry.ID = strawberry.field(description="Id of the version, a draft.")
    entries: list[WeightEntryInput] = strawberry.field(
        description="Every component and indicator of the version, each exactly once."
    )


@strawberry.type(description="The version with its new weights, or why it keeps the old ones.")
class SetWeightsPayload:
    """The version."""

    version: FrameworkVersion | None = strawberry.field(description="The version as it is now.")
    errors: list[UserError] = strawberry.field(
        description="All that is wrong with the set; empty when the weights were replaced."
    )


async def set_weights(
    info: Info,
    input: Annotated[
        SetWeightsInput, strawberry.argument(description="The weights of a whole version.")
    ],
) -> SetWeightsPayload:
    """Replace the weights of a draft; nothing is written on any error."""
    try:
        version = read_id(input.version_id, "FrameworkVersion", path=("input", "versionId"))
        ids = [_read(entry.id, number) for number, entry in enumerate(input.entries)]
        async with change(info, version, *ids) as (actor, session):
            entries = [
                WeightEntry(code=entry.code, id=key.key if key else None, weight=entry.weight)
                for entry, key in zip(input.entries, ids, strict=True)
            ]
            await service.set_weights(actor, session, version_id=version.key, entries=entries)
    except KinerjaError as error:
        return SetWeightsPayload(version=None, errors=refused(info, error))
    return SetWeightsPayload(
        version=read_one("FrameworkVersion", actor.agency_id, version.key), errors=[]
    )


def _read(given: strawberry.ID | None, number: int) -> GlobalId | None:
    path = ("input", "entries", number, "id")
    return None if given is None else read_id(given, "Component", "Indicator", path=path)


mutation = strawberry.mutation(
    resolver=set_weights,
    description="Replace the weights of all components and indicators of a draft at once: all of"
    " them, or none on any error. 99.99 is not 100. For the performance officer of the"
    " agency.",
)
