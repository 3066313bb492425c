"""The sites of a plan: where arguments of a request come in, and what they come to.

Everything that a plan takes from arguments it takes through a site. So a plan that was made before
serves the next request with other values: only its sites are settled again, with the same checks,
the same errors and the same paths.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from kinerja.kit.errors import KinerjaError, PathSegment
from kinerja.reads.access import Access
from kinerja.reads.arguments import Arguments
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.conditions import Conditions
from kinerja.reads.plan import Argument, Condition, Kind, Window
from kinerja.reads.selection import Selection
from kinerja.reads.windows import plan_window

Path: TypeAlias = tuple[PathSegment, ...]
#: The part of a plan that a site's arguments come to, with every value taken out.
Piece_co = TypeVar("Piece_co", covariant=True)


class Site(Protocol[Piece_co]):
    """A place of a plan that takes arguments."""

    def settle(self, given: Selection, arguments: Arguments, access: Access) -> Piece_co:
        """Check the arguments of `given`, collect their values, and return what they come to.

        It may use nothing else of `given`, and nothing of the request but these.

        Raises:
            KinerjaError: an argument is wrong; the path leads through the response to it.
        """


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What the arguments of a page come to: which part of it, of which of its rows.

    `misses_values`: the filter is about a field that some rows hide.
    """

    window: Window
    condition: Condition | None
    misses_values: bool


@dataclass(frozen=True, slots=True)
class PageSite:
    """The arguments of a page of rows of a type."""

    type_name: str
    path: Path

    def settle(self, given: Selection, arguments: Arguments, access: Access) -> Narrowed:
        """Read the window, the order and the filter."""
        model = CATALOGUE[self.type_name]
        try:
            window = plan_window(given, model, arguments=arguments, access=access)
            conditions = Conditions(model, arguments, access)
            condition = conditions.plan(given.argument("filter"))
        except KinerjaError as error:
            raise error.at(*self.path) from None
        return Narrowed(window, condition, conditions.misses_values)


@dataclass(frozen=True, slots=True)
class EdgeSite:
    """The own arguments of an edge, besides those of paging."""

    type_name: str
    edge: str
    path: Path

    def settle(
        self,
        given: Selection,
        arguments: Arguments,
        access: Access,  # noqa: ARG002 - as of every site.
    ) -> tuple[tuple[str, Argument], ...]:
        """Read them by the kinds that the model declares."""
        return tuple(self._read(given, arguments))

    def _read(self, given: Selection, arguments: Arguments) -> Iterator[tuple[str, Argument]]:
        for name, kind in CATALOGUE[self.type_name].edges[self.edge].arguments.items():
            value = given.argument(name)
            if kind is Kind.BOOLEAN:
                yield name, bool(value)
            elif isinstance(kind, Kind):
                yield name, arguments.add(kind, value, (*self.path, name))
            else:
                key = arguments.key(kind, str(value), (*self.path, name))
                yield name, arguments.add(Kind.KEY, key, (*self.path, name))


@dataclass(frozen=True, slots=True)
class Settled:
    """A site of a plan with what stood there and what it came to.

    `is_open`: another request may give it other arguments, or who asks makes other values of them.
    """

    number: int
    site: Site[Hashable]
    given: Selection
    piece: Hashable
    values: Mapping[str, Any]
    is_open: bool
