"""Which of the scores of an indicator counts.

A score counts when no later one supersedes it. Of several sources one counts:

* The indicator's own source, when that is a system which reports facts (attendance, survey,
  complaints, another register). Until it has reported, what the rater entered stands in.
* Otherwise what the rater entered; failing that, the indicator's own source (a self-assessment,
  peers). So nobody's word about himself outweighs the rater's.
"""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Subquery, and_, case, exists, or_, select
from sqlalchemy.orm import aliased

from kinerja.domains.appraisals.framework_tables import indicators
from kinerja.domains.appraisals.models import Score

#: What a rater enters by hand.
BY_HAND = "MANUAL"
#: Sources that report facts: a rater's entry never outweighs theirs.
FACTUAL = ("ATTENDANCE", "SURVEY_IKM", "COMPLAINT_SLA", "EXTERNAL")

_COLUMNS = (Score.id, Score.appraisal_id, Score.indicator_id, Score.source)


def current_scores(
    agency: ColumnElement[int],
    *conditions: ColumnElement[bool],
    until: ColumnElement[Any] | None = None,
    name: str,
) -> Subquery:
    """Return the scores that none supersedes; with `until`, as they stood at that moment."""
    later = aliased(Score)
    superseded = exists().where(
        later.agency_id == agency,
        later.supersedes_id.is_not(None),  # Few rows do: the planner hashes those only.
        later.supersedes_id == Score.id,
        later.appraisal_id == Score.appraisal_id,
    )
    statement = select(*_COLUMNS, Score.actual, Score.not_applicable).where(
        Score.agency_id == agency, *conditions
    )
    if until is not None:
        superseded = superseded.where(later.entered_at <= until)
        statement = statement.where(Score.entered_at <= until)
    return statement.where(~superseded).subquery(name)


class CountedScores:
    """The scores by hand and those of the indicators' own sources, joined to a grid.

    The grid is (people x indicators); each side holds at most one row for each of its cells.
    `scored` has the `id` and `source` of the indicator that was scored, for each cell.
    """

    def __init__(
        self,
        agency: ColumnElement[int],
        *,
        scored: FromClause = indicators,
        until: ColumnElement[Any] | None = None,
    ) -> None:
        self._scored = scored.c
        self._by_hand = current_scores(agency, Score.source == BY_HAND, until=until, name="by_hand")
        self._of_source = current_scores(
            agency, Score.source != BY_HAND, until=until, name="of_source"
        )

    def joined_to(self, grid: FromClause, *, people: FromClause) -> FromClause:
        """Return `grid` with both sides joined to it."""
        cell = [
            and_(side.c.appraisal_id == people.c.id, side.c.indicator_id == self._scored.id)
            for side in (self._by_hand, self._of_source)
        ]
        own = and_(cell[1], self._of_source.c.source == self._scored.source)
        return grid.outerjoin(self._by_hand, cell[0]).outerjoin(self._of_source, own)

    def value(self, name: str) -> ColumnElement[Any]:
        """Return column `name` of the score that counts; NULL when there is none."""
        of_source_counts = and_(
            self._of_source.c.id.is_not(None),
            or_(self._scored.source.in_(FACTUAL), self._by_hand.c.id.is_(None)),
        )
        return case((of_source_counts, self._of_source.c[name]), else_=self._by_hand.c[name])
