"""What an inspection case says to policy: whom it is about, and whether it is open."""

from typing import Any

from sqlalchemy import ColumnElement, String, case, literal_column
from sqlalchemy.sql.elements import ColumnClause

from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.inspections.vocabulary import CaseState
from policies.facts import RowFacts

_columns = InspectionCase.__table__.c


def state_of(closed_at: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a case's state, which no column holds."""
    return case((closed_at.is_(None), _word(CaseState.OPEN)), else_=_word(CaseState.CLOSED))


def _word(state: CaseState) -> ColumnClause[str]:
    return literal_column(f"'{state.value}'", String())


CASE_FACTS = RowFacts(
    agency=_columns.agency_id, state=state_of(_columns.closed_at), owner=_columns.employee_id
)


def opened_facts(agency_id: ColumnElement[int], employee_id: ColumnElement[Any]) -> RowFacts:
    """Return the facts of a case that does not exist yet, to ask whether it may be opened."""
    return RowFacts(agency=agency_id, state=_word(CaseState.OPEN), owner=employee_id)
