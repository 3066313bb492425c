"""Who asks: the verified subject of a request, and what the policies need to know about it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from kinerja.kit.ids import AgencyId
from policies.permissions import Role


class SubjectKind(StrEnum):
    """A person, or a program that acts with a token of its own."""

    PERSON = "PERSON"
    CLIENT = "CLIENT"


@dataclass(frozen=True)
class Subject:
    """Who a verified token belongs to.

    `agency_id` is the agency that employs the person, or for which the client was granted; None
    means the province. `scopes` are a client's; a person has none.
    """

    id: UUID
    kind: SubjectKind
    agency_id: AgencyId | None
    scopes: frozenset[str] = field(default=frozenset())


class Asker(Protocol):
    """The part of an actor that rules are evaluated against."""

    @property
    def subject(self) -> Subject:
        """Who asks."""

    @property
    def agency_id(self) -> AgencyId:
        """In which agency."""

    @property
    def roles(self) -> frozenset[str]:
        """With which roles there."""

    @property
    def today(self) -> date:
        """On which day; it decides dated relations."""


def effective_roles(asker: Asker, own_roles: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the roles that count for this kind of subject in this agency.

    Unknown names count for nothing. A client is never anything but an API client, whatever is
    assigned to it. A person is an employee only of the own agency, and holds `own_roles`, those
    that the agency has made for itself, only there: who leaves has them no longer.
    """
    subject = asker.subject
    known: set[str] = {role for role in Role if role.value in asker.roles}
    if subject.kind is SubjectKind.CLIENT:
        granted_here = subject.agency_id in {None, asker.agency_id}
        return frozenset(known & {Role.API_CLIENT}) if granted_here else frozenset()
    known.discard(Role.API_CLIENT)
    if subject.agency_id == asker.agency_id:
        known |= own_roles & asker.roles
    else:
        known.discard(Role.EMPLOYEE)
    return frozenset(known | {Role.AUTHENTICATED})
