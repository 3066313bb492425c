"""What a planned read touches of people: the facts by which an agency keeps account of reads.

Worked out once for a statement and kept with it, so that a read that needs no account pays nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import literal_column

from kinerja.reads.access import Grants
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.levels import ME
from kinerja.reads.model import Element, Model, Row
from kinerja.reads.plan import (
    Aggregate,
    Aggregates,
    Combination,
    Comparison,
    Condition,
    Edges,
    EdgeTo,
    Entry,
    GroupKey,
    Groups,
    Leaf,
    Nodes,
    Object,
    Page,
    PageTo,
    Related,
)
from policies.grants import Grant, Rule
from policies.permissions import FieldClass, Relation, Resource
from policies.relations import RELATIONS
from tenants.audit_models import Reach

#: What UU 27/2022 Pasal 4 protects; everything else of a person is what colleagues need to know.
PROTECTED: Final = frozenset({FieldClass.PERSONAL, FieldClass.SPECIFIC})
#: Rules by which people see what is their own.
_OWN: Final = frozenset({Relation.SELF, Relation.AUTHOR})
#: By type: the edges that lead to rows about the same person. Any other may lead to others.
_SAME_PERSON: Final[Mapping[str, frozenset[str]]] = {
    "Viewer": frozenset({"employee", "appraisals"}),
    "Employee": frozenset({"assignments", "reportingLines", "appraisals"}),
    "Assignment": frozenset({"employee"}),
    "ReportingLine": frozenset({"ratee"}),
    "Appraisal": frozenset(
        {"ratee", "assignment", "scores", "results", "preview", "previewResults"}
    ),
    "Score": frozenset({"appraisal", "supersedes"}),
    "NodeResult": frozenset({"appraisal"}),
}

#: A class of fields of a resource, and whether the read stays with the person of the root there.
_Spot = tuple[bool, Resource, FieldClass]


@dataclass(frozen=True)
class Account:
    """The rules under which a part of a read may have been answered."""

    rules: tuple[str, ...]
    covers_everyone: bool

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> "Account":
        """Name the rules; one that holds for every row of the agency covers everyone in it."""
        known = list(rules)
        everyone = any(RELATIONS[rule.relation].always for rule in known)
        return cls(tuple(sorted({rule.name for rule in known})), everyone)


@dataclass(frozen=True)
class Part:
    """A part of a read: about the person of its root object, a list of people, or nobody.

    `owned`: it is about the person of the root object. `staff` is the account that colleagues owe:
    it names no rule when they owe none, since they read nothing protected of others.
    """

    reach: Reach
    owned: bool
    resources: tuple[Resource, ...]
    field_classes: tuple[FieldClass, ...]
    strangers: Account
    staff: Account


@dataclass(frozen=True)
class Touched:
    """What one plan touches: the type of its root object, and the parts of the read."""

    type_name: str
    parts: tuple[Part, ...]


def touched(plan: Object, grants: Grants) -> Touched:
    """Work out what a plan touches under the grants that it was made with."""
    granted = dict(grants)
    shown = {resource for resource, grant in grants if _of_others(grant.allows)}
    spots = [spot for spot in dict.fromkeys(_object(plan, is_same=True)) if spot[1] in shown]
    is_of_person = plan.type_name == "Viewer" or is_about_person(plan.type_name)
    beyond = [spot for spot in spots if not (spot[0] and is_of_person)]
    if any(resource in _of_people() for _, resource, _ in beyond):
        own = [spot for spot in spots if spot not in beyond]
        rest = _part(Reach.LIST, beyond, granted)
    elif is_of_person:
        own, rest = spots, None
    else:
        own, rest = [], _part(Reach.OBJECT, beyond, granted)
    about = _part(Reach.OBJECT, own, granted, owned=True) if own else None
    return Touched(plan.type_name, tuple(part for part in (about, rest) if part is not None))


def told_of(type_name: str, resource: Resource, grant: Grant) -> Touched:
    """Return what it touches to be told how policy decides about one object that one may see."""
    about = is_about_person(type_name)
    spots = [(True, resource, FieldClass.PUBLIC)] if _of_others(grant.allows) else []
    parts = (_part(Reach.OBJECT, spots, {resource: grant}, owned=about),) if spots else ()
    return Touched(type_name, parts)


def counted_in(resources: Iterable[Resource], grant: Grant) -> Touched:
    """Return what it touches to count, person by person, what policies would change there."""
    known = tuple(sorted(set(resources)))
    account = Account.of(grant.allows)
    part = Part(Reach.LIST, False, known, (FieldClass.PUBLIC,), account, Account((), False))
    return Touched("PolicyVersion", (part,))


def listed_in(type_name: str, grant: Grant) -> Touched:
    """Return what it touches to list results of people, computed for an object about nobody."""
    spots = [(False, Resource.APPRAISAL, FieldClass.INTERNAL)] if _of_others(grant.allows) else []
    parts = (_part(Reach.LIST, spots, {Resource.APPRAISAL: grant}),) if spots else ()
    return Touched(type_name, parts)


def _part(
    reach: Reach, spots: Iterable[_Spot], granted: Mapping[Resource, Grant], *, owned: bool = False
) -> Part:
    pairs = list(dict.fromkeys((resource, field_class) for _, resource, field_class in spots))
    resources = tuple(dict.fromkeys(resource for resource, _ in pairs))
    allowed = [rule for resource in resources for rule in _of_others(granted[resource].allows)]
    protected = [
        rule
        for resource, field_class in pairs
        for rule in _of_others(granted[resource].allows)
        if _is_accountable(rule, field_class)
    ]
    return Part(
        reach=reach,
        owned=owned,
        resources=resources,
        field_classes=tuple(sorted({field_class for _, field_class in pairs})),
        strangers=Account.of(allowed),
        staff=Account.of(protected),
    )


def _of_others(rules: Iterable[Rule]) -> list[Rule]:
    """Leave out the rules by which people see nothing but their own."""
    return [rule for rule in rules if rule.relation not in _OWN]


def _is_accountable(rule: Rule, field_class: FieldClass) -> bool:
    """Tell whether a colleague who reads such a field by this rule owes an account of it."""
    if rule.relation is Relation.INVESTIGATED:
        return True
    return field_class in PROTECTED and field_class in rule.field_classes


def _object(plan: Object, *, is_same: bool) -> Iterator[_Spot]:
    resource = CATALOGUE[plan.type_name].resource
    if resource is not None:
        yield is_same, resource, FieldClass.PUBLIC
    for entry in plan.entries:
        yield from _entry(plan.type_name, entry, is_same=is_same)


def _entry(type_name: str, entry: Entry, *, is_same: bool) -> Iterator[_Spot]:
    model = CATALOGUE[type_name]
    if isinstance(entry, Leaf):
        if model.resource and entry.field in model.fields and not entry.hidden:
            yield is_same, model.resource, model.fields[entry.field].field_class
    elif isinstance(entry, EdgeTo | PageTo):
        edge = model.edges[entry.edge]
        if model.resource:
            yield is_same, model.resource, edge.field_class
        stays = is_same and entry.edge in _SAME_PERSON.get(type_name, ())
        if isinstance(entry, PageTo):
            yield from _page(entry.page, is_same=stays)
        elif not entry.hidden:
            yield from _object(entry.object, is_same=stays)


def _page(plan: Page, *, is_same: bool) -> Iterator[_Spot]:
    """Count what a page is filtered and ordered by as read: the rows that come tell it."""
    model = CATALOGUE[plan.type_name]
    if model.resource is not None:
        yield is_same, model.resource, FieldClass.PUBLIC
        yield from _compared(model, plan.condition, is_same=is_same)
        for term in plan.window.order:
            yield is_same, model.resource, model.orderings[term.ordering].field_class
    for entry in plan.entries:
        if isinstance(entry, Aggregates | Groups):
            yield from _summed(model, entry, is_same=is_same)
        inner = entry.entries if isinstance(entry, Edges) else (entry,)
        for one in inner:
            if isinstance(one, Nodes):
                yield from _object(one.object, is_same=is_same)


def _summed(model: Model, plan: Aggregates | Groups, *, is_same: bool) -> Iterator[_Spot]:
    """Yield what is added up, and what it is split by."""
    if isinstance(plan, Groups) and model.resource is not None:
        for name in plan.grouping.by:
            yield is_same, model.resource, model.filters[name].field_class
    for entry in plan.entries:
        if isinstance(entry, GroupKey):
            yield from _object(entry.object, is_same=False)
        elif isinstance(entry, Aggregate) and model.resource is not None:
            for leaf in entry.measures:
                if isinstance(leaf, Leaf):
                    yield is_same, model.resource, model.fields[leaf.field].field_class


def _compared(model: Model, condition: Condition | None, *, is_same: bool) -> Iterator[_Spot]:
    """Yield what a condition compares, of the rows themselves and of those that edges lead to."""
    if isinstance(condition, Combination):
        for part in condition.parts:
            yield from _compared(model, part, is_same=is_same)
    elif isinstance(condition, Related):
        edge = model.edges[condition.edge]
        target = CATALOGUE[edge.target]
        stays = is_same and condition.edge in _SAME_PERSON.get(model.type_name, ())
        if model.resource is not None:
            yield is_same, model.resource, edge.field_class
        if target.resource is not None:
            yield stays, target.resource, edge.target_class
        yield from _compared(target, condition.condition, is_same=stays)
    elif isinstance(condition, Comparison) and model.resource is not None:
        yield is_same, model.resource, model.filters[condition.field].field_class


class _AnyRow(Row):
    """A row of whatever table a model judges by: only whether it has an owner is asked of it."""

    def __getitem__(self, name: str) -> Element:
        return literal_column(name, self.table.c[name].type if name in self.table.c else None)


@lru_cache
def is_about_person(type_name: str) -> bool:
    """Tell whether the rows of a type are each about one person, as policy sees it."""
    model = CATALOGUE[type_name]
    if model.is_virtual:
        return False
    row = _AnyRow("row", model.table)
    return model.facts(row, row, ME).owner is not None


@lru_cache
def _of_people() -> frozenset[Resource]:
    """Return the resources of which some rows are about a person."""
    return frozenset(
        model.resource
        for name, model in CATALOGUE.items()
        if model.resource is not None and is_about_person(name)
    )
