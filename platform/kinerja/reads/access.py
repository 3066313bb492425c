"""What policy grants one request: which resources, which classes of fields, on which rows."""

from collections.abc import Callable
from typing import TypeAlias

from sqlalchemy import false, true

from kinerja.kit.ids import AgencyId
from kinerja.reads.model import Element
from policies.asking import StatementBinds
from policies.facts import RowFacts
from policies.grants import Grant, Once
from policies.permissions import Action, FieldClass, Resource
from policies.subject import Actor

Grants: TypeAlias = tuple[tuple[Resource, Grant], ...]


class Access:
    """The grants of one actor; None: somebody outside all agencies, who is granted nothing.

    `pseudonym_key` permutes the ids of people's rows; None: they are shown as they are.
    """

    def __init__(self, actor: Actor | None) -> None:
        self._actor = actor
        self._me = StatementBinds.of(actor) if actor else None
        self._grants: dict[Resource, Grant] = {}
        self._ask: Callable[[Resource, Action], Grant] | None = None
        self.pseudonym_key = actor.pseudonym_key if actor else None

    @property
    def grants(self) -> Grants:
        """The grants that have been asked for."""
        return tuple(self._grants.items())

    @property
    def shape(self) -> tuple[bool, Grants]:
        """The part of a statement's cache key that stands for policy."""
        return self.hides_people, self.grants

    @property
    def resources(self) -> tuple[Resource, ...]:
        """The resources whose grants have been asked for."""
        return tuple(self._grants)

    @property
    def agency_id(self) -> AgencyId | None:
        """The agency in which the actor asks."""
        return self._actor.agency_id if self._actor else None

    @property
    def hides_people(self) -> bool:
        """Whether the asker may not know who is who, and so gets pseudonyms."""
        return self.pseudonym_key is not None

    def rows(self, resource: Resource | None, facts: RowFacts) -> Element:
        """Return the condition that keeps the rows which the actor may see."""
        if resource is None:
            return true()
        if self._me is None:
            return false()
        return self._grant(resource).rows_of(facts, self._me)

    def rows_held_by(
        self, resource: Resource | None, facts: RowFacts, holder: RowFacts, *, once: Once
    ) -> Element:
        """Return the same for rows that are judged by the row above them."""
        if resource is None or self._me is None:
            return self.rows(resource, facts)
        return self._grant(resource).rows_held_by(facts, holder, self._me, once=once)

    def never_shows(self, resource: Resource | None, field_class: FieldClass) -> bool:
        """Tell whether no row that the actor may see shows fields of the class."""
        if resource is None or field_class is FieldClass.PUBLIC or self._actor is None:
            return False
        allows = self._grant(resource).allows
        return bool(allows) and not any(field_class in rule.field_classes for rule in allows)

    def always_shows(self, resource: Resource | None, field_class: FieldClass) -> bool:
        """Tell whether every row that the actor may see shows fields of the class."""
        if resource is None or field_class is FieldClass.PUBLIC or self._actor is None:
            return True
        return self._grant(resource).always_shows(field_class)

    def shows(
        self, resource: Resource | None, facts: RowFacts, field_class: FieldClass
    ) -> Element | bool:
        """Tell which of the visible rows show fields of the class; public ones all do."""
        if resource is None or field_class is FieldClass.PUBLIC or self._me is None:
            return True
        return self._grant(resource).fields_of(facts, self._me, field_class)

    @property
    def actor(self) -> Actor | None:
        """Who asks."""
        return self._actor

    def note(self, resource: Resource | None) -> None:
        """Make the resource's grant a part of `grants`."""
        if resource is not None and self._actor is not None:
            self._grant(resource)

    def _grant(self, resource: Resource) -> Grant:
        if self._actor is None:
            message = "without an actor there is no grant to ask for"
            raise ValueError(message)
        if resource not in self._grants:
            self._ask = self._ask or self._actor.policies.grants_of(self._actor)
            self._grants[resource] = self._ask(resource, Action.VIEW)
        return self._grants[resource]
