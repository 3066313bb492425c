"""Random performance plans in all their states, with several editions of their contents."""

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.plans.models import BehaviourExpectation, PerformancePlan, WorkResult
from kinerja.domains.plans.vocabulary import CoreValue, Perspective, PlanState, WorkResultKind
from kinerja.kit.ids import new_id
from tests.support.plan_factories import PINNED
from tests.support.reference.data.draws import Draws
from tests.support.reference.data.organisation import Drawn, Values


def draw_plans(draws: Draws, drawn: Drawn) -> None:
    """Draw plans of assignments that are appraised, revisions of some, and what they hold."""
    plans = drawn.add(PerformancePlan, list(_plans(draws, drawn)))
    drawn.add(PerformancePlan, list(_revisions(draws, plans)))
    above: UUID | None = None
    for plan in list(drawn.of(PerformancePlan)):
        results = list(_results(draws, plan, above))
        drawn.add(WorkResult, results)
        drawn.add(BehaviourExpectation, list(_expectations(draws, plan)))
        above = results[-1]["id"]


def _plans(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    states = list(PlanState)
    appraisals = [one for one in drawn.of(Appraisal) if one.get("revision", 1) == 1]
    for number, one in enumerate(appraisals):
        if draws.chance(20):
            continue
        yield {
            "id": new_id(),
            **{name: one[name] for name in PINNED},
            "revision": 1,
            "edition": draws.random.randint(1, 2),
            "supersedes_id": None,
            **_state(draws, one["ratee_id"], states[number % len(states)]),
        }


def _revisions(draws: Draws, plans: list[Values]) -> Iterator[Values]:
    """Draw the next revision of some that are agreed: drafts, and agreed ones, which count."""
    for one in plans:
        if one["state"] == "AGREED" and draws.chance(60):
            state = draws.one(list(PlanState))
            own = {"id": new_id(), "revision": 2, "supersedes_id": one["id"]}
            yield {**one, **own, **_state(draws, one["ratee_id"], state)}


def _state(draws: Draws, ratee: UUID, state: PlanState) -> Values:
    proposed, agreed = state is not PlanState.DRAFT, state is PlanState.AGREED
    # Somebody who has left no row stands for the other side.
    first, second = draws.one([(ratee, new_id()), (new_id(), ratee)])
    return {
        "state": state.value,
        "created_at": draws.instant(),
        "proposed_by": first if proposed else None,
        "proposed_at": draws.instant() if proposed else None,
        "agreed_by": second if agreed else None,
        "agreed_at": draws.instant() if agreed else None,
        "return_reason": draws.maybe(draws.text()),
    }


def _results(draws: Draws, plan: Values, above: UUID | None) -> Iterator[Values]:
    for edition in (1, 2):
        for ordinal in range(1, draws.random.randint(1, 3) + 1):
            target, aligned = draws.maybe(Decimal("95.5")), draws.maybe(above)
            yield {
                "id": new_id(),
                "plan_id": plan["id"],
                "edition": edition,
                "ratee_id": plan["ratee_id"],
                "ordinal": ordinal,
                "kind": draws.one(list(WorkResultKind)).value,
                "title": draws.text(),
                "indicator": draws.text(),
                "target": target,
                "unit": None if target is None else draws.text(),
                "perspective": draws.maybe(draws.one(list(Perspective)).value, 30),
                "aligned_to_id": aligned,
                "aligned_title": None if aligned is None else draws.text(),
            }


def _expectations(draws: Draws, plan: Values) -> Iterator[Values]:
    for edition in (1, 2):
        for ordinal, value in enumerate(draws.some(list(CoreValue), 3), start=1):
            yield {
                "id": new_id(),
                "plan_id": plan["id"],
                "edition": edition,
                "ratee_id": plan["ratee_id"],
                "ordinal": ordinal,
                "value": value.value,
                "expectation": draws.text(),
            }
