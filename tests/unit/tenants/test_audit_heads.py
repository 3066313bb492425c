"""Heads as lines: what is printed is read back, byte by byte, and nothing else is."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tenants.audit_chain import genesis, link_hash
from tenants.audit_heads import AuditHead, MalformedHeadError, read_heads

HEAD = AuditHead("DISHUB", UUID(int=7), 12, bytes(range(32)), datetime(2026, 11, 24, tzinfo=UTC))


def test_a_head_is_one_line_that_is_read_back() -> None:
    line = str(HEAD)

    assert "\n" not in line
    assert AuditHead.read(line) == HEAD
    assert str(AuditHead.read(line)) == line


def test_empty_lines_are_left_out() -> None:
    assert read_heads([str(HEAD), "", "  \n", str(HEAD)]) == [HEAD, HEAD]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "else"},
        {"agencyKey": "x"},
        {"position": 0},
        {"position": True},
        {"position": "12"},
        {"hash": "00"},
        {"hash": None},
        {"sealedAt": "yesterday"},
    ],
)
def test_a_line_of_something_else_is_refused(change: dict[str, object]) -> None:
    line = json.dumps({**json.loads(str(HEAD)), **change})

    with pytest.raises(MalformedHeadError) as raised:
        read_heads([str(HEAD), line])

    assert raised.value.details["line"] == 2


def test_chains_of_two_agencies_begin_differently() -> None:
    assert genesis(UUID(int=1)) != genesis(UUID(int=2))


def test_a_link_depends_on_what_is_before_it_and_on_its_event() -> None:
    first = link_hash(genesis(UUID(int=1)), '["a"]')

    assert len(first) == 32
    assert first != link_hash(genesis(UUID(int=2)), '["a"]')
    assert first != link_hash(genesis(UUID(int=1)), '["b"]')
