"""The closed vocabularies of data sharing."""

from enum import StrEnum
from typing import Final

from policies.permissions import Scope


class DataSharingGrantState(StrEnum):
    """What a grant is worth today; it follows from its days and from whether it was revoked."""

    UPCOMING = "UPCOMING"
    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"


#: Reports across agencies show aggregates of all: no single agency grants or refuses them.
NOT_OF_ONE_AGENCY: Final = frozenset({Scope.REPORT_VIEW})
GRANTABLE: Final = tuple(scope for scope in Scope if scope not in NOT_OF_ONE_AGENCY)
