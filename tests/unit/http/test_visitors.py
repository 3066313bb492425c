"""Networks are told apart without being known."""

import pytest
from starlette.requests import Request

from kinerja.http.visitors import Visitors


def request(client: str | None, forwarded: str | None = None) -> Request:
    """Return a request from an address, with a header of proxies."""
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]
    where = None if client is None else (client, 1234)
    return Request({"type": "http", "headers": headers, "client": where})


def test_an_address_has_one_name_and_others_have_others() -> None:
    visitors = Visitors()
    names = [visitors.name(request(one)) for one in ("10.0.0.1", "10.0.0.1", "10.0.0.2")]

    assert names[0] == names[1] != names[2]


def test_a_name_means_nothing_to_another_process() -> None:
    assert Visitors().name(request("10.0.0.1")) != Visitors().name(request("10.0.0.1"))


def test_no_address_is_kept() -> None:
    visitors = Visitors(proxies=1)
    name = visitors.name(request("10.0.0.1", "203.0.113.77"))

    assert "203.0.113.77" not in repr(vars(visitors))
    assert bytes([203, 0, 113, 77]) not in name


@pytest.mark.parametrize(
    ("proxies", "forwarded", "same_as"),
    [
        (0, "203.0.113.77", "10.0.0.1"),
        (1, "203.0.113.77", "203.0.113.77"),
        # What stands before our own proxies' entries is anybody's to say.
        (1, "8.8.8.8, 203.0.113.77", "203.0.113.77"),
        (2, "8.8.8.8, 203.0.113.77, 10.1.1.1", "203.0.113.77"),
        (2, "203.0.113.77", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_only_our_own_proxies_are_believed(proxies: int, forwarded: str, same_as: str) -> None:
    visitors = Visitors(proxies=proxies)
    plain = Visitors(proxies=0)
    plain._key = visitors._key  # noqa: SLF001 - to compare the names of two.

    found = visitors.name(request("10.0.0.1", forwarded))

    assert found == plain.name(request(same_as))


def test_an_ipv6_household_is_one_network() -> None:
    visitors = Visitors()
    first, second, other = (
        visitors.name(request(one))
        for one in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1")
    )

    assert first == second != other


def test_a_request_from_nowhere_has_a_name_too() -> None:
    assert Visitors().name(request(None))
