"""The models of group keys: where a group of rows stands in each of its model's dimensions.

They are made from the models that say `dimensions`; their one row is computed by the statement.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import Column, FromClause, MetaData, Table
from sqlalchemy.types import NullType

from kinerja.reads.model import Comparable, Edge, Field, Model, Row, column, to
from policies.facts import RowFacts


def key_name(type_name: str) -> str:
    """Return the name of the type of the keys of groups of `type_name`."""
    return f"{type_name}GroupKey"


def dimension_of(model: Model, name: str) -> Comparable:
    """Return the filter that is a dimension.

    Raises:
        TypeError: it compares no value, so nothing can be split by it.
    """
    found = model.filters[name]
    if not isinstance(found, Comparable):
        message = f"{model.type_name}.{name} has no value to group by"
        raise TypeError(message)
    return found


def key_column(model: Model, name: str) -> str:
    """Return the column of a key in which the value of a dimension stands."""
    return f"d{model.dimensions.index(name)}"


def key_models(models: Iterable[Model]) -> Iterator[Model]:
    """Yield the model of the keys of each model that has dimensions."""
    yield from (_key_model(model) for model in models if model.dimensions)


def _key_model(model: Model) -> Model:
    fields: dict[str, Field] = {}
    edges: dict[str, Edge] = {}
    for name in model.dimensions:
        if model.leads(name):
            edges[name] = to(model.edges[name].target, key_column(model, name))
        else:
            kind = dimension_of(model, name).kind
            fields[name] = Field(kind, column(key_column(model, name)), nullable=True)
    return Model(
        type_name=key_name(model.type_name),
        table=_table(model),
        resource=None,
        facts=lambda row, *_: RowFacts(agency=row["agency_id"]),
        fields=fields,
        edges=edges,
        agency=None,
        is_node=False,
    )


def _table(model: Model) -> FromClause:
    """Return a table with the columns of a key; no database has it."""
    columns = (Column(key_column(model, name), NullType()) for name in model.dimensions)
    return Table(f"groups_of_{model.type_name}", MetaData(), *columns)


def key_row(alias: str, model: Model) -> Row:
    """Return the row of a key under an alias."""
    return Row(alias, _table(model))
