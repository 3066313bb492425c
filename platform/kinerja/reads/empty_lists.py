"""Empty pages of an answer: found by a mark in its text, and explained by what policy grants.

Nothing is parsed. Where a list is empty the statement writes, inside its brackets, white space that
JSON ignores: a line feed, then the number of the page with spaces for 0 and tabs for 1. No other
part of an answer holds a line feed as it is, so most answers are done with by one search for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kinerja.kit.errors import PathSegment
from kinerja.reads.access import Access
from policies.emptiness import Emptiness
from policies.grants import Grant
from policies.permissions import Action, Resource
from policies.relations import RELATIONS
from policies.words import Requirement

_LINE_FEED = "\n"
_TO_WHITE, _TO_BITS = str.maketrans("01", " \t"), str.maketrans(" \t", "01")


@dataclass(frozen=True)
class EmptyList:
    """An empty list: its path in the response, and why.

    `ways`: with NO_RULE, in which roles and relations others see such rows; else those in which
    the asker does. `sees_all`: policy hides no row of this kind from the asker. `misses_values`:
    the filter is about a field that it hides on some.
    """

    path: tuple[PathSegment, ...]
    reason: Emptiness
    resource: Resource | None = None
    ways: tuple[Requirement, ...] = ()
    sees_all: bool = False
    misses_values: bool = False


class Led(Enum):
    """To how many of its rows a field leads: policy may hide by what it does."""

    EVERYWHERE = "everywhere"
    PARTLY = "partly"
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class Listed:
    """A page of the plan: its path in the response, what it lists, and what narrows it.

    `size` is the parameter that says how many rows it takes; `is_beyond`: a cursor bounds it;
    `misses_values`: the filter is about a field that some rows hide.
    """

    path: tuple[PathSegment, ...]
    resource: Resource | None
    size: str
    is_filtered: bool
    is_beyond: bool
    misses_values: bool
    led: Led


def empty_mark(number: int) -> str:
    """Return what stands between the brackets of an empty list of the page with this number."""
    return _LINE_FEED + f"{number:b}".translate(_TO_WHITE)


def marked_pages(texts: Iterable[str]) -> list[int]:
    """Return the numbers of the pages of which a list is empty, in the order of the plan."""
    return sorted({number for text in texts for number in _marks(text)})


def _marks(text: str) -> Iterator[int]:
    start = text.find(_LINE_FEED)  # One letter: half a megabyte is searched in 20 microseconds.
    while start >= 0:
        end = text.index("]", start)
        yield int(text[start + 1 : end].translate(_TO_BITS), 2)
        start = text.find(_LINE_FEED, end)


def explain(
    pages: Sequence[Listed], numbers: Iterable[int], access: Access, *, sizes: Mapping[str, Any]
) -> list[EmptyList]:
    """Return why lists are empty; a page that was to hold no row needs no reason."""
    empty = (pages[number] for number in numbers)
    return [_explain(page, access) for page in empty if sizes[page.size] != 0]


def _explain(page: Listed, access: Access) -> EmptyList:
    resource, actor = page.resource, access.actor
    if resource is None:
        return EmptyList(page.path, _narrowed(page) or Emptiness.NONE, sees_all=True)
    if actor is None:
        return EmptyList(page.path, Emptiness.NO_AGENCY, resource)
    grant = actor.grant(resource, Action.VIEW)
    if grant.is_empty:
        others = actor.refused(resource, Action.VIEW).requirements
        return EmptyList(page.path, Emptiness.NO_RULE, resource, others)
    ways = tuple(dict.fromkeys(Requirement(one.role, one.relation) for one in grant.allows))
    all_rows = _sees_all(grant) and page.led is Led.EVERYWHERE and not page.misses_values
    reason = _narrowed(page) or (Emptiness.NONE if all_rows else Emptiness.NONE_VISIBLE)
    return EmptyList(page.path, reason, resource, ways, all_rows, page.misses_values)


def _narrowed(page: Listed) -> Emptiness | None:
    if page.led is Led.NOWHERE:
        return Emptiness.FIELD_HIDDEN
    if page.is_beyond:
        return Emptiness.BEYOND_CURSOR
    return Emptiness.NO_MATCH if page.is_filtered else None


def sees_all(resource: Resource | None, access: Access) -> bool:
    """Tell whether policy hides no row of a kind from who asks."""
    actor = access.actor
    return resource is None or actor is None or _sees_all(actor.grant(resource, Action.VIEW))


def _sees_all(grant: Grant) -> bool:
    everywhere = (one.states is None and RELATIONS[one.relation].always for one in grant.allows)
    return any(everywhere) and not grant.denies
