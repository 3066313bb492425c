"""A budget is spent, comes back, and is forgotten only by who is quiet."""

from dataclasses import dataclass

import pytest

from kinerja.kit.budgets import Allowance, Balance, Budgets


@dataclass
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def budgets(clock: Clock) -> Budgets:
    return Budgets(maximum=100, restored=10, most_keys=3, now=clock)


def test_points_are_spent_until_there_are_too_few(budgets: Budgets) -> None:
    assert budgets.spend(b"a", 60) == Balance(40, None)
    assert budgets.spend(b"a", 40) == Balance(0, None)
    assert budgets.spend(b"a", 1) == Balance(0, 1)


def test_nothing_is_taken_when_there_is_too_little(budgets: Budgets) -> None:
    budgets.spend(b"a", 60)

    assert budgets.spend(b"a", 75) == Balance(40, 4)
    assert budgets.spend(b"a", 40) == Balance(0, None)


def test_the_wait_is_long_enough_and_no_second_longer(budgets: Budgets, clock: Clock) -> None:
    budgets.spend(b"a", 100)
    wait = budgets.spend(b"a", 31).wait
    assert wait == 4

    clock.seconds += wait - 1
    assert budgets.spend(b"a", 31).wait == 1
    clock.seconds += 1
    assert budgets.spend(b"a", 31) == Balance(9, None)


def test_points_come_back_up_to_the_maximum(budgets: Budgets, clock: Clock) -> None:
    budgets.spend(b"a", 100)
    clock.seconds += 0.25
    assert budgets.spend(b"a", 0) == Balance(2, None)
    clock.seconds += 3600
    assert budgets.spend(b"a", 0) == Balance(100, None)


def test_each_caller_has_a_budget_of_its_own(budgets: Budgets) -> None:
    budgets.spend(b"a", 100)

    assert Allowance(budgets, b"b").spend(100) == Balance(0, None)


def test_memory_is_bounded_and_the_busy_are_remembered(budgets: Budgets) -> None:
    budgets.spend(b"busy", 100)
    for number in range(100):
        budgets.spend(bytes([number]), 100)
        assert budgets.spend(b"busy", 1).wait == 1

    assert len(budgets) == 3
