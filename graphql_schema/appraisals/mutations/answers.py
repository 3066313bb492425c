"""How appraisal mutations answer: a result for each item, and what stopped the call as a whole."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import TenantMismatchError, change, read_id
from kinerja.domains.appraisals.errors import DuplicateItemError, NotWrittenError
from kinerja.domains.appraisals.outcomes import Outcome
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId, GlobalId
from kinerja.kit.sheets.undoing import NotKept
from kinerja.reads.connection import Session
from policies.subject import Actor

Given = TypeVar("Given")
Item = TypeVar("Item")

#: Reads one input: what it says, and the ids that it names. Raises what is wrong with the ids.
Reader = Callable[[Given], tuple[Item, Sequence[GlobalId]]]
Writer = Callable[[Actor, Session, Sequence[Item]], Awaitable[Sequence[Outcome]]]


@strawberry.type(description="What became of one item of the call; its place is its position.")
class ItemResult:
    """Either an id, or an error."""

    ok: bool = strawberry.field(description="Whether the item was written.")
    id: strawberry.ID | None = strawberry.field(
        description="Id of what was written: the `Score`, or the `Appraisal`; null on an error."
    )
    error: UserError | None = strawberry.field(
        description="Why nothing was written for this item; the other items are not affected."
    )


@strawberry.type(description="What became of each item, in the order of the items.")
class ItemsPayload:
    """What every change of many things answers; each operation has a payload of its own."""

    accepted: int = strawberry.field(description="How many items were written.")
    results: list[ItemResult] = strawberry.field(
        description="One result for each item; empty when the call was refused as a whole."
    )
    errors: list[UserError] = strawberry.field(
        description="Why the call was refused as a whole; empty when each item has its result."
    )


Payload = TypeVar("Payload", bound=ItemsPayload)


class Place(NamedTuple, Generic[Payload]):
    """Where the items stand in the input, what is written for each, and which payload answers."""

    field: str
    type_name: str
    payload: type[Payload]
    #: An item is an id and nothing else: an error about it has no path below the item.
    items_are_ids: bool = False


def read_appraisal(given: strawberry.ID) -> tuple[UUID, Sequence[GlobalId]]:
    """Read an item that is the id of an appraisal and nothing else."""
    appraisal = read_id(given, "Appraisal")
    return appraisal.key, (appraisal,)


async def write_each(
    info: Info,
    given: Sequence[Given],
    *,
    place: Place[Payload],
    read: Reader[Given, Item],
    write: Writer[Item],
    all_or_nothing: bool = False,
) -> Payload:
    """Read the items, write the good ones in the agency of the first, and answer for each.

    An item with a wrong id, or of another agency than the first good one, is refused alone; with
    `all_or_nothing` no item is written then.
    """
    info.context.signed_in()
    outcomes, good = _read_all(given, read)
    home = next(iter(good.values()))[1] if good else None
    try:
        if home is not None:
            async with change(info, home) as (actor, session):
                written = await write(actor, session, [item for item, _ in good.values()])
                outcomes.update(zip(good, _as_sent(written, list(good)), strict=True))
                if all_or_nothing and any(one.error for one in outcomes.values()):
                    raise NotKept(outcomes)  # noqa: TRY301 - it undoes the savepoint of `change`.
    except NotKept:
        for position, one in outcomes.items():
            outcomes[position] = one if one.error else Outcome(error=NotWrittenError())
    except KinerjaError as error:
        return place.payload(accepted=0, results=[], errors=user_errors(info, error.at("input")))
    agency_id = home.agency_id if home else AgencyId(0)
    results = [
        _result(info, outcomes[position], place=place, position=position, agency_id=agency_id)
        for position in range(len(given))
    ]
    accepted = sum(result.ok for result in results)
    return place.payload(accepted=accepted, results=results, errors=[])


def _as_sent(written: Sequence[Outcome], positions: Sequence[int]) -> list[Outcome]:
    """Let errors name other items by their place in the call, of which `written` is a part."""
    return [
        Outcome(error=one.error.among(positions))
        if isinstance(one.error, DuplicateItemError)
        else one
        for one in written
    ]


def _read_all(
    given: Sequence[Given], read: Reader[Given, Item]
) -> tuple[dict[int, Outcome], dict[int, tuple[Item, GlobalId]]]:
    outcomes: dict[int, Outcome] = {}
    good: dict[int, tuple[Item, GlobalId]] = {}
    agencies: set[AgencyId] = set()
    for position, one in enumerate(given):
        try:
            item, ids = read(one)
            named = agencies | {each.agency_id for each in ids}
            if len(named) > 1:
                raise TenantMismatchError
        except KinerjaError as error:
            outcomes[position] = Outcome(error=error)
        else:
            agencies, good[position] = named, (item, ids[0])
    return outcomes, good


def _result(
    info: Info, outcome: Outcome, *, place: Place[Payload], position: int, agency_id: AgencyId
) -> ItemResult:
    if outcome.error is not None:
        if place.items_are_ids:
            outcome.error.path = ()
        (error,) = user_errors(info, outcome.error.at("input", place.field, position))
        return ItemResult(ok=False, id=None, error=error)
    if outcome.key is None:
        message = "an outcome is a key or an error"
        raise RuntimeError(message)
    written = GlobalId(place.type_name, agency_id, outcome.key)
    return ItemResult(ok=True, id=strawberry.ID(str(written)), error=None)
