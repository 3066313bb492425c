"""Random cycles and appraisals in all their states, with scores, results and objections."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.appraisals.models import Appraisal, NodeResult, Score
from kinerja.domains.appraisals.vocabulary import AppraisalState, Grade, Rating
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import CycleKind, CycleState
from kinerja.domains.frameworks.models import Component, Framework, FrameworkVersion, Indicator
from kinerja.domains.frameworks.vocabulary import ApplicableClass
from kinerja.domains.objections.models import Objection
from kinerja.domains.objections.vocabulary import ObjectionState
from kinerja.domains.organisation.models import Assignment, Employee, OrgUnit
from kinerja.kit.ids import new_id
from tests.support.reference.data.draws import Draws
from tests.support.reference.data.organisation import Drawn, Values

_OPENED = ("OPEN", "SCORING", "CALIBRATION", "FINALISED", "ARCHIVED")


def draw_cycles(draws: Draws, drawn: Drawn) -> None:
    """Draw cycles in every state, and appraisals, scores and results in some."""
    drawn.add(Cycle, list(_cycles(draws, drawn)))
    appraisals = drawn.add(Appraisal, list(_appraisals(draws, drawn)))
    drawn.add(Appraisal, list(_revisions(draws, appraisals)))
    first = list(_scores(draws, drawn))
    drawn.add(Score, first)
    drawn.add(Score, list(_corrections(draws, first)))
    drawn.add(NodeResult, list(_results(draws, drawn)))
    drawn.add(Objection, list(_objections(draws, drawn)))


def _cycles(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    for number, state in enumerate(CycleState):
        framework = draws.one(drawn.keys(Framework))
        versions = [
            one["id"] for one in drawn.of(FrameworkVersion) if one["framework_id"] == framework
        ]
        begin = date(2020 + number, draws.random.randint(1, 6), 1)
        is_open = state.value in _OPENED
        yield {
            "id": new_id(),
            "framework_id": framework,
            "framework_version_id": draws.one(versions) if is_open else None,
            "code": f"{draws.text()}{number}",
            "name": draws.text(),
            "kind": draws.one(list(CycleKind)).value,
            "period": Range(begin, begin + timedelta(days=draws.random.randint(30, 180))),
            "state": state.value,
            "rating_due": draws.maybe(draws.day()),
            "planning_due": draws.maybe(draws.day()),
            "self_review_due": draws.maybe(draws.day()),
            "objection_days": draws.one([0, 14, 60]),
            "distribution_mode": draws.one(["ADVISORY", "ENFORCED"]),
            "created_at": draws.instant(),
            "finalised_at": draws.maybe(draws.instant()),
        }


def _appraisals(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    cycles = [one for one in drawn.of(Cycle) if one["framework_version_id"]]
    units = drawn.of(OrgUnit)
    people = drawn.keys(Employee)
    seen: set[tuple[UUID, UUID]] = set()
    for state in list(AppraisalState) * 3:
        term, cycle = draws.one(drawn.of(Assignment)), draws.one(cycles)
        if (cycle["id"], term["id"]) in seen:
            continue
        seen.add((cycle["id"], term["id"]))
        ratee, unit = term["employee_id"], draws.one(units)
        others = [one for one in people if one != ratee]
        yield {
            "id": new_id(),
            "cycle_id": cycle["id"],
            "framework_version_id": cycle["framework_version_id"],
            "ratee_id": ratee,
            "assignment_id": term["id"],
            "position_class": draws.one(list(ApplicableClass)).value,
            "org_unit_id": unit["id"],
            "unit_path": unit["path"],
            "rater_id": draws.maybe(draws.one(others), 85),
            "superior_id": draws.maybe(draws.one(people), 85),
            "rating_due": draws.maybe(draws.day()),
            "rated_by": draws.maybe(draws.one(people)),
            "state": state.value,
            "created_at": draws.instant(),
            **_result(draws, is_final=state is AppraisalState.FINAL),
        }


def _result(draws: Draws, *, is_final: bool) -> Values:
    evidence, delivered = draws.maybe(draws.text()), draws.maybe(draws.instant())
    composite = Decimal(draws.one(["90", "90.0000000001", "87.25", "0", "120", "0.00"]))
    return {
        "innovation_evidence": evidence,
        # By somebody who has left no row: neither rater nor ratee, whoever these are.
        "innovation_approved": bool(evidence) and draws.chance(60),
        "innovation_approved_by": new_id() if evidence else None,
        "suggested_work_rating": draws.maybe(draws.one(list(Rating)).value),
        "decided_work_rating": draws.maybe(draws.one(list(Rating)).value, 80),
        "behaviour_rating": draws.maybe(draws.one(list(Rating)).value, 80),
        "rating_reason": draws.maybe(draws.text()),
        "work_score": draws.maybe(draws.number()),
        "behaviour_score": draws.maybe(draws.number()),
        "composite": draws.maybe(composite),
        "numeric_grade": draws.maybe(draws.one(list(Grade)).value),
        "official_grade": draws.maybe(draws.one(list(Grade)).value),
        "finalised_at": draws.instant() if is_final else draws.maybe(draws.instant()),
        "self_review_returns": draws.random.randint(0, 2),
        "calibrated_at": draws.maybe(draws.instant()),
        "delivered_at": delivered,
        "objection_until": draws.day() if delivered else None,
        "acknowledged_at": draws.maybe(draws.instant()),
        "acknowledgement": draws.maybe(draws.text()),
        "superseded_at": draws.maybe(draws.instant(), 25),
        "result_hash": "f" * 64 if is_final else draws.maybe(draws.text()),
    }


def _revisions(draws: Draws, appraisals: list[Values]) -> Iterator[Values]:
    """Draw what takes the place of some: of the revisions only the last one counts."""
    for one in appraisals:
        if one["superseded_at"] is not None:
            changed = {"id": new_id(), "revision": 2, "supersedes_id": one["id"]}
            yield {**one, **changed, "superseded_at": None, "created_at": draws.instant()}


def _objections(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    people = drawn.keys(Employee)
    for number, one in enumerate(drawn.of(Appraisal)):
        if draws.chance(50):
            continue
        state = list(ObjectionState)[number % len(ObjectionState)].value
        others = [key for key in people if key != one["ratee_id"]]
        stater, decider = draws.random.sample(others, 2)
        is_decided, is_stated = state in ("UPHELD", "CHANGED", "INADMISSIBLE"), draws.chance(50)
        yield {
            "id": new_id(),
            "appraisal_id": one["id"],
            "ratee_id": one["ratee_id"],
            "state": state,
            "grounds": draws.text(),
            "filed_at": draws.instant(),
            "statement_due": draws.day(),
            "statement": draws.text() if is_stated else None,
            "stated_by": stater if is_stated else None,
            "stated_at": draws.instant() if is_stated else None,
            "decision": draws.text() if is_decided else None,
            "decided_by": decider if is_decided else None,
            "decided_at": draws.instant() if is_decided else None,
            "revision_id": draws.one(drawn.keys(Appraisal)) if state == "CHANGED" else None,
            "withdrawn_at": draws.maybe(draws.instant()),
        }


def _scores(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    people = drawn.keys(Employee)
    for one in drawn.of(Appraisal):
        version = one["framework_version_id"]
        for node in drawn.of(Indicator):
            if node["version_id"] != version:
                continue
            for source in sorted({"MANUAL", "SELF", node["source"]}):
                if draws.chance(45):
                    yield _score(draws, one, indicator=node["id"], source=source, people=people)


def _score(
    draws: Draws, appraisal: Values, *, indicator: UUID, source: str, people: list[UUID]
) -> Values:
    others = [one for one in people if one != appraisal["ratee_id"]]
    is_missing = draws.chance(20)
    return {
        "id": new_id(),
        "appraisal_id": appraisal["id"],
        "framework_version_id": appraisal["framework_version_id"],
        "ratee_id": appraisal["ratee_id"],
        "indicator_id": indicator,
        "scorer_id": appraisal["ratee_id"] if source == "SELF" else draws.maybe(draws.one(others)),
        "source": source,
        "actual": None if is_missing else draws.number(),
        "not_applicable": is_missing,
        "comment": draws.maybe(draws.text()),
        "evidence": draws.maybe(draws.text()),
        "supersedes_id": None,
        "entered_at": draws.instant(),
    }


def _corrections(draws: Draws, scores: list[Values]) -> Iterator[Values]:
    for one in scores:
        if draws.chance(20):
            changed = {"id": new_id(), "supersedes_id": one["id"], "entered_at": draws.instant()}
            yield {**one, **changed}


def _results(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    nodes = [(node, "COMPONENT") for node in drawn.of(Component)]
    nodes += [(node, "INDICATOR") for node in drawn.of(Indicator)]
    for one in drawn.of(Appraisal):
        for node, kind in nodes:
            if node["version_id"] == one["framework_version_id"] and draws.chance(60):
                yield {
                    "appraisal_id": one["id"],
                    "node_id": node["id"],
                    "node_kind": kind,
                    "achievement": draws.maybe(draws.number()),
                    "effective_weight": draws.maybe(draws.number()),
                    "contribution": draws.maybe(draws.number()),
                }
