"""How often something may happen: at once, after a while, and for how many keys."""

import pytest

from kinerja.kit.rates import RateLimit


class Clock:
    """Says the time that it is told."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_so_many_get_through_at_once_and_then_one_waits(clock: Clock) -> None:
    limit = RateLimit(3, now=clock)

    assert [limit.take(b"a") for _ in range(4)] == [None, None, None, 20]


def test_after_the_wait_one_more_gets_through(clock: Clock) -> None:
    limit = RateLimit(3, now=clock)
    for _ in range(3):
        limit.take(b"a")

    clock.seconds = 19.9
    assert limit.take(b"a") == 1
    clock.seconds = 20.0
    assert limit.take(b"a") is None
    assert limit.take(b"a") == 20


def test_waiting_longer_saves_up_no_more_than_a_minute(clock: Clock) -> None:
    limit = RateLimit(2, now=clock)
    limit.take(b"a")

    clock.seconds = 1e6

    assert [limit.take(b"a") for _ in range(3)] == [None, None, 30]


def test_keys_are_counted_apart(clock: Clock) -> None:
    limit = RateLimit(1, now=clock)

    assert [limit.take(b"a"), limit.take(b"b"), limit.take(b"a")] == [None, None, 60]


def test_of_too_many_keys_the_quietest_is_forgotten(clock: Clock) -> None:
    limit = RateLimit(1, most_keys=2, now=clock)
    for key in (b"a", b"b", b"a", b"c"):
        limit.take(key)

    assert limit.take(b"a") == 60
    assert limit.take(b"b") is None
