"""From a selection to the plan of aggregates and groups, with every argument checked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kinerja.kit.errors import KinerjaError
from kinerja.reads.access import Access
from kinerja.reads.arguments import Arguments
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.errors import (
    FirstOutOfRangeError,
    HiddenFieldError,
    NoDimensionError,
    ShareOutOfRangeError,
    SkipOutOfRangeError,
    TooManyDimensionsError,
    TooManySharesError,
)
from kinerja.reads.group_keys import dimension_of
from kinerja.reads.model import Model
from kinerja.reads.plan import Grouping, Kind, Parameter
from kinerja.reads.selection import Selection
from kinerja.reads.sites import Path
from policies.identity import SubjectKind
from policies.permissions import FieldClass

#: How many groups come unless told otherwise, and how many at most.
DEFAULT_GROUPS = 100
LARGEST_GROUPS = 500
MAX_SKIP = 1_000_000
MAX_DIMENSIONS = 4
#: Whoever must not see small groups may split by no more: of two dimensions it can still be told
#: what can be worked out from all totals together.
MAX_DIMENSIONS_OUTSIDE = 2
MAX_SHARES = 10


@dataclass(frozen=True, slots=True)
class AggregatesSite:
    """Who asks for aggregates: it decides whether small groups are withheld."""

    def settle(
        self,
        given: Selection,  # noqa: ARG002 - as of every site.
        arguments: Arguments,
        access: Access,
    ) -> Parameter | None:
        """Return the size of the smallest group that may be shown; None: any may."""
        return _smallest(arguments, access)


@dataclass(frozen=True, slots=True)
class SharesSite:
    """The fractions of percentiles."""

    path: Path

    def settle(
        self,
        given: Selection,
        arguments: Arguments,
        access: Access,  # noqa: ARG002
    ) -> tuple[Parameter, ...]:
        """Read them.

        Raises:
            TooManySharesError: there are none, or too many.
            ShareOutOfRangeError: one is not between 0 and 1.
        """
        shares = given.argument("p")
        if not isinstance(shares, tuple) or not 1 <= len(shares) <= MAX_SHARES:
            raise TooManySharesError(path=(*self.path, "p"), limit=MAX_SHARES)
        return tuple(self._read(shares, arguments))

    def _read(self, shares: Sequence[object], arguments: Arguments) -> Iterator[Parameter]:
        for position, share in enumerate(shares):
            path = (*self.path, "p", position)
            if not isinstance(share, Decimal) or not 0 <= share <= 1:
                raise ShareOutOfRangeError(path=path)
            yield arguments.add(Kind.DECIMAL, share, path)


@dataclass(frozen=True, slots=True)
class GroupsSite:
    """The arguments of groups."""

    type_name: str
    path: Path

    def settle(self, given: Selection, arguments: Arguments, access: Access) -> Grouping:
        """Read `by`, `first`, `skip` and `orderBy`.

        Raises:
            NoDimensionError, TooManyDimensionsError: `by` names none, or too many.
            HiddenFieldError: a dimension is one that the caller never sees.
            FirstOutOfRangeError, SkipOutOfRangeError: a number is too small or too big.
        """
        try:
            smallest = _smallest(arguments, access)
            by = self._dimensions(given, access, is_outside=smallest is not None)
            sizes, skips = (DEFAULT_GROUPS, LARGEST_GROUPS), (0, MAX_SKIP)
            return Grouping(
                by=by,
                size=_number(given, "first", arguments, sizes, FirstOutOfRangeError),
                skip=_number(given, "skip", arguments, skips, SkipOutOfRangeError),
                largest_first=given.argument("orderBy") == "LARGEST",
                smallest=smallest,
            )
        except KinerjaError as error:
            raise error.at(*self.path) from None

    def _dimensions(self, given: Selection, access: Access, *, is_outside: bool) -> tuple[str, ...]:
        model = CATALOGUE[self.type_name]
        words = given.argument("by")
        by = tuple(dict.fromkeys(map(str, words))) if isinstance(words, tuple) else ()
        if not by:
            raise NoDimensionError(path=("by",))
        limit = MAX_DIMENSIONS_OUTSIDE if is_outside else MAX_DIMENSIONS
        if len(by) > limit:
            raise TooManyDimensionsError(path=("by",), limit=limit)
        for position, name in enumerate(by):
            for one, field_class in classes_of_dimension(model, name):
                if access.never_shows(one.resource, field_class):
                    raise HiddenFieldError(path=("by", position), field=name)
        return by


def classes_of_dimension(model: Model, name: str) -> Iterator[tuple[Model, FieldClass]]:
    """Yield the classes of fields that a dimension shows."""
    yield model, dimension_of(model, name).field_class
    if model.leads(name):
        edge = model.edges[name]
        yield model, edge.field_class


def _number(
    given: Selection,
    name: str,
    arguments: Arguments,
    bounds: tuple[int, int],
    error: type[KinerjaError],
) -> Parameter:
    default, limit = bounds
    value = given.argument(name)
    if value is None:
        value = default
    if not isinstance(value, int) or not 0 <= value <= limit:
        raise error(path=(name,), limit=limit)
    return arguments.add(Kind.INTEGER, value, (name,))


def _smallest(arguments: Arguments, access: Access) -> Parameter | None:
    """Return the smallest group of people that who asks may see, as a parameter; None: any.

    An agency's own people see the aggregates of rows that each of them sees as a row too. Whoever
    reads from outside takes what is read away with him: to the province, or into another system.
    """
    arguments.depends_on_asker = True
    actor = access.actor
    if actor is None:
        return None
    subject = actor.subject
    if subject.kind is SubjectKind.PERSON and subject.agency_id == actor.agency_id:
        return None
    return arguments.add(Kind.INTEGER, actor.smallest_group, ())
