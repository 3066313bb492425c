"""Who asks: the verified subject of a request, and what the policies need to know about it."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final, Protocol, Self
from uuid import UUID

from kinerja.kit.ids import AgencyId
from policies.permissions import Role

#: Above all agencies: no agency has this id.
PROVINCE: Final = AgencyId(0)


class SubjectKind(StrEnum):
    """A person, or a program that acts with a token of its own."""

    PERSON = "PERSON"
    CLIENT = "CLIENT"


@dataclass(frozen=True)
class Subject:
    """Who a verified token belongs to.

    `agency_id` is the agency that employs the person, or to which the client's token is limited;
    None means the province. `scopes` are a client's; a person has none. `shared_in` is the agency
    whose grant of data sharing has narrowed them: without one a client may nothing in an agency.
    `pseudonym_key` permutes the ids about people that a client sees; it is a secret. `purpose` is
    that for which a client's token was issued.
    """

    id: UUID
    kind: SubjectKind
    agency_id: AgencyId | None
    scopes: frozenset[str] = field(default=frozenset())
    shared_in: AgencyId | None = None
    pseudonym_key: bytes | None = field(default=None, repr=False)
    purpose: str = ""

    def shared(self, agency_id: AgencyId, granted: frozenset[str] | None) -> Self:
        """Return a client as it may act in an agency: by what token and agency both give.

        `granted` None: the agency has granted it nothing that holds today.
        """
        if granted is None:
            return self
        return replace(self, scopes=self.scopes & granted, shared_in=agency_id)


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


def is_employee(asker: Asker) -> bool:
    """Tell whether a person asks in the agency that employs that person at present."""
    subject = asker.subject
    is_here = subject.kind is SubjectKind.PERSON and subject.agency_id == asker.agency_id
    return is_here and Role.EMPLOYEE in asker.roles


def effective_roles(asker: Asker, own_roles: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the roles that count for this kind of subject in this agency.

    Unknown names count for nothing. A client is never anything but an API client, whatever is
    assigned to it. A person is an employee only of the own agency, and holds `own_roles`, those
    that the agency has made for itself, only as such: who leaves has them no longer, and nobody
    has them without the separations that hold for every employee.
    """
    subject = asker.subject
    known: set[str] = {role for role in Role if role.value in asker.roles}
    if subject.kind is SubjectKind.CLIENT:
        return frozenset(known & {Role.API_CLIENT}) if _is_granted(asker) else frozenset()
    known.discard(Role.API_CLIENT)
    if is_employee(asker):
        known |= own_roles & asker.roles
    else:
        known.discard(Role.EMPLOYEE)
    return frozenset(known | {Role.AUTHENTICATED})


def _is_granted(asker: Asker) -> bool:
    """Tell whether a client may act: in an agency by its grant, above all by scopes alone."""
    subject = asker.subject
    if asker.agency_id == PROVINCE:
        return subject.agency_id is None
    return subject.shared_in == asker.agency_id and subject.agency_id in {None, asker.agency_id}
