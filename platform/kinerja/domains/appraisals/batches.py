"""Many values in one statement: a list becomes a table."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, TableValuedAlias, bindparam, column, func
from sqlalchemy.types import TypeEngine

Column = tuple[str, TypeEngine[Any], Sequence[Any]]


def table_of(name: str, columns: Sequence[Column]) -> TableValuedAlias:
    """Return a table of `columns`, each given as name, type and values, all equally long.

    One array for each column: the statement has the same text whatever the number of rows.
    """
    arrays = [
        bindparam(f"{name}_{field}", list(values), ARRAY(kind)) for field, kind, values in columns
    ]
    fields = [column(field, kind) for field, kind, _ in columns]
    return func.unnest(*arrays).table_valued(*fields, name=name).render_derived()
