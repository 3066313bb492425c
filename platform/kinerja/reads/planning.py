"""From a selection to a plan: which rows, fields and pages, with every value taken out.

All that can be wrong with a request's arguments is found here, before the database hears of it.
"""

from dataclasses import dataclass, field

from kinerja.reads.access import Access
from kinerja.reads.aggregate_plans import SUMMARIES, plan_summary
from kinerja.reads.arguments import Arguments
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.empty_lists import Led, Listed
from kinerja.reads.model import Edge, Field, Many, Model
from kinerja.reads.plan import (
    Argument,
    Constant,
    CursorOf,
    Edges,
    EdgeTo,
    Entry,
    Info,
    Leaf,
    Nodes,
    Object,
    Page,
    PageEntry,
    PageTo,
    Total,
)
from kinerja.reads.selection import Selection
from kinerja.reads.sites import EdgeSite, PageSite, Path, Piece_co, Settled, Site
from policies.permissions import FieldClass

#: `__typename` is the one field that GraphQL itself adds to every type.
TYPENAME = "__typename"


@dataclass(frozen=True)
class Hidden:
    """A field that policy hides: its path in the response, its class, on all rows or on some."""

    path: Path
    field_class: FieldClass
    on_all_rows: bool


@dataclass
class Planner:
    """Plans one root field; what came out besides the plan is in the lists.

    `sites` are the places where arguments came in; nothing may be taken from them elsewhere.
    """

    arguments: Arguments
    access: Access
    hidden: list[Hidden] = field(default_factory=list)
    pages: list[Listed] = field(default_factory=list)
    types: dict[str, None] = field(default_factory=dict)
    sites: list[Settled] = field(default_factory=list)

    def object(self, model: Model, selection: Selection, path: Path) -> Object:
        """Plan what is selected on one row of `model`."""
        self.access.note(model.resource)
        self.types.setdefault(model.type_name)
        entries = tuple(
            self._entry(model, chosen, (*path, chosen.key))
            for chosen in selection.fields(model.type_name)
        )
        return Object(model.type_name, entries)

    def page(
        self, model: Model, selection: Selection, path: Path, *, led: Led = Led.EVERYWHERE
    ) -> Page:
        """Plan a page of rows of `model`, to which a field leads that policy may hide.

        Raises:
            KinerjaError: an argument is wrong; the path leads through the response to it.
        """
        self.access.note(model.resource)
        narrowed = self.settle(PageSite(model.type_name, path), selection)
        window, selection = narrowed.window, selection.bare()
        number = len(self.pages)
        is_beyond = window.after is not None or window.before is not None
        self.pages.append(
            Listed(
                path,
                model.resource,
                window.size.name,
                is_filtered=narrowed.condition is not None,
                is_beyond=is_beyond,
                misses_values=narrowed.misses_values,
                led=led,
            )
        )
        chosen = selection.fields(f"{model.type_name}Connection")
        entries = tuple(self._page_entry(model, one, (*path, one.key)) for one in chosen)
        return Page(model.type_name, window, narrowed.condition, entries, number)

    def _entry(self, model: Model, chosen: Selection, path: Path) -> Entry:
        if chosen.name == TYPENAME:
            return Constant(chosen.key, model.type_name)
        if chosen.name == "id" and model.is_node:
            return Leaf(chosen.key, "id")
        if (leaf := model.fields.get(chosen.name)) is not None:
            hidden = self.is_hidden(model, leaf.field_class, path)
            return Leaf(chosen.key, chosen.name, hidden or self._would_tell_who(leaf, path))
        edge = model.edges[chosen.name]
        target = CATALOGUE[edge.target]
        given = self._given(model, chosen, path)
        if edge.many is Many.PAGE:
            page = self.page(target, chosen, path, led=self._led(model, edge, path))
            return PageTo(chosen.key, chosen.name, given, page)
        hidden = self._led(model, edge, path) is Led.NOWHERE
        below = self.object(target, chosen.bare(), path)
        return EdgeTo(chosen.key, chosen.name, given, below, hidden)

    def _led(self, model: Model, edge: Edge, path: Path) -> Led:
        """Tell whether policy hides what the edge tells, on either side of it; note it if so."""
        noted = len(self.hidden)
        sides = ((model, edge.field_class), (CATALOGUE[edge.target], edge.target_class))
        nowhere = [self.is_hidden(side, field_class, path) for side, field_class in sides]
        if any(nowhere):
            return Led.NOWHERE
        return Led.EVERYWHERE if len(self.hidden) == noted else Led.PARTLY

    def is_hidden(self, model: Model, field_class: FieldClass, path: Path) -> bool:
        """Tell whether policy shows the field on no row; note it if it is hidden anywhere."""
        never = self.access.never_shows(model.resource, field_class)
        if never or not self.access.always_shows(model.resource, field_class):
            self.hidden.append(Hidden(path, field_class, on_all_rows=never))
        return never

    def _would_tell_who(self, leaf: Field, path: Path) -> bool:
        """Tell whether the field would tell whom a row is about, and note it if so."""
        if not (leaf.traceable and self.access.hides_people):
            return False
        self.hidden.append(Hidden(path, leaf.field_class, on_all_rows=True))
        return True

    def _given(
        self, model: Model, chosen: Selection, path: Path
    ) -> tuple[tuple[str, Argument], ...]:
        if not model.edges[chosen.name].arguments:
            return ()
        return self.settle(EdgeSite(model.type_name, chosen.name, path), chosen)

    def settle(self, site: Site[Piece_co], given: Selection) -> Piece_co:
        """Read the arguments of a site, and keep it among `sites`."""
        number = len(self.sites)
        arguments = self.arguments.of_site(number)
        piece = site.settle(given, arguments, self.access)
        is_open = given.slot is not None or arguments.depends_on_asker
        self.sites.append(Settled(number, site, given, piece, arguments.values, is_open))
        self.arguments.values.update(arguments.values)
        return piece

    def _page_entry(self, model: Model, chosen: Selection, path: Path) -> PageEntry:
        if chosen.name == "totalCount":
            return Total(chosen.key)
        if chosen.name in SUMMARIES:
            return plan_summary(self, model, chosen, path)
        if chosen.name == "nodes":
            return Nodes(chosen.key, self.object(model, chosen, path))
        if chosen.name == "edges":
            inner = chosen.fields(f"{model.type_name}Edge")
            return Edges(
                chosen.key, tuple(self._edge_entry(model, one, (*path, one.key)) for one in inner)
            )
        if chosen.name == "pageInfo":
            return Info(chosen.key, tuple(map(_info_entry, chosen.fields("PageInfo"))))
        return Constant(chosen.key, f"{model.type_name}Connection")

    def _edge_entry(
        self, model: Model, chosen: Selection, path: Path
    ) -> CursorOf | Nodes | Constant:
        if chosen.name == "cursor":
            return CursorOf(chosen.key)
        if chosen.name == "node":
            return Nodes(chosen.key, self.object(model, chosen, path))
        return Constant(chosen.key, f"{model.type_name}Edge")


def _info_entry(chosen: Selection) -> Leaf | Constant:
    if chosen.name == TYPENAME:
        return Constant(chosen.key, "PageInfo")
    return Leaf(chosen.key, chosen.name)
