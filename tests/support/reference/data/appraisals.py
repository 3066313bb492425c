"""Random frameworks, cycles and appraisals, in all their states."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.appraisals.models import Appraisal, NodeResult, Score
from kinerja.domains.appraisals.vocabulary import AppraisalState, Grade, Rating
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import CycleKind, CycleState
from kinerja.domains.frameworks.models import Component, Framework, FrameworkVersion, Indicator
from kinerja.domains.frameworks.vocabulary import (
    ApplicableClass,
    ComponentCategory,
    Direction,
    NotApplicablePolicy,
    Scheme,
    Source,
    VersionStatus,
)
from kinerja.domains.organisation.models import Assignment, Employee, OrgUnit
from kinerja.kit.ids import new_id
from tests.support.reference.data.draws import Draws
from tests.support.reference.data.organisation import Drawn, Values

_OPENED = ("OPEN", "SCORING", "CALIBRATION", "FINALISED", "ARCHIVED")


def draw_frameworks(draws: Draws, drawn: Drawn) -> None:
    """Draw two frameworks with versions of every status, each with a small tree."""
    frameworks = [_framework(draws, number) for number in range(2)]
    drawn.add(Framework, frameworks)
    versions = [
        _version(draws, drawn, framework=one["id"], number=number + 1, status=status.value)
        for one in frameworks
        for number, status in enumerate(VersionStatus)
    ]
    drawn.add(FrameworkVersion, versions)
    drawn.add(Component, [node for one in versions for node in _components(draws, one)])
    drawn.add(Indicator, list(_indicators(draws, drawn)))


def draw_cycles(draws: Draws, drawn: Drawn) -> None:
    """Draw cycles in every state, and appraisals, scores and results in some."""
    drawn.add(Cycle, list(_cycles(draws, drawn)))
    drawn.add(Appraisal, list(_appraisals(draws, drawn)))
    first = list(_scores(draws, drawn))
    drawn.add(Score, first)
    drawn.add(Score, list(_corrections(draws, first)))
    drawn.add(NodeResult, list(_results(draws, drawn)))


def _framework(draws: Draws, number: int) -> Values:
    return {
        "id": new_id(),
        "code": f"kerangka-{number}",
        "name": draws.text(),
        "created_at": draws.instant(),
    }


def _version(draws: Draws, drawn: Drawn, **values: Any) -> Values:
    framework, number, status = values["framework"], values["number"], values["status"]
    people = [*drawn.keys(Employee), new_id()]
    begin = draws.today - timedelta(days=30)
    valid: Range[date] = Range(begin, draws.maybe(begin + timedelta(days=99)))
    return {
        "id": new_id(),
        "framework_id": framework,
        "number": number,
        "status": status,
        "scheme": draws.one(list(Scheme)).value,
        "effective": valid if status == "PUBLISHED" else draws.days(),
        "applies_to": [one.value for one in draws.some(list(ApplicableClass), 3)],
        "legal_basis": draws.maybe(draws.text()),
        "content_hash": draws.maybe(draws.text()),
        "created_by": draws.maybe(draws.one(people)),
        "created_at": draws.instant(),
        "submitted_by": draws.maybe(draws.one(people)),
        "published_by": draws.maybe(draws.one(people)),
        "published_at": draws.maybe(draws.instant()),
    }


def _components(draws: Draws, version: Values) -> Iterator[Values]:
    roots: list[UUID] = []
    for number in range(draws.random.randint(2, 4)):
        key = new_id()
        yield {
            "id": key,
            "version_id": version["id"],
            "version_status": version["status"],
            "parent_id": draws.maybe(draws.one(roots), 50) if roots else None,
            "code": f"c{number}",
            "name_id": draws.text(),
            "name_en": draws.text(),
            "category": draws.one(list(ComponentCategory)).value,
            "weight": Decimal(draws.one(["100", "33.3333", "0.0001", "60", "40"])),
            "ordinal": draws.random.randint(1, 2),
        }
        roots.append(key)


def _indicators(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    for number, node in enumerate(drawn.of(Component)):
        for place in range(draws.random.randint(0, 2)):
            yield {
                "id": new_id(),
                "version_id": node["version_id"],
                "version_status": node["version_status"],
                "component_id": node["id"],
                "code": f"i{number}_{place}" if draws.chance(50) else f"{node['code']}_{place}",
                "name_id": draws.text(),
                "name_en": draws.text(),
                "definition": draws.text(),
                "unit": draws.text(),
                "source": draws.one(list(Source)).value,
                "evidence_required": draws.chance(50),
                "applies_to": [one.value for one in draws.some(list(ApplicableClass), 3)],
                "na_policy": draws.one(list(NotApplicablePolicy)).value,
                "weight": Decimal(draws.one(["100", "50", "0.5", "12.3400"])),
                "ordinal": draws.random.randint(1, 2),
                **_target(draws),
            }


def _target(draws: Draws) -> Values:
    direction = draws.one(list(Direction))
    is_range = direction is Direction.RANGE
    low = Decimal(draws.one(["0", "-10.50", "80"]))
    return {
        "direction": direction.value,
        "target": None if is_range else Decimal(draws.one(["100", "0.0001", "97.50"])),
        "range_low": low if is_range else None,
        "range_high": low + draws.random.randint(0, 20) if is_range else None,
        "cap": Decimal(draws.one(["120", "110.00"])),
        "floor": Decimal(draws.one(["0", "0.0", "10"])),
        "scale_min": Decimal(draws.one(["0", "-100"])),
        "scale_max": Decimal(draws.one(["100", "12345678901234567890.5"])),
    }


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
    evidence = draws.maybe(draws.text())
    composite = Decimal(draws.one(["90", "90.0000000001", "87.25", "0", "120", "0.00"]))
    return {
        "innovation_evidence": evidence,
        # By somebody who has left no row: neither rater nor ratee, whoever these are.
        "innovation_approved": bool(evidence) and draws.chance(60),
        "innovation_approved_by": new_id() if evidence else None,
        "suggested_work_rating": draws.maybe(draws.one(list(Rating)).value),
        "decided_work_rating": draws.maybe(draws.one(list(Rating)).value),
        "behaviour_rating": draws.maybe(draws.one(list(Rating)).value),
        "rating_reason": draws.maybe(draws.text()),
        "work_score": draws.maybe(draws.number()),
        "behaviour_score": draws.maybe(draws.number()),
        "composite": draws.maybe(composite),
        "numeric_grade": draws.maybe(draws.one(list(Grade)).value),
        "official_grade": draws.maybe(draws.one(list(Grade)).value),
        "finalised_at": draws.instant() if is_final else draws.maybe(draws.instant()),
        "result_hash": "f" * 64 if is_final else draws.maybe(draws.text()),
    }


def _scores(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    people = drawn.keys(Employee)
    for one in drawn.of(Appraisal):
        version = one["framework_version_id"]
        for node in drawn.of(Indicator):
            if node["version_id"] != version:
                continue
            for source in {"MANUAL", "SELF", node["source"]}:
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
