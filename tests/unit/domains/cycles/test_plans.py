"""Plans of cycles: which are possible, and which day of the period decides who is pinned."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.cycles.plans import CyclePlan
from kinerja.domains.cycles.vocabulary import CycleKind
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from kinerja.workflows.ratees import pinning_day


def plan(**changes: Any) -> CyclePlan:
    values = {
        "framework_id": new_id(),
        "code": "2026",
        "name": "Penilaian 2026",
        "kind": CycleKind.ANNUAL,
        "first": date(2026, 1, 1),
        "last": date(2026, 12, 31),
    }
    return CyclePlan(**{**values, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"code": "2026-Q1.a_b"},
        {"first": date(2026, 12, 31)},
        {"kind": CycleKind.MONTHLY, "last": date(2026, 1, 31)},
        {"kind": CycleKind.QUARTERLY, "first": date(2026, 7, 1), "last": date(2026, 9, 30)},
        {"first": date(2028, 1, 1), "last": date(2028, 12, 31)},
    ],
)
def test_a_possible_plan_passes(changes: dict[str, Any]) -> None:
    plan(**changes).check()


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"code": ""}, "CODE_MALFORMED", "code"),
        ({"code": "dua ribu"}, "CODE_MALFORMED", "code"),
        ({"code": "a" * 65}, "CODE_MALFORMED", "code"),
        ({"name": "  "}, "TEXT_NOT_ALLOWED", "name"),
        ({"name": "a\nb"}, "TEXT_NOT_ALLOWED", "name"),
        ({"name": "a" * 201}, "TEXT_NOT_ALLOWED", "name"),
        ({"last": date(2025, 12, 31)}, "INVALID_PERIOD", "periodEnd"),
        ({"last": date.max}, "INVALID_PERIOD", "periodEnd"),
        ({"last": date(2027, 1, 2)}, "INVALID_PERIOD", "periodEnd"),
        ({"kind": CycleKind.QUARTERLY, "last": date(2026, 4, 3)}, "INVALID_PERIOD", "periodEnd"),
    ],
)
def test_an_impossible_plan_names_what_is_wrong(
    changes: dict[str, Any], code: str, path: str
) -> None:
    with pytest.raises(KinerjaError) as refused:
        plan(**changes).check()
    assert (refused.value.code, refused.value.path) == (code, (path,))


def test_the_period_is_stored_with_an_exclusive_end() -> None:
    assert plan().period == Range(date(2026, 1, 1), date(2027, 1, 1), bounds="[)")


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2025, 6, 1), date(2026, 1, 1)),
        (date(2026, 6, 1), date(2026, 6, 1)),
        (date(2027, 6, 1), date(2026, 12, 31)),
    ],
    ids=["before", "within", "after"],
)
def test_people_are_pinned_as_of_today_moved_into_the_period(today: date, day: date) -> None:
    assert pinning_day(plan().period, today) == day
