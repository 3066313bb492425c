"""What is known of a selection that was planned before: where arguments come in, who is asked."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

from kinerja.kit.errors import KinerjaError
from kinerja.kit.recent import Recent
from kinerja.reads.access import Access
from kinerja.reads.arguments import Arguments
from kinerja.reads.planning import Planner
from kinerja.reads.selection import Selection, Value
from kinerja.reads.sites import Site
from policies.permissions import Resource


class Wanted(Protocol):
    """A place of an operation with a selection, which is read only when nothing is known of it."""

    @property
    def key(self) -> Hashable:
        """What all selections share that differ only by what variables hold; None: it is alone."""

    @property
    def sketches(self) -> "Recent[Hashable, Sketch]":
        """What is known of it, by how it is read; that goes when the document goes."""

    def selection(self) -> Selection:
        """Read the selection."""

    def arguments(self, slot: Hashable) -> tuple[tuple[str, Value], ...]:
        """Read the arguments of one of its fields, which hold variables."""


class Alone:
    """A selection that nobody asked for before or will again: nothing is kept of it."""

    key: Hashable = None

    def __init__(self, selection: Selection) -> None:
        self._selection = selection
        self.sketches: Recent[Hashable, Sketch] = Recent(1)

    def selection(self) -> Selection:
        """Return it."""
        return self._selection

    def arguments(self, slot: Hashable) -> tuple[tuple[str, Value], ...]:
        """Refuse: it has no variables."""
        raise LookupError(slot)


class OpenSite(NamedTuple):
    """A site that every request settles for itself."""

    number: int
    site: Site[Hashable]
    given: Selection


class Settlement(NamedTuple):
    """What the open sites of a sketch came to: the shape of their arguments, and the values."""

    shape: tuple[Hashable, ...]
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sketch:
    """The resources that a selection asks of, and the sites that are settled by every request.

    It holds what the document says, and nothing of the request that it was made for.
    """

    resources: tuple[Resource, ...]
    sites: tuple[OpenSite, ...]

    @classmethod
    def find(cls, planner: Planner, selection: Selection) -> "Sketch | None":
        """Return what a finished planner knows; None if it took variables past its sites."""
        settled = {one.given.slot for one in planner.sites}
        if any(slot not in settled for slot in selection.slots()):
            return None
        sites = (
            OpenSite(one.number, one.site, _without_values(one.given))
            for one in planner.sites
            if one.is_open
        )
        return cls(planner.access.resources, tuple(sites))

    def settle(self, wanted: Wanted, access: Access, arguments: Arguments) -> Settlement | None:
        """Settle the open sites; None if an argument is wrong: planning it all will tell which."""
        for resource in self.resources:
            access.note(resource)
        pieces: list[Hashable] = []
        values: dict[str, Any] = {}
        try:
            for number, site, given in self.sites:
                here = arguments.of_site(number)
                pieces.append(site.settle(_given(given, wanted), here, access))
                values |= here.values
        except KinerjaError:
            return None
        return Settlement(tuple(pieces), values)


def _given(given: Selection, wanted: Wanted) -> Selection:
    if given.slot is None:
        return given
    return replace(given, arguments=wanted.arguments(given.slot))


def _without_values(given: Selection) -> Selection:
    arguments = given.arguments if given.slot is None else ()
    return Selection(given.key, given.name, arguments, slot=given.slot)
