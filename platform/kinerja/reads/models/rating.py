"""What an appraisal tells policy, and whether the asker rates it today, also in another's place."""

from kinerja.reads.model import Element, Row
from policies.facts import RowFacts
from policies.permissions import Relation
from policies.raters import could_rate
from policies.relations import RELATIONS, Binds


def appraisal_facts(row: Row) -> RowFacts:
    """Return what an appraisal tells policy: rater, superior and unit are pinned in it."""
    return RowFacts(
        agency=row["agency_id"],
        state=row["state"],
        owner=row["ratee_id"],
        rater=row["rater_id"],
        superior=row["superior_id"],
        unit_path=row["unit_path"],
        rater_due=row["rating_due"],
    )


def is_rated_by(row: Row, me: Binds) -> Element:
    """Return whether the asker rates an appraisal: as rater, delegate or acting official."""
    rates = RELATIONS[Relation.RATER].sql(appraisal_facts(row), me)
    return could_rate(row["rater_id"], row["ratee_id"], me) & rates
