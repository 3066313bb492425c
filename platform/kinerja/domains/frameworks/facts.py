"""What a framework version says to policy: its agency and its status; it is about no person."""

from sqlalchemy import Integer, String, literal

from kinerja.domains.frameworks.models import FrameworkVersion
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.ids import AgencyId
from policies.facts import RowFacts

_columns = FrameworkVersion.__table__.c

VERSION_FACTS = RowFacts(agency=_columns.agency_id, state=_columns.status)


def draft_facts(agency_id: AgencyId) -> RowFacts:
    """Return the facts of a draft that does not exist yet, to ask whether it may be made."""
    return RowFacts(
        agency=literal(int(agency_id), Integer()),
        state=literal(VersionStatus.DRAFT.value, String()),
    )
