"""Executes an operation with graphql-core alone, one resolver for each field of each row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
)

from graphql_schema import scalars
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId, GlobalId, MalformedIdError
from policies.subject import Subject
from tenants.models import Agency
from tests.support.reference.catalogue import TWINS
from tests.support.reference.conditions import read_key
from tests.support.reference.eyes import Eyes
from tests.support.reference.leading import follow
from tests.support.reference.notes import Notes, path_of
from tests.support.reference.noting import note_list, note_page
from tests.support.reference.pages import Page, page
from tests.support.reference.plain import Many, Row, Twin
from tests.support.reference.refusals import RefusedError
from tests.support.reference.summaries import Group, Measures, Summary, groups
from tests.support.reference.written import written

SDL = Path(__file__).parents[3] / "graphql_schema" / "schema.graphql"


@dataclass(frozen=True)
class Asker:
    """Who asks: the own agency's roles, and what there is to see in each agency, or why not.

    Under 0 stands what belongs to no agency.
    """

    subject: Subject
    roles: tuple[str, ...]
    eyes: Mapping[int, Eyes | KinerjaError]

    def in_agency(self, agency_id: int) -> Eyes:
        """Return what there is to see in an agency."""
        found = self.eyes[agency_id]
        if isinstance(found, KinerjaError):
            raise RefusedError(found.code)
        return found

    @property
    def agencies(self) -> list[Any]:
        """All agencies of the province."""
        return self.in_agency(0).rows.all(Agency)


@dataclass(frozen=True)
class Seen:
    """A visible row of a type, in somebody's eyes."""

    twin: Twin
    row: Row
    eyes: Eyes


@dataclass(frozen=True)
class Me:
    """The row of the viewer."""

    agency_id: AgencyId | None
    subject: UUID
    kind: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Answered:
    """The bytes of `data`, the codes of what was refused, and what was come across."""

    data: bytes
    refusals: tuple[RefusedError, ...]
    notes: Notes


def answer(
    asker: Asker, query: str, variables: Mapping[str, Any], name: str | None = None
) -> Answered:
    """Execute an operation."""
    notes = Notes()
    result = execute_sync(
        reference_schema(),
        parse(query),
        root_value=asker,
        context_value=notes,
        variable_values=dict(variables),
        operation_name=name,
        field_resolver=_resolve,
        type_resolver=lambda value, *_: value.twin.name,
    )
    assert isinstance(result, ExecutionResult)
    refusals = tuple(map(_refusal, result.errors or ()))
    return Answered(orjson.dumps(result.data), refusals, notes)


@lru_cache(maxsize=1)
def reference_schema() -> GraphQLSchema:
    """Return the committed schema, with nothing behind it but the reading of scalars."""
    schema = build_schema(SDL.read_text(encoding="utf-8"))
    readers: Mapping[str, Callable[[object], Any]] = {
        "Decimal": scalars.read_decimal,
        "Date": scalars.read_date,
        "DateTime": scalars.read_instant,
    }
    for name, read in readers.items():
        # A schema that is built of text knows of its scalars but their names.
        vars(schema.type_map[name]).update(parse_value=read, coerce_input_value=read)
    return schema


def _refusal(error: GraphQLError) -> RefusedError:
    cause = error.original_error
    if isinstance(cause, RefusedError):
        return cause
    raise error


def _resolve(source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
    """Resolve any field by what it is selected on."""
    notes: Notes = info.context
    value = _value(source, info, given)
    notes.value(info, value)
    if isinstance(value, Page):
        note_page(notes, info, value)
    return value


def _value(source: Any, info: GraphQLResolveInfo[Any], given: dict[str, Any]) -> Any:
    name = info.field_name
    if isinstance(source, Asker):
        return _ROOTS[name](source, **given)
    if isinstance(source, Page):
        return _of_page(source, name, info, given)
    if isinstance(source, Mapping):
        return source[name]
    if isinstance(source, Summary | Group | Measures):
        return _of_summary(source, name, given)
    assert isinstance(source, Seen)
    return _of_row(source, name, info, given)


# --- the roots ------------------------------------------------------------------------------------


def _agency(asker: Asker, code: str) -> Seen | None:
    found = next((one for one in asker.agencies if one.code == code), None)
    if found is None:
        raise RefusedError("UNKNOWN_AGENCY")
    return _seen(TWINS["Agency"], found, asker.in_agency(found.id))


def _agencies(asker: Asker, **given: Any) -> Page:
    return page(TWINS["AgencySummary"], asker.in_agency(0), asker.agencies, given, TWINS)


def _node(asker: Asker, id: str) -> Seen | None:
    try:
        given = GlobalId.parse(id)
    except MalformedIdError as error:
        raise RefusedError("MALFORMED_ID") from error
    twin = TWINS.get(given.type_name)
    if twin is None or not twin.is_node:
        raise RefusedError("WRONG_ID_TYPE")
    if given.agency_id not in asker.eyes or twin.of_agency is not bool(given.agency_id):
        return None
    eyes = asker.in_agency(given.agency_id)
    assert twin.model
    rows = eyes.rows.where(twin.model, twin.key, eyes.real(twin, given.key))
    return next((seen for row in rows if (seen := _seen(twin, row, eyes))), None)


def _nodes(asker: Asker, ids: list[str]) -> list[Seen | None]:
    return [_node(asker, one) for one in ids]


def _viewer(asker: Asker) -> Seen:
    subject = asker.subject
    me = Me(subject.agency_id, subject.id, subject.kind.value, asker.roles)
    return Seen(TWINS["Viewer"], me, asker.in_agency(subject.agency_id or 0))


_ROOTS: Mapping[str, Callable[..., Any]] = {
    "agency": _agency,
    "agencies": _agencies,
    "node": _node,
    "nodes": _nodes,
    "viewer": _viewer,
}


# --- what hangs on a row --------------------------------------------------------------------------


def _seen(twin: Twin, row: Row, eyes: Eyes) -> Seen | None:
    return Seen(twin, row, eyes) if eyes.sees(twin, row) else None


def _of_row(source: Seen, name: str, info: GraphQLResolveInfo[Any], given: dict[str, Any]) -> Any:
    twin, eyes, notes = source.twin, source.eyes, info.context
    if name == "id":
        return eyes.id_of(twin, source.row)
    if name in twin.edges:
        return _along(source, name, info, given)
    field = twin.fields[name]
    is_shown = eyes.shows(twin, source.row, field.field_class)
    is_shown = is_shown and not (field.traceable and eyes.hides_people)
    notes.protected(info, field.field_class, is_shown=is_shown)
    if not is_shown:
        return None
    value = field.of(source.row, eyes)
    if isinstance(value, list):
        return list(map(written, value))
    return written(value if twin.name == "Viewer" else eyes.told(twin, value))


def _along(source: Seen, name: str, info: GraphQLResolveInfo[Any], given: dict[str, Any]) -> Any:
    twin, eyes, notes = source.twin, source.eyes, info.context
    edge = twin.edges[name]
    for argument, type_name in edge.ids.items():
        given[argument] = read_key(given[argument], TWINS[type_name], eyes)
    is_shown = eyes.shows(twin, source.row, edge.field_class)
    notes.protected(info, edge.field_class, is_shown=is_shown)
    notes.edges.add(path_of(info))
    rows = follow(eyes, twin, source.row, name, given=given, twins=TWINS)
    target = TWINS[edge.target]
    if edge.many is Many.PAGE:
        found = page(target, eyes, rows or (), given, TWINS)
        sides = ((twin, edge.field_class), (target, edge.target_class))
        nowhere = not all(eyes.ever_shows(*side) for side in sides)
        return replace(
            found, leads_nowhere=nowhere, has_rows=bool(edge.rows(source.row, eyes, given))
        )
    if rows is None or edge.many is Many.LIST:
        return rows if rows is None else [Seen(target, row, eyes) for row in rows]
    assert len(rows) <= 1, f"{info.parent_type}.{info.field_name} leads to several rows"
    return Seen(target, rows[0], eyes) if rows else None


def _of_summary(source: Summary | Group | Measures, name: str, given: dict[str, Any]) -> Any:
    if isinstance(source, Measures):
        return source.value(name)
    if isinstance(source, Summary):
        return source.value(name, given)
    return _key(source) if name == "key" else source.summary.value(name, given)


def _key(group: Group) -> dict[str, Any]:
    """Return where a group stands; nowhere in a dimension that it is not split by."""
    twin, eyes = group.summary.twin, group.summary.eyes
    key: dict[str, Any] = dict.fromkeys(twin.filters)
    for name, value in group.place.items():
        target = TWINS.get(twin.filters[name].ids_of or "")
        if target is None:
            key[name] = written(value)
            continue
        assert target.model
        rows = eyes.rows.get(target.model, value)
        key[name] = next((seen for row in rows if (seen := _seen(target, row, eyes))), None)
    return key


def _of_page(source: Page, name: str, info: GraphQLResolveInfo[Any], given: dict[str, Any]) -> Any:
    twin, eyes = source.twin, source.eyes
    if name == "aggregates":
        return Summary(twin, eyes, source.all)
    if name == "groups":
        return groups(source, given)
    if name == "totalCount":
        return len(source.all)
    if name == "pageInfo":
        return source.info
    if source.size:
        note_list(info.context, info, source)
    if name == "nodes":
        return [Seen(twin, row, eyes) for row in source.rows]
    return [{"cursor": cursor, "node": Seen(twin, row, eyes)} for cursor, row in source.edges]
