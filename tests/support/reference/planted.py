"""Bugs that are planted in the read engine on purpose: the comparison must find each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pytest
from sqlalchemy import and_, func, nulls_first, or_, true

from graphql_schema import answers
from graphql_schema.selection import SelectionReader
from kinerja.reads import catalogue, conditions, engine, orders, pages, planning, texts
from kinerja.reads.engine import ReadEngine
from kinerja.reads.levels import Level, Levels, order_parameter, value_of
from kinerja.reads.orders import SortKey
from kinerja.reads.pages import PageText
from kinerja.reads.plan import Kind, Leaf, Total
from kinerja.reads.planning import Planner
from kinerja.reads.statement import StatementBuilder
from policies.permissions import FieldClass

Plant = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Bug:
    """A bug by what goes wrong, and a question that shows it to somebody; else any will do."""

    plant: Plant
    query: str = ""

    @property
    def name(self) -> str:
        """What goes wrong, in words."""
        return self.plant.__name__.removeprefix("_").replace("_", " ")


def plant(bug: Bug, patch: pytest.MonkeyPatch) -> None:
    """Plant a bug in an engine of its own: what that one remembers is forgotten with it."""
    patch.setattr(answers, "ENGINE", ReadEngine())
    bug.plant(patch)


def _keys_out_of_order(patch: pytest.MonkeyPatch) -> None:
    sound = StatementBuilder.object_text
    patch.setattr(
        StatementBuilder,
        "object_text",
        lambda self, level, plan: sound(self, level, replace(plan, entries=plan.entries[::-1])),
    )


def _only_the_first_of_merged_fields(patch: pytest.MonkeyPatch) -> None:
    sound = SelectionReader.below
    patch.setattr(
        SelectionReader, "below", lambda self, parent, details: sound(self, parent, details[:1])
    )


def _lost_aliases(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(planning, "Leaf", lambda _, name, hidden=False: Leaf(name, name, hidden))


def _one_row_too_many(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pages, "value_of", lambda argument: value_of(argument) + 1)


def _no_policy_on_scores(patch: pytest.MonkeyPatch) -> None:
    sound = Levels._allowed  # noqa: SLF001 - a bug is planted inside.

    def allowed(self: Levels, model: Any, *given: Any) -> Any:
        return true() if model.type_name == "Score" else sound(self, model, *given)

    patch.setattr(Levels, "_allowed", allowed)


def _everybody_sees_personal_fields(patch: pytest.MonkeyPatch) -> None:
    sound = catalogue.CATALOGUE["Employee"]
    nrk = replace(sound.fields["nrk"], field_class=FieldClass.PUBLIC)
    shown = replace(sound, fields={**sound.fields, "nrk": nrk})
    patch.setitem(_catalogue(), "Employee", shown)


def _text_as_it_is(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(_writers(), Kind.TEXT, texts._quoted)  # noqa: SLF001 - a bug is planted inside.


def _nothing_is_empty_text(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(texts, "or_null", lambda text: func.coalesce(text, texts.constant('""')))


def _ties_the_other_way(patch: pytest.MonkeyPatch) -> None:
    sound = orders.sort_keys

    def keys(level: Level, order: Any) -> list[SortKey]:
        *first, last = sound(level, order)
        return [*first, replace(last, descending=not last.descending)]

    patch.setattr(pages, "sort_keys", keys)


def _rows_without_a_value_first(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(orders, "nulls_last", nulls_first)


def _the_row_of_the_cursor_again(patch: pytest.MonkeyPatch) -> None:
    def again(keys: Any, position: Any, *, backward: bool) -> Any:
        values = map(order_parameter, position)
        same = [key.equals(one) for key, one in zip(keys, values, strict=True)]
        return or_(orders.beyond(keys, position, backward=backward), and_(*same))

    patch.setattr(pages, "beyond", again)


def _wildcards_in_text(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(conditions, "_pattern", lambda text, *, anywhere: f"{'%' * anywhere}{text}%")


def _every_page_counts_alike(patch: pytest.MonkeyPatch) -> None:
    sound = PageText._value  # noqa: SLF001 - a bug is planted inside.

    def value(self: PageText, entry: Any) -> Any:
        if isinstance(entry, Total):
            source = self._source
            self._all = list(source.conditions)
        return sound(self, entry)

    patch.setattr(PageText, "_value", value)


def _the_hour_of_people(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Level, "told", lambda _, __, value: value)


def _hidden_fields_untold(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        Planner,
        "is_hidden",
        lambda self, model, field_class, _: self.access.never_shows(model.resource, field_class),
    )


def _empty_lists_unexplained(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(engine, "explain", lambda *_, **__: [])


BUGS: Final = (
    Bug(_keys_out_of_order),
    Bug(_lost_aliases),
    Bug(_one_row_too_many),
    Bug(_text_as_it_is),
    Bug(_nothing_is_empty_text),
    Bug(
        _rows_without_a_value_first,
        '{ agency(code: "DISHUB") { appraisals(orderBy: {field: COMPOSITE}) { nodes { id } } } }',
    ),
    Bug(
        _only_the_first_of_merged_fields,
        '{ agency(code: "DISHUB") { orgUnits { nodes { code } } ...F } }'
        " fragment F on Agency { orgUnits { nodes { name } } }",
    ),
    Bug(
        _no_policy_on_scores,
        '{ agency(code: "DISHUB") { appraisals { nodes { scores { totalCount } } } } }',
    ),
    Bug(
        _everybody_sees_personal_fields,
        '{ agency(code: "DISHUB") { employees { nodes { nrk } } } }',
    ),
    Bug(
        _ties_the_other_way,
        '{ agency(code: "DISHUB") { employees(orderBy: {field: CREATED_AT}) { nodes { id } } } }',
    ),
    Bug(
        _the_row_of_the_cursor_again,
        'query ($cursor: String) { agency(code: "DISHUB") {'
        " orgUnits(after: $cursor) { nodes { id } } } }",
    ),
    Bug(
        _wildcards_in_text,
        '{ agency(code: "DISHUB") { orgUnits(filter: {name: {contains: "_"}}) { totalCount } } }',
    ),
    Bug(
        _every_page_counts_alike,
        '{ agency(code: "DISHUB") { orgUnits { nodes { children { totalCount } } } } }',
    ),
    Bug(
        _the_hour_of_people,
        '{ agency(code: "DISHUB") { employees { nodes { createdAt } } } }',
    ),
    Bug(
        _hidden_fields_untold,
        '{ agency(code: "DISHUB") { employees { nodes { nip } } } }',
    ),
    Bug(
        _empty_lists_unexplained,
        '{ agency(code: "DISHUB") { employees { nodes { ratees { nodes { id } } } } } }',
    ),
)


def _catalogue() -> dict[str, Any]:
    return _changeable(catalogue.CATALOGUE)


def _writers() -> dict[Any, Any]:
    return _changeable(texts._WRITERS)  # noqa: SLF001 - a bug is planted inside.


def _changeable(known: Mapping[Any, Any]) -> dict[Any, Any]:
    assert isinstance(known, dict)
    return known
