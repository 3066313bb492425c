"""What the service keeps in memory about an agency."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kinerja.kit.ids import AgencyId
from tenants.models import Agency, AgencyKind, AgencyState


@dataclass(frozen=True)
class AgencyRecord:
    """An agency as of one moment; immutable, so that requests can share it."""

    id: AgencyId
    key: UUID
    code: str
    name: str
    kind: AgencyKind
    state: AgencyState
    active_from: date
    active_to: date | None

    @classmethod
    def of(cls, agency: Agency) -> "AgencyRecord":
        """Copy a row."""
        return cls(
            id=AgencyId(agency.id),
            key=agency.key,
            code=agency.code,
            name=agency.name,
            kind=AgencyKind(agency.kind),
            state=AgencyState(agency.state),
            active_from=agency.active_from,
            active_to=agency.active_to,
        )
