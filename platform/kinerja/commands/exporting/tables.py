"""The tables that can be exported, and the operations that ask for their rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from kinerja.commands.exporting.columns import Column, Kind, selection
from kinerja.commands.exporting.errors import TooManyPartsError

#: How many parts of one row are asked for with it: more than a framework has indicators, even if
#: all were corrected several times.
PARTS: Final = 200


@dataclass(frozen=True)
class Parts:
    """A list inside each row, whose items become the rows of the table."""

    field: str
    columns: tuple[Column, ...]
    is_paged: bool


@dataclass(frozen=True)
class Table:
    """A table: the list of the agency that it is made from, and its columns.

    `of_cycle`: a cycle has the list, too.
    """

    edge: str
    columns: tuple[Column, ...]
    parts: Parts | None = None
    of_cycle: bool = False

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """The columns of the row and of its parts."""
        return self.columns + (self.parts.columns if self.parts else ())

    def counting(self, *, of_cycle: bool) -> str:
        """Return the operation that counts the rows before they come."""
        return self._operation("totalCount", of_cycle=of_cycle)

    def listing(self, *, of_cycle: bool) -> str:
        """Return the operation that is answered with all rows."""
        return self._operation(f"nodes {{ {self._selected()} }}", of_cycle=of_cycle)

    def rows(self, node: Mapping[str, Any], number: int) -> Iterator[list[Any]]:
        """Yield the rows that one row of the list makes: itself, or one for each of its parts.

        Raises:
            TooManyPartsError: it has more parts than were asked for.
        """
        own = [column.value_in(node) for column in self.columns]
        if self.parts is None:
            yield own
            return
        found = node[self.parts.field]
        if self.parts.is_paged:
            if found["pageInfo"]["hasNextPage"]:
                raise TooManyPartsError(row=number, limit=PARTS)
            found = found["nodes"]
        for part in found:
            yield [*own, *(column.value_in(part) for column in self.parts.columns)]

    def _operation(self, wanted: str, *, of_cycle: bool) -> str:
        listed = f"{self.edge} {{ {wanted} }}"
        if of_cycle:
            return (
                "query ($code: String!, $cycle: String!)"
                f" {{ agency(code: $code) {{ cycle(code: $cycle) {{ {listed} }} }} }}"
            )
        return f"query ($code: String!) {{ agency(code: $code) {{ {listed} }} }}"

    def _selected(self) -> str:
        own = selection(self.columns)
        if self.parts is None:
            return own
        inner = selection(self.parts.columns)
        if self.parts.is_paged:
            page = f"pageInfo {{ hasNextPage }} nodes {{ {inner} }}"
            return f"{own} {self.parts.field}(first: {PARTS}) {{ {page} }}"
        return f"{own} {self.parts.field} {{ {inner} }}"


_WHOSE = (
    Column("appraisal_id", "id"),
    Column("cycle", "cycle.code"),
    Column("ratee_nip", "ratee.nip"),
    Column("ratee_name", "ratee.name"),
    Column("unit_code", "orgUnit.code"),
    Column("position_class", "positionClass"),
    Column("state", "state"),
)
EMPLOYEES: Final = Table(
    "employees",
    (
        Column("nip", "nip"),
        Column("nrk", "nrk"),
        Column("name", "name"),
        Column("employment", "employment"),
        Column("state", "state"),
        Column("inactive_since", "inactiveSince", Kind.DATE),
        Column("unit_code", "orgUnit.code"),
        Column("unit_name", "orgUnit.name"),
        Column("position_code", "position.code"),
        Column("position_name", "position.name"),
        Column("position_class", "position.positionClass"),
        Column("rater_nip", "rater.nip"),
        Column("rater_name", "rater.name"),
        Column("id", "id"),
    ),
)
APPRAISALS: Final = Table(
    "appraisals",
    (
        *_WHOSE,
        Column("unit_path", "unitPath"),
        Column("rater_nip", "rater.nip"),
        Column("rater_name", "rater.name"),
        Column("work_score", "workScore", Kind.DECIMAL),
        Column("behaviour_score", "behaviourScore", Kind.DECIMAL),
        Column("composite", "composite", Kind.DECIMAL),
        Column("numeric_grade", "numericGrade"),
        Column("decided_work_rating", "decidedWorkRating"),
        Column("behaviour_rating", "behaviourRating"),
        Column("official_grade", "officialGrade"),
        Column("rating_due", "ratingDue", Kind.DATE),
        Column("delivered_at", "deliveredAt", Kind.INSTANT),
        Column("objection_until", "objectionUntil", Kind.DATE),
        Column("finalised_at", "finalisedAt", Kind.INSTANT),
        Column("result_hash", "resultHash"),
    ),
    of_cycle=True,
)
SCORES: Final = Table(
    "appraisals",
    _WHOSE,
    Parts(
        "scores",
        (
            Column("indicator", "indicator.code"),
            Column("indicator_name", "indicator.nameId"),
            Column("unit", "indicator.unit"),
            Column("source", "source"),
            Column("actual", "actual", Kind.DECIMAL),
            Column("not_applicable", "notApplicable", Kind.FLAG),
            Column("is_current", "isCurrent", Kind.FLAG),
            Column("comment", "comment"),
            Column("evidence", "evidence"),
            Column("scorer_name", "scorer.name"),
            Column("entered_at", "enteredAt", Kind.INSTANT),
            Column("score_id", "id"),
        ),
        is_paged=True,
    ),
    of_cycle=True,
)
RESULTS: Final = Table(
    "appraisals",
    (
        *_WHOSE,
        Column("composite", "composite", Kind.DECIMAL),
        Column("official_grade", "officialGrade"),
        Column("finalised_at", "finalisedAt", Kind.INSTANT),
        Column("result_hash", "resultHash"),
    ),
    Parts(
        "results",
        (
            Column("node_kind", "nodeKind"),
            Column("component", "component.code"),
            Column("indicator", "indicator.code"),
            Column("achievement", "achievement", Kind.DECIMAL),
            Column("effective_weight", "effectiveWeight", Kind.DECIMAL),
            Column("contribution", "contribution", Kind.DECIMAL),
        ),
        is_paged=False,
    ),
    of_cycle=True,
)
AUDIT: Final = Table(
    "auditEvents",
    (
        Column("occurred_at", "occurredAt", Kind.INSTANT),
        Column("action", "action"),
        Column("kind", "kind"),
        Column("object_type", "objectType"),
        Column("object_key", "objectKey"),
        Column("actor_name", "actor.name"),
        Column("person_name", "person.name"),
        Column("reason", "reason"),
        Column("before", "before"),
        Column("after", "after"),
        Column("request_id", "requestId"),
        Column("chain_hash", "chainHash"),
        Column("id", "id"),
    ),
)
