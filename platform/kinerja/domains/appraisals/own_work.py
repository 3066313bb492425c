"""Who has worked on an appraisal as rater or substitute, and so may not approve it (PP 30/2019).

Policy knows the rater and whoever decided the ratings. A delegation, an acting post or an
escalation may be over by the time somebody approves; the scores tell who used it.
"""

from sqlalchemy import ColumnElement, select

from kinerja.domains.appraisals.models import Appraisal, Score
from kinerja.domains.appraisals.rater_steps import agency_of
from policies.subject import Actor

_SELF = "SELF"


def has_scored(actor: Actor) -> ColumnElement[bool]:
    """Return whether the actor entered a score of another person's appraisal."""
    return (
        select(Score.id)
        .where(
            Score.agency_id == agency_of(actor),
            Score.appraisal_id == Appraisal.id,
            Score.scorer_id == actor.subject.id,
            Score.source != _SELF,
        )
        .correlate(Appraisal)
        .exists()
    )
