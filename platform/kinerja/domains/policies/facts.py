"""What versions of policies and role assignments say to policy; both concern the agency as a whole.

The author of a version is who proposed it, that of a role assignment who holds the role: a baseline
rule keeps either from deciding about it.
"""

from uuid import UUID

from sqlalchemy import Integer, String, Uuid, literal

from kinerja.kit.ids import AgencyId
from policies.facts import RowFacts
from tenants.models import RoleAssignment
from tenants.policy_models import PolicyVersion, PolicyVersionStatus

_versions, _assignments = PolicyVersion.__table__.c, RoleAssignment.__table__.c

VERSION_FACTS = RowFacts(
    agency=_versions.agency_id, state=_versions.status, author=_versions.proposed_by
)
#: Who holds which role is part of what is in force.
ASSIGNMENT_FACTS = RowFacts(
    agency=_assignments.agency_id,
    state=literal(PolicyVersionStatus.IN_FORCE.value, String()),
    author=_assignments.subject_id,
)


def proposal_facts(agency_id: AgencyId, *, proposer: UUID) -> RowFacts:
    """Return the facts of a proposal that does not exist yet, to ask whether it may be made."""
    return _facts(agency_id, PolicyVersionStatus.PROPOSED, proposer)


def holder_facts(agency_id: AgencyId, *, subject: UUID) -> RowFacts:
    """Return the facts of a role assignment that does not exist yet."""
    return _facts(agency_id, PolicyVersionStatus.IN_FORCE, subject)


def _facts(agency_id: AgencyId, status: PolicyVersionStatus, author: UUID) -> RowFacts:
    return RowFacts(
        agency=literal(int(agency_id), Integer()),
        state=literal(status.value, String()),
        author=literal(author, Uuid()),
    )
