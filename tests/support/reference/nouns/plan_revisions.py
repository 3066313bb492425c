"""Which revision of a performance plan counts."""

from kinerja.domains.plans.models import PerformancePlan
from tests.support.reference.eyes import Eyes
from tests.support.reference.plain import Given, Row


def counts(row: Row, eyes: Eyes) -> bool:
    """Tell whether both sides have agreed to a plan, and to no later revision."""
    later = eyes.rows.where(PerformancePlan, "supersedes_id", row.id)
    return row.state == "AGREED" and not any(one.state == "AGREED" for one in later)


def agreed_plan(row: Row, eyes: Eyes, _: Given) -> list[Row]:
    """Return the plan that counts of an appraisal's assignment and cycle."""
    return [
        one
        for one in eyes.rows.where(PerformancePlan, "assignment_id", row.assignment_id)
        if one.cycle_id == row.cycle_id and counts(one, eyes)
    ]
