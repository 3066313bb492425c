"""What is written about an employee's development says to policy whom it is about, and who may.

Rater and superior are those of the day: who appraises somebody from now on reads what was agreed.
"""

from uuid import UUID

from sqlalchemy import Integer, Text, Uuid, literal

from kinerja.domains.development.models import DevelopmentAction
from kinerja.domains.development.vocabulary import ActionState, FeedbackVisibility
from kinerja.kit.ids import AgencyId
from policies.facts import RowFacts

_actions = DevelopmentAction.__table__.c
ACTION_FACTS = RowFacts(agency=_actions.agency_id, state=_actions.state, owner=_actions.employee_id)


def planned_action(agency_id: AgencyId, *, employee_id: UUID) -> RowFacts:
    """Return the facts of an action that does not exist yet, to ask whether it may be planned."""
    return RowFacts(
        agency=literal(int(agency_id), Integer()),
        state=literal(ActionState.PLANNED.value, Text()),
        owner=literal(employee_id, Uuid()),
    )


def planned_feedback(
    agency_id: AgencyId, *, employee_id: UUID, visibility: FeedbackVisibility
) -> RowFacts:
    """Return the facts of feedback that does not exist yet, to ask whether it may be given."""
    return RowFacts(
        agency=literal(int(agency_id), Integer()),
        state=literal(visibility.value, Text()),
        owner=literal(employee_id, Uuid()),
    )
