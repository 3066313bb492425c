"""Who has recognised an innovation, and so may not score the appraisal afterwards either."""

from typing import Final

from sqlalchemy import ColumnElement, Uuid, literal

from kinerja.domains.appraisals.models import Appraisal
from policies.subject import Actor

#: The separation of the baseline that this is the other half of.
APART: Final = "scorer-never-approves"


def has_approved(actor: Actor) -> ColumnElement[bool]:
    """Return whether the actor approved the innovation of an appraisal; never NULL.

    A substitute may come into the rater's place after having approved (PP 30/2019 Pasal 41(5)a).
    """
    me = literal(actor.subject.id, Uuid())
    return Appraisal.__table__.c.innovation_approved_by.is_not_distinct_from(me)
