"""The scores of one call as values: what each item says, and what is wrong with it by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Integer, Numeric, TableValuedAlias, Text, Uuid
from sqlalchemy.types import TypeEngine

from kinerja.domains.appraisals.batches import table_of
from kinerja.domains.appraisals.errors import ValueRequiredError
from kinerja.domains.appraisals.outcomes import check_text
from kinerja.kit.errors import KinerjaError

COMMENT_LIMIT = 4000
EVIDENCE_LIMIT = 2000


@dataclass(frozen=True, kw_only=True)
class ScoreItem:
    """One score to be entered: a value, or the word that the indicator does not apply."""

    appraisal_id: UUID
    indicator_id: UUID
    actual: Decimal | None = None
    not_applicable: bool = False
    comment: str | None = None
    evidence: str | None = None

    def check(self) -> KinerjaError | None:
        """Return what is wrong with the item whatever the database says."""
        is_value = self.actual is not None and self.actual.is_finite()
        if is_value == self.not_applicable:
            return ValueRequiredError(path=("actual",))
        return check_text(self.comment, "comment", limit=COMMENT_LIMIT) or check_text(
            self.evidence, "evidence", limit=EVIDENCE_LIMIT
        )


@dataclass(frozen=True)
class NumberedItem:
    """An item with its position in the call and the key that its score would have."""

    position: int
    score_id: UUID
    item: ScoreItem


def as_table(items: Sequence[NumberedItem]) -> TableValuedAlias:
    """Return the items as a table.

    One array for each column: the statement has the same text whatever the number of items.
    """
    columns: list[tuple[str, TypeEngine[Any], list[Any]]] = [
        ("position", Integer(), [one.position for one in items]),
        ("score_id", Uuid(), [one.score_id for one in items]),
        ("appraisal_id", Uuid(), [one.item.appraisal_id for one in items]),
        ("indicator_id", Uuid(), [one.item.indicator_id for one in items]),
        ("actual", Numeric(), [one.item.actual for one in items]),
        ("not_applicable", Boolean(), [one.item.not_applicable for one in items]),
        ("comment", Text(), [one.item.comment or None for one in items]),
        ("evidence", Text(), [one.item.evidence or None for one in items]),
    ]
    return table_of("items", columns)
