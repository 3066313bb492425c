"""What requests and legal holds say to policy: whom they are about, and how far they have come."""

from typing import Any

from sqlalchemy import ColumnElement, String, case, literal_column
from sqlalchemy.sql.elements import ColumnClause

from kinerja.domains.personal_data.models import DataRequest, LegalHold
from kinerja.domains.personal_data.vocabulary import HoldState, RequestState
from policies.facts import RowFacts

_requests, _holds = DataRequest.__table__.c, LegalHold.__table__.c


def _word(state: RequestState | HoldState) -> ColumnClause[str]:
    return literal_column(f"'{state.value}'", String())


REQUEST_FACTS = RowFacts(
    agency=_requests.agency_id, state=_requests.state, owner=_requests.employee_id
)


def filed_facts(agency_id: ColumnElement[int], employee_id: ColumnElement[Any]) -> RowFacts:
    """Return the facts of a request that does not exist yet, to ask whether it may be filed."""
    return RowFacts(agency=agency_id, state=_word(RequestState.FILED), owner=employee_id)


def hold_state(lifted_at: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a hold's state, which no column holds."""
    return case((lifted_at.is_(None), _word(HoldState.PLACED)), else_=_word(HoldState.LIFTED))


HOLD_FACTS = RowFacts(
    agency=_holds.agency_id, state=hold_state(_holds.lifted_at), owner=_holds.employee_id
)


def placed_facts(agency_id: ColumnElement[int], employee_id: ColumnElement[Any]) -> RowFacts:
    """Return the facts of a hold that does not exist yet, to ask whether it may be placed."""
    return RowFacts(agency=agency_id, state=_word(HoldState.PLACED), owner=employee_id)
