"""What a survey and its result say to policy: the agency and a state, or the unit."""

from sqlalchemy import Integer, String, literal

from kinerja.domains.surveys.models import Survey
from kinerja.domains.surveys.vocabulary import SurveyState
from kinerja.kit.ids import AgencyId
from policies.facts import RowFacts

_columns = Survey.__table__.c

SURVEY_FACTS = RowFacts(agency=_columns.agency_id, state=_columns.state)


def drafted_facts(agency_id: AgencyId) -> RowFacts:
    """Return the facts of a survey that does not exist yet, to ask whether it may be made."""
    return RowFacts(
        agency=literal(int(agency_id), Integer()),
        state=literal(SurveyState.DRAFT.value, String()),
    )
