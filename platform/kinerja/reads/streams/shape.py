"""Which selections can be streamed: one list with pages, and nothing beside the way to it."""

from dataclasses import dataclass, replace

from kinerja.kit.errors import KinerjaError, PathSegment, Worded
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.errors import FirstOutOfRangeError
from kinerja.reads.model import Edge, Many, Model
from kinerja.reads.selection import Selection

#: PostgreSQL's largest `integer`: so many rows may be asked for.
MOST_ROWS = 2**31 - 1

_ONE_FIELD = Worded(
    "select one field and nothing beside it on the way to the list",
    "pilih satu bidang saja, tanpa bidang lain, pada jalan menuju daftar",
)
_NO_LIST = Worded(
    "this field is no list with pages and leads to none",
    "bidang ini bukan daftar berhalaman dan tidak menuju ke sana",
)
_ONE_FORM = Worded(
    "select on the list either `nodes`, or `edges` with `node` and perhaps `cursor`",
    "pada daftar pilih `nodes`, atau `edges` berisi `node` dan bila perlu `cursor`",
)
_NO_END = Worded(
    "`last` asks for the end of the list; ask for `first` of the opposite order",
    "`last` meminta akhir daftar; pakai `first` dengan urutan sebaliknya",
)


class NotStreamableError(KinerjaError):
    """The operation is not one list, so its answer cannot be written line by line."""

    code = "NOT_STREAMABLE"
    en = "An answer of lines is one list of one agency, or the list of agencies: {problem}."
    id = "Jawaban per baris memuat satu daftar, milik satu perangkat daerah atau umum: {problem}."


@dataclass(frozen=True)
class Streamable:
    """A selection whose list is streamed: without its `first`, which no page bounds."""

    selection: Selection
    first: int | None


def streamable(model: Model, selection: Selection, *, is_list: bool) -> Streamable:
    """Check the selection of a root field: a list of rows of `model`, or a way that leads to one.

    Raises:
        NotStreamableError: it is something else.
        FirstOutOfRangeError: `first` is negative, or no number of rows.
    """
    path = (selection.key,)
    return _list(model, selection, path) if is_list else _object(model, selection, path)


def _object(model: Model, selection: Selection, path: tuple[PathSegment, ...]) -> Streamable:
    fields = selection.fields(model.type_name)
    if len(fields) != 1:
        raise NotStreamableError(path=path, problem=_ONE_FIELD)
    (chosen,) = fields
    below = (*path, chosen.key)
    edge = model.edges.get(chosen.name)
    if edge is None or not _leads_on(edge):
        raise NotStreamableError(path=below, problem=_NO_LIST)
    follow = _list if edge.many is Many.PAGE else _object
    found = follow(CATALOGUE[edge.target], chosen, below)
    inner = ((model.type_name, (found.selection,)),)
    return replace(found, selection=replace(selection, on=inner))


def _leads_on(edge: Edge) -> bool:
    """Tell whether the edge leads to a page, or to one stored row."""
    is_one = edge.many is Many.ONE and edge.computed is None and edge.compared is None
    return edge.many is Many.PAGE or is_one


def _list(model: Model, selection: Selection, path: tuple[PathSegment, ...]) -> Streamable:
    if selection.argument("last") is not None:
        raise NotStreamableError(path=(*path, "last"), problem=_NO_END)
    _check_form(model, selection, path)
    first = selection.argument("first")
    if first is not None and (not isinstance(first, int) or not 0 <= first <= MOST_ROWS):
        raise FirstOutOfRangeError(path=(*path, "first"), limit=MOST_ROWS)
    others = tuple(given for given in selection.arguments if given[0] != "first")
    return Streamable(replace(selection, arguments=others), first)


def _check_form(model: Model, selection: Selection, path: tuple[PathSegment, ...]) -> None:
    chosen = selection.fields(f"{model.type_name}Connection")
    names = [one.name for one in chosen]
    if names == ["edges"]:
        inner = [one.name for one in chosen[0].fields(f"{model.type_name}Edge")]
        if inner.count("node") == 1 and set(inner) <= {"node", "cursor"}:
            return
    if names != ["nodes"]:
        raise NotStreamableError(path=path, problem=_ONE_FORM)
