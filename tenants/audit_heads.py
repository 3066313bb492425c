"""The ends of all chains, as lines that are kept, and perhaps signed, outside the database.

Whoever owns the database can rewrite a whole chain so that it fits again; it then no longer fits
the ends that were written down before.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.errors import KinerjaError
from tenants.audit_models import AuditSeal
from tenants.records import AgencyRecord
from tenants.session import tenant_session

KIND = "kinerja-audit-head"
_HASH = re.compile(r"[0-9a-f]{64}")


class MalformedHeadError(KinerjaError):
    """A line of the file is no head that this service has printed."""

    code = "MALFORMED_HEAD"
    en = "Line {line} of the file is no head: use the lines of `kinerja audit head` as they are."
    id = "Baris {line} bukan kepala rantai: pakai baris dari `kinerja audit head` apa adanya."


@dataclass(frozen=True)
class AuditHead:
    """Where one agency's chain ended at a moment."""

    agency_code: str
    agency_key: UUID
    position: int
    hash: bytes
    sealed_at: datetime

    def __str__(self) -> str:
        """Return one line of JSON; equal heads give equal lines, so that they can be signed."""
        sealed_at = self.sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
        entries = {
            "kind": KIND,
            "agency": self.agency_code,
            "agencyKey": str(self.agency_key),
            "position": self.position,
            "hash": self.hash.hex(),
            "sealedAt": sealed_at,
        }
        return json.dumps(entries, separators=(",", ":"))

    @classmethod
    def read(cls, line: str) -> Self:
        """Read what `__str__` wrote.

        Raises:
            ValueError: it is something else.
        """
        given: Any = json.loads(line)
        if not isinstance(given, dict) or given.get("kind") != KIND:
            raise ValueError
        hash_, position = str(given.get("hash")), given.get("position")
        if not _HASH.fullmatch(hash_) or type(position) is not int or position < 1:
            raise ValueError
        return cls(
            agency_code=str(given.get("agency")),
            agency_key=UUID(str(given.get("agencyKey"))),
            position=position,
            hash=bytes.fromhex(hash_),
            sealed_at=datetime.fromisoformat(str(given.get("sealedAt"))),
        )


def read_heads(lines: Iterable[str]) -> list[AuditHead]:
    """Read a file of heads; of one agency there may be several, from several days.

    Raises:
        MalformedHeadError: a line that is not empty is no head.
    """
    heads = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            heads.append(AuditHead.read(line))
        except ValueError as error:
            raise MalformedHeadError(line=number) from error
    return heads


async def find_head(engine: AsyncEngine, agency: AgencyRecord) -> AuditHead | None:
    """Return where an agency's chain ends; None while nothing is sealed."""
    statement = (
        select(AuditSeal.last_position, AuditSeal.head_hash, AuditSeal.sealed_at)
        .where(AuditSeal.agency_id == agency.id)
        .order_by(AuditSeal.number.desc())
        .limit(1)
    )
    async with tenant_session(engine, agency.id) as session:
        found = (await session.execute(statement)).one_or_none()
    return AuditHead(agency.code, agency.key, *found) if found else None
