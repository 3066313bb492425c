"""What the hash chain over an agency's audit trail is made of: canonical events and their links.

Link n holds SHA-256 of link n - 1's hash followed by the canonical form of event n in UTF-8. The
first link follows the hash of the agency's own key, so that no agency's chain fits another one.
"""

import hashlib
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Text, cast, func, literal_column
from sqlalchemy.sql.elements import ColumnElement

from tenants.models import AuditEvent

#: Writers are given so long to commit before the chain goes on without their event; it then joins
#: at a later position. The application role's statements end after half a minute.
MARGIN: Final = timedelta(seconds=30)
#: No transaction that writes audit events lasts so long. What turns up later than that, with a time
#: from before what is sealed, was put there by somebody else.
LONGEST_TRANSACTION: Final = timedelta(hours=1)
#: Events that are sealed, or verified, together: the memory that either takes.
BATCH: Final = 5_000

_GENESIS: Final = "kinerja audit chain 1 "


#: An instant as text that does not depend on the session's time zone.
_UTC: Final[ColumnElement[str]] = func.to_char(
    func.timezone(literal_column("'UTC'", Text()), AuditEvent.occurred_at),
    literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""", Text()),
)
#: The canonical form of an event: a JSON array of its columns, in this order. JSONB has one
#: spelling for a value. `before` and `after` stand in it as text: else NULL and JSON's null would
#: be the same.
CANONICAL: Final[ColumnElement[str]] = cast(
    func.jsonb_build_array(
        AuditEvent.agency_id,
        AuditEvent.id,
        _UTC,
        AuditEvent.actor_id,
        AuditEvent.action,
        AuditEvent.object_type,
        AuditEvent.object_id,
        AuditEvent.reason,
        cast(AuditEvent.before, Text),
        cast(AuditEvent.after, Text),
        AuditEvent.request_id,
        AuditEvent.person_id,
    ),
    Text,
)


def genesis(agency_key: UUID) -> bytes:
    """Return what the first link of an agency's chain follows."""
    return hashlib.sha256(f"{_GENESIS}{agency_key}".encode()).digest()


def link_hash(previous: bytes, canonical: str) -> bytes:
    """Return the hash of the link that seals an event behind `previous`."""
    return hashlib.sha256(previous + canonical.encode()).digest()
