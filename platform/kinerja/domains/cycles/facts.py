"""What a cycle says to policy: its agency and its state; it is about no person."""

from sqlalchemy import Integer, String, literal

from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.kit.ids import AgencyId
from policies.facts import RowFacts

_columns = Cycle.__table__.c

CYCLE_FACTS = RowFacts(agency=_columns.agency_id, state=_columns.state)


def planned_facts(agency_id: AgencyId) -> RowFacts:
    """Return the facts of a cycle that does not exist yet, to ask whether it may be made."""
    return RowFacts(
        agency=literal(int(agency_id), Integer()),
        state=literal(CycleState.PLANNED.value, String()),
    )
