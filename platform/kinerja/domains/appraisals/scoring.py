"""The statement that writes scores, and the conditions that each of them must meet."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Insert,
    Integer,
    Select,
    TableValuedAlias,
    and_,
    case,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import aliased

from kinerja.domains.appraisals.approvals import has_approved
from kinerja.domains.appraisals.counted_scores import BY_HAND, FACTUAL, current_scores
from kinerja.domains.appraisals.facts import APPRAISAL_FACTS
from kinerja.domains.appraisals.framework_tables import cycles, indicators
from kinerja.domains.appraisals.leaves import applies_to_class
from kinerja.domains.appraisals.models import Appraisal, Score
from policies.permissions import Action, Resource
from policies.subject import Actor

SELF = "SELF"
#: In these states of the cycle a rater scores (of a calibrated one what came back to him), and a
#: ratee assesses himself.
RATER_SCORES = ("SCORING", "CALIBRATION")
RATEE_ASSESSES = ("OPEN", "SCORING")


class Scoring:
    """Scoring by one actor: the same conditions decide what is written and explain the rest."""

    def __init__(self, actor: Actor, items: TableValuedAlias) -> None:
        self._actor = actor
        self.items = items
        self.agency: ColumnElement[int] = literal(int(actor.agency_id), Integer())
        self.own = Appraisal.ratee_id == actor.subject.id
        self.source = case((self.own, SELF), else_=BY_HAND)
        self._current = current_scores(self.agency, name="current")

    @property
    def permitted(self) -> ColumnElement[bool]:
        """Whether policy lets the actor score: as rater, or as ratee what is his to assess."""
        actor = self._actor
        as_rater = actor.grant(Resource.APPRAISAL, Action.SCORE)
        as_ratee = actor.grant(Resource.SCORE, Action.SCORE)
        return or_(
            and_(
                not_(self.own),
                as_rater.row_filter(APPRAISAL_FACTS, actor),
                not_(has_approved(actor)),
            ),
            and_(
                self.own,
                indicators.c.source == SELF,
                as_ratee.row_filter(APPRAISAL_FACTS, actor),
            ),
        )

    @property
    def cycle_is_open(self) -> ColumnElement[bool]:
        """Whether the cycle is in the state in which the actor scores."""
        state = cycles.c.state
        return case((self.own, state.in_(RATEE_ASSESSES)), else_=state.in_(RATER_SCORES))

    @property
    def conditions(self) -> Mapping[str, ColumnElement[bool]]:
        """What a permitted score must meet, each by the code of its failure."""
        given = self.items.c
        return {
            "INDICATOR_NOT_APPLICABLE": applies_to_class(Appraisal.__table__.c.position_class),
            "NA_NOT_ALLOWED": not_(and_(given.not_applicable, indicators.c.na_policy == "BLOCK")),
            "OUT_OF_SCALE": or_(
                given.not_applicable,
                given.actual.between(indicators.c.scale_min, indicators.c.scale_max),
            ),
            "EVIDENCE_REQUIRED": or_(
                not_(indicators.c.evidence_required),
                given.not_applicable,
                func.btrim(func.coalesce(given.evidence, "")) != "",
            ),
            "VALUE_FROM_SOURCE": not_(self._reported()),
        }

    def _reported(self) -> ColumnElement[bool]:
        """Return whether a register has already reported the value of this indicator."""
        fact = aliased(Score)
        return and_(
            indicators.c.source.in_(FACTUAL),
            exists().where(
                fact.agency_id == self.agency,
                fact.appraisal_id == Appraisal.id,
                fact.indicator_id == indicators.c.id,
                fact.source == indicators.c.source,
            ),
        )

    def joined(self, *, keep_unknown: bool) -> FromClause:
        """Return items, appraisals, indicators and cycles, joined; unknown ones kept as NULL."""
        given = self.items.c
        appraisal = and_(Appraisal.agency_id == self.agency, Appraisal.id == given.appraisal_id)
        indicator = and_(
            indicators.c.agency_id == self.agency,
            indicators.c.version_id == Appraisal.framework_version_id,
            indicators.c.id == given.indicator_id,
        )
        cycle = and_(cycles.c.agency_id == self.agency, cycles.c.id == Appraisal.cycle_id)
        return (
            self.items.join(Appraisal, appraisal, isouter=keep_unknown)
            .join(indicators, indicator, isouter=keep_unknown)
            .join(cycles, cycle, isouter=keep_unknown)
        )

    def insertion(self) -> Insert:
        """Return the statement: every good score at once, each a correction of the current one.

        It holds the appraisals until the transaction ends, so that none is submitted meanwhile.
        A row that somebody else superseded or wrote at the same time is left out.
        """
        rows = self._good_rows()
        names = [
            "agency_id",
            "id",
            "appraisal_id",
            "framework_version_id",
            "ratee_id",
            "indicator_id",
            "scorer_id",
            "source",
            "actual",
            "not_applicable",
            "comment",
            "evidence",
            "supersedes_id",
        ]
        return (
            pg_insert(Score).from_select(names, rows).on_conflict_do_nothing().returning(Score.id)
        )

    def _good_rows(self) -> Select[Any]:
        given, current = self.items.c, self._current.c
        return (
            select(
                self.agency,
                given.score_id,
                Appraisal.id,
                Appraisal.framework_version_id,
                Appraisal.ratee_id,
                indicators.c.id,
                literal(self._actor.subject.id),
                self.source,
                given.actual,
                given.not_applicable,
                given.comment,
                given.evidence,
                current.id,
            )
            .select_from(
                self.joined(keep_unknown=False).outerjoin(
                    self._current,
                    and_(
                        current.appraisal_id == Appraisal.id,
                        current.indicator_id == indicators.c.id,
                        current.source == self.source,
                    ),
                )
            )
            .where(self.permitted, self.cycle_is_open, *self.conditions.values())
            # The same order for everybody: two calls that meet wait for each other, not both.
            .order_by(Appraisal.id, indicators.c.id)
            .with_for_update(read=True, of=Appraisal)
        )
