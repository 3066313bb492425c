"""What a grant says to policy: it belongs to the agency as a whole, and a client asked for it."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, String, case, func, literal, literal_column

from kinerja.domains.data_sharing.vocabulary import DataSharingGrantState as State
from kinerja.kit.ids import AgencyId
from policies.facts import RowFacts
from tenants.sharing_models import DataSharingGrant

_columns = DataSharingGrant.__table__.c

GRANT_FACTS = RowFacts(agency=_columns.agency_id, author=_columns.client_id)


def new_grant_facts(agency_id: AgencyId) -> RowFacts:
    """Return the facts of a grant that does not exist yet, to ask whether it may be made."""
    return RowFacts(agency=literal(int(agency_id), Integer()))


def state_of(
    revoked_at: ColumnElement[Any], valid: ColumnElement[Any], today: ColumnElement[Any]
) -> ColumnElement[str]:
    """Return a grant's state on a day, which no column holds."""
    return case(
        (revoked_at.is_not(None), _word(State.REVOKED)),
        (func.upper(valid) <= today, _word(State.EXPIRED)),
        (func.lower(valid) > today, _word(State.UPCOMING)),
        else_=_word(State.ACTIVE),
    )


def _word(state: State) -> ColumnElement[str]:
    return literal_column(f"'{state.value}'", String())
