"""What one asker sees in one agency: Casbin decides about each row and each class of fields."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from kinerja.kit.ids import AgencyId, GlobalId
from kinerja.kit.pseudonyms import pseudonym, real_id
from policies.facts import PlainRow
from policies.permissions import Action, Effect, FieldClass, Resource
from policies.subject import Actor
from tests.support.reference.plain import PUBLIC, Row, Twin
from tests.support.reference.rows import Rows


class Eyes:
    """One asker in one agency; without an actor, somebody who acts in none."""

    def __init__(self, rows: Rows, actor: Actor | None) -> None:
        self.rows = rows
        self.actor = actor
        self.agency_id = actor.agency_id if actor else AgencyId(0)
        self._key = actor.pseudonym_key if actor else None
        self._decided: dict[tuple[Resource, PlainRow, FieldClass | None], bool] = {}

    @property
    def today(self) -> date:
        """The day on which is asked."""
        return self._asking.today

    @property
    def me(self) -> UUID:
        """Who asks."""
        return self._asking.subject.id

    @property
    def _asking(self) -> Actor:
        assert self.actor, "nobody asks outside an agency"
        return self.actor

    @property
    def hides_people(self) -> bool:
        """Whether the asker may not know who is who."""
        return self._key is not None

    @property
    def pseudonym_key(self) -> bytes | None:
        """The key under which a client knows people's rows."""
        return self._key

    def sees(self, twin: Twin, row: Row) -> bool:
        """Tell whether a row is visible."""
        if twin.resource is None:
            return True
        return self.actor is not None and self._decide(twin.resource, twin.facts(row, self), None)

    def shows(self, twin: Twin, row: Row, field_class: FieldClass) -> bool:
        """Tell whether a visible row shows fields of a class; public ones always."""
        if twin.resource is None or field_class is PUBLIC or self.actor is None:
            return True
        return self._decide(twin.resource, twin.facts(row, self), field_class)

    def ever_shows(self, twin: Twin, field_class: FieldClass) -> bool:
        """Tell whether any rule could show fields of a class, if any could show a row."""
        if twin.resource is None or field_class is PUBLIC or self.actor is None:
            return True
        rules = self.actor.policies.grant(self.actor, twin.resource, Action.VIEW).rules
        allows = [rule for rule in rules if rule.effect is Effect.ALLOW]
        return not allows or any(field_class in rule.field_classes for rule in allows)

    def _decide(self, resource: Resource, plain: PlainRow, shown: FieldClass | None) -> bool:
        if self.actor is None:
            return False
        asked = (resource, plain, shown)
        if asked not in self._decided:
            decision = self.actor.policies.enforce(
                self.actor,
                resource,
                Action.VIEW,
                plain,
                organisation=self.rows.organisation,
                field_class=shown,
            )
            self._decided[asked] = decision.allowed
        return self._decided[asked]

    def key_of(self, twin: Twin, row: Row) -> UUID:
        """Return the key of a row as the asker knows it."""
        return self.shown_key(twin, getattr(row, twin.key))

    def shown_key(self, twin: Twin, real: UUID) -> UUID:
        """Return a real key as the asker knows it."""
        return pseudonym(self._key, real) if self._key and twin.is_personal else real

    def id_of(self, twin: Twin, row: Row) -> str:
        """Return the global id of a row as the asker knows it."""
        agency_id = self.agency_id if twin.of_agency else AgencyId(0)
        return str(GlobalId(twin.name, agency_id, self.key_of(twin, row)))

    def real(self, twin: Twin, key: UUID) -> UUID:
        """Return the key of the row that the asker knows by `key`."""
        return real_id(self._key, key) if self._key and twin.is_personal else key

    def told(self, twin: Twin, value: Any) -> Any:
        """Return a value no more exactly than the asker may know it."""
        if self._key and isinstance(value, UUID):
            return pseudonym(self._key, value)
        if self._key and twin.is_personal and isinstance(value, datetime):
            return value.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return value
