"""The paging arguments of a connection: checked, and turned into a window over an order."""

from collections.abc import Sequence
from typing import Any

from kinerja.kit.errors import KinerjaError
from kinerja.reads.access import Access
from kinerja.reads.arguments import Arguments
from kinerja.reads.cursors import read_cursor, signature
from kinerja.reads.errors import (
    FirstAndLastError,
    FirstOutOfRangeError,
    HiddenFieldError,
    LastOutOfRangeError,
)
from kinerja.reads.model import Model
from kinerja.reads.plan import Kind, OrderTerm, Parameter, Window
from kinerja.reads.selection import InputObject, Selection

DEFAULT_PAGE = 20
LARGEST_PAGE = 500


def plan_window(
    selection: Selection, model: Model, *, arguments: Arguments, access: Access
) -> Window:
    """Read `first`, `after`, `last`, `before` and `orderBy`.

    Raises:
        FirstOutOfRangeError: `first` is not between 0 and `LARGEST_PAGE`.
        LastOutOfRangeError: nor is `last`.
        FirstAndLastError: both are given.
        BadCursorError: a cursor is none of this connection with this order.
        HiddenFieldError: the order is by a field that the caller never sees.
    """
    first, last = selection.argument("first"), selection.argument("last")
    _check_size(first, FirstOutOfRangeError(path=("first",), limit=LARGEST_PAGE))
    _check_size(last, LastOutOfRangeError(path=("last",), limit=LARGEST_PAGE))
    if first is not None and last is not None:
        raise FirstAndLastError(path=("last",))
    order = _plan_order(selection, model, access)
    size = DEFAULT_PAGE if first is None and last is None else first if last is None else last
    return Window(
        order=order,
        size=arguments.add(Kind.INTEGER, size, ()),
        backward=last is not None,
        after=_position(selection, "after", model, order=order, arguments=arguments),
        before=_position(selection, "before", model, order=order, arguments=arguments),
    )


def _check_size(given: object, error: KinerjaError) -> None:
    if given is not None and (not isinstance(given, int) or not 0 <= given <= LARGEST_PAGE):
        raise error


def _plan_order(selection: Selection, model: Model, access: Access) -> tuple[OrderTerm, ...]:
    given = selection.argument("orderBy")
    if not isinstance(given, tuple) or not given:
        return _default_order(model, access)
    terms: dict[str, OrderTerm] = {}
    for position, entry in enumerate(given):
        entries: dict[str, Any] = dict(entry.items) if isinstance(entry, InputObject) else {}
        name = str(entries["field"])
        if access.never_shows(model.resource, model.orderings[name].field_class):
            raise HiddenFieldError(path=("orderBy", position, "field"), field=name)
        # A key that comes again breaks no ties.
        terms.setdefault(name, OrderTerm(name, descending=entries.get("direction") == "DESC"))
    return tuple(terms.values())


def _default_order(model: Model, access: Access) -> tuple[OrderTerm, ...]:
    """Return the natural order; by id alone where policy hides the key from the caller."""
    name = model.default_order
    if name is None or access.never_shows(model.resource, model.orderings[name].field_class):
        return ()
    return (OrderTerm(name, descending=False),)


def _position(
    selection: Selection,
    name: str,
    model: Model,
    *,
    order: Sequence[OrderTerm],
    arguments: Arguments,
) -> tuple[Parameter | None, ...] | None:
    text = selection.argument(name)
    if text is None:
        return None
    kinds = [*(model.orderings[term.ordering].kind for term in order), Kind.KEY]
    try:
        values = read_cursor(
            str(text),
            name=signature(model.type_name, order),
            agency_id=arguments.agency_id if model.agency else None,
            kinds=kinds,
        )
    except KinerjaError as error:
        raise error.at(name) from None
    *sorted_by, key = values
    return (
        *(
            None if value is None else arguments.add(kind, value, (name,))
            for kind, value in zip(kinds, sorted_by, strict=False)
        ),
        None if key is None else arguments.add_place(model.type_name, key),
    )
