"""What a delegation says to policy: who delegates (its author), and to whom (whom it is about)."""

from uuid import UUID

from sqlalchemy import Integer, Uuid, literal

from kinerja.domains.delegations.models import Delegation
from kinerja.kit.ids import AgencyId
from policies.facts import RowFacts

_columns = Delegation.__table__.c

DELEGATION_FACTS = RowFacts(
    agency=_columns.agency_id, owner=_columns.delegate_id, author=_columns.delegator_id
)


def planned_facts(agency_id: AgencyId, *, delegator_id: UUID, delegate_id: UUID) -> RowFacts:
    """Return the facts of a delegation that does not exist yet, to ask whether it may be made."""
    return RowFacts(
        agency=literal(int(agency_id), Integer()),
        owner=literal(delegate_id, Uuid()),
        author=literal(delegator_id, Uuid()),
    )
