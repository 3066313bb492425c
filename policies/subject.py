"""Who asks (subject), and who asks in which agency with which roles on which day (actor)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kinerja.kit.ids import AgencyId
from kinerja.kit.small_groups import SMALLEST_GROUP
from policies.engine import PolicyEngine
from policies.errors import NotPermittedError, refusal_error
from policies.facts import NOWHERE, Organisation, PlainRow
from policies.grants import Grant
from policies.identity import Subject, SubjectKind
from policies.matching import Decision
from policies.permissions import Action, Resource, Scope

__all__ = ["Actor", "Subject", "SubjectKind"]


@dataclass(frozen=True)
class Actor:
    """A subject in one agency. `roles` are those held there, above all agencies, and implicit.

    `smallest_group`: aggregates of fewer people are withheld from subjects outside the agency.
    """

    subject: Subject
    agency_id: AgencyId
    roles: frozenset[str]
    today: date
    request_id: UUID
    policies: PolicyEngine
    smallest_group: int = SMALLEST_GROUP

    @property
    def pseudonym_key(self) -> bytes | None:
        """The key by which ids about people are shown to the asker; None: they are shown as is.

        Raises:
            ValueError: a client that may not see who people are comes without a key.
        """
        subject = self.subject
        if subject.kind is SubjectKind.PERSON:
            return None
        if subject.shared_in == self.agency_id and Scope.IDENTITY_READ in subject.scopes:
            return None
        if subject.pseudonym_key is None:
            message = "a client has a pseudonym key"
            raise ValueError(message)
        return subject.pseudonym_key

    def grant(self, resource: Resource, action: Action) -> Grant:
        """Return what policy grants; it may be nothing."""
        return self.policies.grant(self, resource, action)

    def require(self, resource: Resource, action: Action) -> Grant:
        """Return what policy grants, when it could grant anything at all.

        A grant still says nothing about a row: use its `row_filter` in the statement.

        Raises:
            NotPermittedError: nothing could ever match; it says who may.
        """
        grant = self.grant(resource, action)
        if grant.is_empty:
            raise self.refused(resource, action)
        return grant

    def refused(
        self, resource: Resource, action: Action, reason: str | None = None
    ) -> NotPermittedError:
        """Return the error to raise for a refusal.

        `reason` is what `Grant.refusal` selected for the row: a `Refusal` or a deny rule's name.
        """
        requirements = self.policies.requirements(resource, action, self)
        states = {one for rule in self.grant(resource, action).allows for one in rule.states or ()}
        return refusal_error(
            action, resource, requirements=requirements, open_states=states, reason=reason
        )

    def explain(
        self,
        resource: Resource,
        action: Action,
        row: PlainRow,
        *,
        organisation: Organisation = NOWHERE,
    ) -> Decision:
        """Return the decision about a row of plain values, with the rule or the reason."""
        return self.policies.enforce(self, resource, action, row, organisation=organisation)
