"""The decisions of one call as values: what each says, and what is wrong with it by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, TableValuedAlias, Text, Uuid
from sqlalchemy.types import TypeEngine

from kinerja.domains.appraisals.batches import table_of
from kinerja.domains.appraisals.outcomes import check_text
from kinerja.domains.appraisals.vocabulary import Rating
from kinerja.kit.errors import KinerjaError

REASON_LIMIT = 4000
EVIDENCE_LIMIT = 2000
#: A reason is a sentence, not a sign.
REASON_LEAST = 10


@dataclass(frozen=True, kw_only=True)
class RatingItem:
    """What a rater decides about one appraisal, and evidence of an innovation, if there is one."""

    appraisal_id: UUID
    work: Rating
    behaviour: Rating
    reason: str | None = None
    innovation_evidence: str | None = None

    def check(self) -> KinerjaError | None:
        """Return what is wrong with the item whatever the database says."""
        return check_text(self.reason, "reason", limit=REASON_LIMIT) or check_text(
            self.innovation_evidence, "innovationEvidence", limit=EVIDENCE_LIMIT
        )


def as_table(items: Sequence[tuple[int, RatingItem]]) -> TableValuedAlias:
    """Return the items as a table."""
    columns: list[tuple[str, TypeEngine[Any], list[Any]]] = [
        ("position", Integer(), [position for position, _ in items]),
        ("appraisal_id", Uuid(), [item.appraisal_id for _, item in items]),
        ("work", Text(), [item.work.value for _, item in items]),
        ("behaviour", Text(), [item.behaviour.value for _, item in items]),
        ("reason", Text(), [_blank_as_none(item.reason) for _, item in items]),
        ("evidence", Text(), [_blank_as_none(item.innovation_evidence) for _, item in items]),
    ]
    return table_of("items", columns)


def _blank_as_none(text: str | None) -> str | None:
    return text.strip() or None if text else None
