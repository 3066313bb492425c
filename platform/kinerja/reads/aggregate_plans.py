"""The plans of `aggregates` and `groups` of a connection."""

from collections.abc import Iterator
from typing import Protocol, TypeVar

from kinerja.reads.access import Access
from kinerja.reads.aggregating import AggregatesSite, GroupsSite, SharesSite, classes_of_dimension
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.errors import HiddenFieldError
from kinerja.reads.group_keys import key_name
from kinerja.reads.model import Model
from kinerja.reads.plan import Aggregate, Aggregates, Constant, GroupKey, Groups, Leaf, Object
from kinerja.reads.selection import Selection
from kinerja.reads.sites import Path, Site
from policies.permissions import FieldClass

Piece = TypeVar("Piece")
TYPENAME = "__typename"
#: What a connection says about all of its rows together, whatever page is asked for.
SUMMARIES = ("aggregates", "groups")
#: The aggregates that are about rows and not about one of their values.
OF_ROWS = ("count", "people", "suppressed")
#: The others, with the type of the schema that holds one value for each measure.
OF_MEASURES = {
    "counts": "Counts",
    "avg": "Numbers",
    "sum": "Numbers",
    "min": "Extremes",
    "max": "Extremes",
    "percentiles": "Percentiles",
}


class Planning(Protocol):
    """What the planner of a root field does for the plans of its parts."""

    access: Access

    def settle(self, site: Site[Piece], given: Selection) -> Piece:
        """Read the arguments of a site."""

    def is_hidden(self, model: Model, field_class: FieldClass, path: Path) -> bool:
        """Tell whether policy shows the field on no row; note it if it is hidden anywhere."""

    def object(self, model: Model, selection: Selection, path: Path) -> Object:
        """Plan what is selected on one row."""


def plan_summary(
    planning: Planning, model: Model, chosen: Selection, path: Path
) -> Aggregates | Groups:
    """Plan what a connection says about all of its rows.

    Raises:
        HiddenFieldError: a measure or a dimension is a field that the caller never sees.
        KinerjaError: an argument is wrong.
    """
    plan = _plan_aggregates if chosen.name == "aggregates" else _plan_groups
    return plan(planning, model, chosen, path)


def _plan_aggregates(planning: Planning, model: Model, chosen: Selection, path: Path) -> Aggregates:
    smallest = planning.settle(AggregatesSite(), chosen)
    type_name = f"{model.type_name}Aggregates"
    fields = chosen.fields(type_name)
    entries = tuple(
        Constant(one.key, type_name)
        if one.name == TYPENAME
        else _aggregate(planning, model, one, (*path, one.key))
        for one in fields
    )
    return Aggregates(chosen.key, entries, smallest)


def _plan_groups(planning: Planning, model: Model, chosen: Selection, path: Path) -> Groups:
    grouping = planning.settle(GroupsSite(model.type_name, path), chosen)
    for name in grouping.by:
        for one, field_class in classes_of_dimension(model, name):
            planning.is_hidden(one, field_class, path)
    fields = chosen.fields(f"{model.type_name}Group")
    entries = tuple(_of_group(planning, model, one, (*path, one.key)) for one in fields)
    return Groups(chosen.key, grouping, entries)


def _of_group(
    planning: Planning, model: Model, chosen: Selection, path: Path
) -> Aggregate | GroupKey | Constant:
    if chosen.name == TYPENAME:
        return Constant(chosen.key, f"{model.type_name}Group")
    if chosen.name == "key":
        of_key = CATALOGUE[key_name(model.type_name)]
        return GroupKey(chosen.key, planning.object(of_key, chosen, path))
    return _aggregate(planning, model, chosen, path)


def _aggregate(planning: Planning, model: Model, chosen: Selection, path: Path) -> Aggregate:
    if chosen.name in OF_ROWS:
        return Aggregate(chosen.key, chosen.name)
    shares = planning.settle(SharesSite(path), chosen) if chosen.name == "percentiles" else ()
    type_name = model.type_name + OF_MEASURES[chosen.name]
    measures = tuple(_measures(planning, model, chosen.fields(type_name), (type_name, path)))
    return Aggregate(chosen.key, chosen.name, measures, shares)


def _measures(
    planning: Planning, model: Model, chosen: tuple[Selection, ...], at: tuple[str, Path]
) -> Iterator[Leaf | Constant]:
    type_name, path = at
    for one in chosen:
        if one.name == TYPENAME:
            yield Constant(one.key, type_name)
            continue
        field_class = model.fields[one.name].field_class
        here = (*path, one.key)
        if planning.access.never_shows(model.resource, field_class):
            raise HiddenFieldError(path=here, field=one.name)
        planning.is_hidden(model, field_class, here)
        yield Leaf(one.key, one.name)
