"""Pages of any type as one asker reads them, with every filter and order shown as a field too.

A value that an asker does not see must not be found by filters, orders or cursors either. So each
is read beside the rows: as policy shows it to the asker, and (`bare`) as it is.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Boolean, literal_column

from kinerja.kit.ids import GlobalId
from kinerja.reads.access import Access
from kinerja.reads.arguments import Arguments
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.finished import StatementCache
from kinerja.reads.identifiers import id_values
from kinerja.reads.model import Comparable, Field, Model
from kinerja.reads.plan import Kind
from kinerja.reads.planning import Planner
from kinerja.reads.pseudonyms import KEY
from kinerja.reads.selection import InputObject, Selection, Value
from kinerja.reads.statement import StatementBuilder
from policies.permissions import FieldClass
from policies.relations import values_for
from policies.subject import Actor
from tenants.session import UnitOfWork
from tests.support.database import Database

BY_FILTER, BY_ORDER, SHOWS = "filter_", "order_", "shows_"
_KEPT = StatementCache(4096)
_MODELS = dict(CATALOGUE)


def paged_models() -> Iterator[Model]:
    """Yield the models that policy knows and clients filter or order."""
    for model in CATALOGUE.values():
        is_known = model.resource is not None and model.agency is not None and model.is_node
        if is_known and (model.filters or model.orderings):
            yield model


@cache
def extended(type_name: str, *, bare: bool = False) -> Model:
    """Return the model with a field for each filter, order and class; `bare`: nothing is hidden."""
    model = _MODELS[type_name]

    def of(kind: Kind, sql: Any, field_class: FieldClass) -> Field:
        return Field(kind, sql, FieldClass.PUBLIC if bare else field_class, nullable=True)

    fields = {
        f"{BY_FILTER}{name}": of(one.kind, one.sql, one.field_class)
        for name, one in model.filters.items()
        if isinstance(one, Comparable)
    }
    fields |= {
        f"{BY_ORDER}{name}": of(one.kind, one.sql, one.field_class)
        for name, one in model.orderings.items()
    }
    true = literal_column("true", Boolean())
    fields |= {f"{SHOWS}{one.value}": of(Kind.BOOLEAN, lambda *_: true, one) for one in FieldClass}
    if not bare:
        return replace(model, fields={**model.fields, **fields})
    filters = {
        name: replace(one, field_class=FieldClass.PUBLIC) for name, one in model.filters.items()
    }
    return replace(model, fields={**model.fields, **fields}, filters=filters)


@dataclass(frozen=True)
class Page:
    """What was read: the rows by their ids, in their order, and how many there are."""

    rows: Mapping[str, Mapping[str, Any]]
    total: int

    @property
    def ids(self) -> list[str]:
        """The ids in the order of the page."""
        return list(self.rows)


async def read_page(database: Database, actor: Actor, model: Model, **arguments: Value) -> Page:
    """Read up to 500 rows of an agency.

    Raises:
        KinerjaError: an argument is refused.
    """
    access = Access(actor)
    planner = Planner(Arguments(actor.agency_id, access.pseudonym_key), access)
    given = (("first", 500), *arguments.items())
    plan = planner.page(model, _selection(model, given), ("page",))
    key = (id(model.fields), plan, access.shape)
    statement = _KEPT.get(key, lambda: StatementBuilder(access).page(plan))
    values = {
        **planner.arguments.values,
        **values_for(actor),
        **id_values(model.type_name, actor.agency_id),
        KEY: access.pseudonym_key,
    }
    unit = UnitOfWork(database.application)
    try:
        async with unit.within(actor.agency_id) as session:
            [[text]] = await statement.run(session, values)
    finally:
        await unit.rollback()
    found = orjson.loads(text)
    return Page({node["id"]: node for node in found["nodes"]}, found["totalCount"])


def _selection(model: Model, given: tuple[tuple[str, Value], ...]) -> Selection:
    names = [
        "id",
        *(name for name in model.fields if name.startswith((BY_FILTER, BY_ORDER, SHOWS))),
    ]
    nodes = Selection(
        "nodes", "nodes", on=((model.type_name, tuple(Selection(one, one) for one in names)),)
    )
    page = (Selection("totalCount", "totalCount"), nodes)
    return Selection("page", "page", given, on=((f"{model.type_name}Connection", page),))


def given(value: Any) -> Value:
    """Return a filter or an order as the reader takes it."""
    if isinstance(value, dict):
        return InputObject(tuple((name, given(one)) for name, one in value.items()))
    if isinstance(value, list):
        return tuple(given(one) for one in value)
    plain: Value = value
    return plain


def forged_cursor(
    model: Model, actor: Actor, *, order: Sequence[str], values: Sequence[Any], id_: str
) -> str:
    """Return the cursor of a place that the service never gave away."""
    name = model.type_name + "".join(order)
    place = [name, int(actor.agency_id), *values, str(GlobalId.parse(id_).key)]
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")
