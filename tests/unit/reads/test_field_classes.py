"""What filters, orders and edges tell about a column is as protected as the field that shows it."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from sqlalchemy import literal_column

from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.levels import ME
from kinerja.reads.model import Comparable, Custom, Edge, Model, Row, page_by
from kinerja.reads.plan import Kind
from policies.permissions import FieldClass

CLASSES = list(FieldClass)
#: These are of the row itself: who sees that there is a row sees them.
KEYS = frozenset({"id", "key", "agency_id"})
MODELS = [model for model in CATALOGUE.values() if model.resource is not None]


def used(row: Row) -> frozenset[str]:
    """Return the columns that something asked of a row."""
    return frozenset(row.used) - KEYS


def row_of(model: Model) -> Row:
    """Return a row of nothing but its columns."""
    return Row("row", model.table)


def shown_by(model: Model) -> dict[str, FieldClass]:
    """Return the class of each column: that of the field or edge which shows it most freely."""
    found: dict[str, FieldClass] = {}
    for field in model.fields.values():
        row = row_of(model)
        field.sql(row, ME)
        if len(used(row)) == 1:
            _note(found, row, field.field_class)
    for edge in model.edges.values():
        for row, _ in joined(model, edge):
            _note(found, row, edge.field_class)
    return found


def _note(found: dict[str, FieldClass], row: Row, field_class: FieldClass) -> None:
    for column in used(row):
        known = found.get(column, FieldClass.SPECIFIC)
        found[column] = min(known, field_class, key=CLASSES.index)


def led_to(model: Model, edge: Edge) -> Model:
    """Return the model of the rows that are joined: a comparison joins one of the own type."""
    return model if edge.compared else CATALOGUE[edge.target]


def joined(model: Model, edge: Edge) -> Iterator[tuple[Row, Row]]:
    """Return both rows of an edge after they were joined, for every flag of the edge."""
    flags = [name for name, kind in edge.arguments.items() if kind is Kind.BOOLEAN]
    for values in product((True, False), repeat=len(flags)):
        given: dict[str, Any] = dict.fromkeys(edge.arguments, literal_column("NULL"))
        given |= dict(zip(flags, values, strict=True))
        parent, child = row_of(model), row_of(led_to(model, edge))
        edge.on(parent, child, ME, given)
        yield parent, child


def leaks(model: Model) -> Iterator[str]:
    """Name what tells more of a column than its field does."""
    own = shown_by(model)
    for name, filter_ in model.filters.items():
        row = row_of(model)
        if isinstance(filter_, Comparable):
            filter_.sql(row, ME)
        elif isinstance(filter_, Custom):
            filter_.holds(row, ME, literal_column("NULL"))
        yield from _freer(f"filter {name}", row, own, filter_.field_class)
    for name, ordering in model.orderings.items():
        row = row_of(model)
        ordering.sql(row, ME)
        yield from _freer(f"order {name}", row, own, ordering.field_class)
    for name, edge in model.edges.items():
        theirs = shown_by(led_to(model, edge))
        for _, child in joined(model, edge):
            yield from _freer(f"edge {name}", child, theirs, edge.target_class)


def _freer(
    what: str, row: Row, shown: dict[str, FieldClass], field_class: FieldClass
) -> Iterator[str]:
    for column in sorted(used(row)):
        if CLASSES.index(shown.get(column, FieldClass.PUBLIC)) > CLASSES.index(field_class):
            yield f"{what}: {column} is {shown[column]}"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.type_name)
def test_nothing_tells_more_of_a_column_than_its_field(model: Model) -> None:
    assert sorted(set(leaks(model))) == []


def test_the_check_sees_an_edge_that_leads_by_a_hidden_column() -> None:
    position = CATALOGUE["Position"]
    edges = {"assignments": page_by("Assignment", "position_id")}
    bare = Model("Position", position.table, position.resource, position.facts, {}, edges)

    assert list(leaks(bare)) == ["edge assignments: position_id is internal"]


def test_the_check_sees_a_filter_on_a_hidden_column() -> None:
    employee = CATALOGUE["Employee"]
    careless = {"nip": Comparable(Kind.TEXT, lambda row, _: row["nip"], FieldClass.INTERNAL)}
    changed = Model(
        "Employee",
        employee.table,
        employee.resource,
        employee.facts,
        employee.fields,
        filters=careless,
    )

    assert list(leaks(changed)) == ["filter nip: nip is personal"]
