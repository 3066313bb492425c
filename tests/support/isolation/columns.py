"""Which columns the schema can show at all, and under which resource and class of fields."""

from collections.abc import Iterator

from sqlalchemy import Table

from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.levels import ME
from kinerja.reads.model import Row
from policies.engine import PolicyEngine
from policies.permissions import Action, Effect, FieldClass, Resource

#: A column, and what policy asks about before it shows it.
Shown = tuple[str, Resource, FieldClass]


def shown_columns() -> Iterator[Shown]:
    """Yield every column that a field of the schema is made from; some are in several fields."""
    for model in CATALOGUE.values():
        if model.resource is None or not isinstance(model.table, Table):
            continue
        for field in model.fields.values():
            row = Row("shown", model.table)
            field.sql(row, ME)
            for name in row.used:
                yield f"{model.table.name}.{name}", model.resource, field.field_class


def columns_allowed(role: str) -> set[str]:
    """Return the columns of which the baseline lets a role see something."""
    allowed = {
        (row.resource, shown)
        for row in PolicyEngine.load().snapshot.rows
        if row.role == role and row.action is Action.VIEW and row.effect is Effect.ALLOW
        for shown in (row.field_classes or frozenset(FieldClass))
    }
    return {
        column
        for column, resource, field_class in shown_columns()
        if any(one is resource and shown is field_class for one, shown in allowed)
    }
