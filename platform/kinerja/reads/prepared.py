"""Reads that are prepared: all that a request needs but its values, kept for equal requests."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from kinerja.kit.recent import Recent
from kinerja.kit.telemetry import count_plan
from kinerja.reads.access import Access
from kinerja.reads.arguments import Arguments
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.empty_lists import Listed
from kinerja.reads.finished import Finished, Statement, StatementCache
from kinerja.reads.plan import Object, Page
from kinerja.reads.planning import Hidden, Planner
from kinerja.reads.selection import Selection
from kinerja.reads.sketches import Sketch, Wanted
from kinerja.reads.statement import StatementBuilder
from kinerja.reads.touched import Touched, touched
from policies.subject import Actor

#: Reads that are kept; one is some kilobytes beside its statement, which it may share.
KEPT = 2048


class How(NamedTuple):
    """How a root field is read: one object, objects by their keys, or a page; and of which types.

    The types of a read by keys are sorted.
    """

    form: Literal["one", "many", "page"]
    types: tuple[str, ...]

    def own(self, selection: Selection) -> Selection:
        """Leave out the arguments of a root field that only say which objects are to be read."""
        return selection if self.form == "page" else selection.bare()

    def plan(self, planner: Planner, selection: Selection) -> tuple[Object | Page, ...]:
        """Plan the selection, once for each type."""
        path = (selection.key,)
        if self.form == "page":
            return (planner.page(CATALOGUE[self.types[0]], selection, path),)
        return tuple(planner.object(CATALOGUE[name], selection, path) for name in self.types)

    def build(self, access: Access, plans: tuple[Object | Page, ...]) -> Statement:
        """Build the statement of the plans."""
        builder = StatementBuilder(access)
        if self.form == "many":
            return builder.many([plan for plan in plans if isinstance(plan, Object)])
        (plan,) = plans
        return builder.one(plan) if isinstance(plan, Object) else builder.page(plan)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement with what the answer is explained by.

    `values` are those that the document itself gives; all others belong to one request.
    """

    statement: Finished
    values: Mapping[str, Any]
    hidden: tuple[Hidden, ...]
    pages: tuple[Listed, ...]
    types: tuple[str, ...]


class Ready(NamedTuple):
    """A prepared read with the values that the arguments of one request give."""

    prepared: Prepared
    values: Mapping[str, Any]
    access: Access


class PreparedReads:
    """Prepares reads, and keeps those that were asked for last."""

    def __init__(self, statements: StatementCache, size: int = KEPT) -> None:
        self._statements = statements
        self._kept: Recent[Hashable, Prepared] = Recent(size)

    def get(self, how: How, wanted: Wanted, actor: Actor | None) -> Ready:
        """Return the read of what is wanted, for who asks, with the arguments of the request.

        Raises:
            KinerjaError: an argument is wrong.
        """
        found = self._find(how, wanted, actor)
        count_plan(is_kept=found is not None)
        return found or self._make(how, wanted, actor)

    def _find(self, how: How, wanted: Wanted, actor: Actor | None) -> Ready | None:
        sketch = wanted.sketches.find(how)
        if sketch is None:
            return None
        access = Access(actor)
        settled = sketch.settle(wanted, access, _arguments(access))
        if settled is None:
            return None
        prepared = self._kept.find(_key(how, wanted, access, settled.shape))
        return None if prepared is None else Ready(prepared, settled.values, access)

    def _make(self, how: How, wanted: Wanted, actor: Actor | None) -> Ready:
        access = Access(actor)
        planner = Planner(_arguments(access), access)
        selection = how.own(wanted.selection())
        plans = how.plan(planner, selection)
        prepared = Prepared(
            self._statement(how, access, plans),
            _values(planner, is_open=False),
            tuple(planner.hidden),
            tuple(planner.pages),
            tuple(planner.types),
        )
        self._keep(prepared, how, wanted, planner, selection)
        return Ready(prepared, _values(planner, is_open=True), access)

    def _statement(self, how: How, access: Access, plans: tuple[Object | Page, ...]) -> Finished:
        shape = access.shape

        def build() -> Statement:
            statement = how.build(access, plans)
            if access.shape != shape:
                message = "the statement asks for a grant that planning has not noted"
                raise RuntimeError(message)
            return statement

        key = (how.form, plans, shape)
        return self._statements.get(key, build, lambda: _touched(access, plans))

    def _keep(
        self,
        prepared: Prepared,
        how: How,
        wanted: Wanted,
        planner: Planner,
        selection: Selection,
    ) -> None:
        """Keep it for equal requests, unless variables came in where nobody would look again."""
        known = wanted.sketches.find(how) or Sketch.find(planner, selection)
        if known is None or wanted.key is None:
            return
        wanted.sketches.put(how, known)
        for resource in known.resources:
            planner.access.note(resource)
        shape = tuple(site.piece for site in planner.sites if site.is_open)
        self._kept.put(_key(how, wanted, planner.access, shape), prepared)


def _arguments(access: Access) -> Arguments:
    return Arguments(access.agency_id, access.pseudonym_key)


def _values(planner: Planner, *, is_open: bool) -> dict[str, Any]:
    return {
        name: value
        for site in planner.sites
        if site.is_open is is_open
        for name, value in site.values.items()
    }


def _key(how: How, wanted: Wanted, access: Access, shape: tuple[Hashable, ...]) -> Hashable:
    """Return all that decides about a prepared read, but for the process itself."""
    return (
        wanted.key,
        how,
        access.actor is None,
        access.hides_people,
        frozenset(access.grants),
        shape,
    )


def _touched(access: Access, plans: tuple[Object | Page, ...]) -> tuple[Touched, ...]:
    """Return what plans touch of people; of a page of agencies that is nothing."""
    if access.actor is None:
        return ()
    return tuple(touched(plan, access.grants) for plan in plans if isinstance(plan, Object))
