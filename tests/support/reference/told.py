"""Checks what an answer tells about itself: which fields are hidden, and why lists are empty."""

from collections.abc import Iterator, Mapping
from typing import Any

from policies.permissions import Action, Effect
from tests.support.reference.conditions import COMBINED
from tests.support.reference.notes import Listed, Notes, Path
from tests.support.reference.plain import PUBLIC, Test


def untrue(extensions: Mapping[str, Any], notes: Notes) -> list[str]:
    """Return what the extensions of an answer say wrongly about what the plain reader saw."""
    return [*_hidden(extensions, notes), *_empty(extensions, notes)]


def _hidden(extensions: Mapping[str, Any], notes: Notes) -> Iterator[str]:
    told: dict[Path, Mapping[str, Any]] = {
        tuple(one["path"]): one for one in extensions.get("hiddenFields", ())
    }
    for path, shown in notes.shown.items():
        if len(notes.types[path]) > 1:
            continue  # Fields of several types under one key: told as one.
        one = told.get(path)
        if one is None and False in shown:
            yield f"{path} is hidden on some rows, and not told"
        if one is not None and one["rows"] == "ALL" and True in shown and path not in notes.edges:
            yield f"{path} is told to be hidden on all rows, and is not"
        is_public = notes.classes[path] is PUBLIC and path not in notes.edges
        if one is not None and is_public and False not in shown:
            yield f"{path} is told to be hidden, and is not"


def _empty(extensions: Mapping[str, Any], notes: Notes) -> Iterator[str]:
    told = {tuple(one["path"]): one["code"] for one in extensions.get("emptyLists", ())}
    for path, listed in notes.listed.items():
        if len(notes.types[path]) > 1 or len({one.twin.name for one in listed}) > 1:
            continue
        empty = [one for one in listed if one.is_empty]
        code = told.get(path)
        if (code is not None) is not bool(empty):
            yield f"{path} is {'empty' if empty else 'not empty'}, and {code} is told"
        elif code is not None and not _may_be(code, expected := set(map(_reason, empty))):
            yield f"{path} is told to be empty because {code}, not {expected}"


def _may_be(code: str, expected: set[str]) -> bool:
    """Tell whether a reason fits: one that knows less may stand for one that knows more.

    Of several lists in one place, one that has rows which policy hides makes NONE a lie.
    """
    if code == "NONE_VISIBLE":
        return bool(expected & {"NONE", "NONE_VISIBLE"})
    return {code} == expected if code == "NONE" else code in expected


def _reason(listed: Listed) -> str:
    """Return why a list is empty; NONE says that there is nothing that policy could hide."""
    actor, resource = listed.eyes.actor, listed.twin.resource
    if resource is not None and actor is None:
        return "NO_AGENCY"
    if resource is not None and actor is not None:
        rules = actor.policies.grant(actor, resource, Action.VIEW).rules
        if not any(rule.effect is Effect.ALLOW for rule in rules):
            return "NO_RULE"
    if listed.leads_nowhere:
        return "FIELD_HIDDEN"
    if listed.given.get("after") is not None or listed.given.get("before") is not None:
        return "BEYOND_CURSOR"
    if _asks(listed, listed.given.get("filter") or {}):
        return "NO_MATCH"
    return "NONE_VISIBLE" if listed.has_rows else "NONE"


def _asks(listed: Listed, given: Mapping[str, Any]) -> bool:
    """Tell whether a filter asks for anything."""
    for name, value in given.items():
        if value is None:
            continue
        if name in COMBINED or isinstance(listed.twin.filters[name], Test):
            return True
        if any(operand is not None for operand in value.values()):
            return True
    return False
