"""Pseudonyms are a permutation that only the key can turn round."""

import itertools
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinerja.kit.pseudonyms import place, pseudonym, real_id

KEYS = st.binary(min_size=16, max_size=64)
ONE, OTHER = b"the key of one client", b"the key of another one"


@given(key=KEYS, real=st.uuids(allow_nil=True))
def test_the_key_turns_a_pseudonym_round(key: bytes, real: UUID) -> None:
    assert real_id(key, pseudonym(key, real)) == real
    assert pseudonym(key, real_id(key, real)) == real


@given(real=st.uuids())
def test_two_clients_see_different_pseudonyms_and_neither_the_id(real: UUID) -> None:
    assert len({real, pseudonym(ONE, real), pseudonym(OTHER, real)}) == 3


@given(real=st.uuids())
def test_the_key_of_another_client_leads_elsewhere(real: UUID) -> None:
    assert real_id(OTHER, pseudonym(ONE, real)) != real


def test_neighbours_have_pseudonyms_that_have_nothing_in_common() -> None:
    """Ids that count upwards, as UUIDv7 nearly do, must not give pseudonyms that do."""
    found = [pseudonym(ONE, UUID(int=number)) for number in range(1000)]
    assert len(set(found)) == 1000
    assert found != sorted(found)
    changed = [(one.int ^ two.int).bit_count() for one, two in itertools.pairwise(found)]
    assert 60 < sum(changed) / len(changed) < 68  # Of 128 bits half change on average.


def test_two_clients_have_rows_in_orders_of_their_own() -> None:
    ids = [UUID(int=number) for number in range(1000)]
    orders = [sorted(ids, key=lambda one: place(key, one)) for key in (ONE, OTHER)]
    assert ids not in orders
    assert orders[0] != orders[1]


def test_a_pseudonym_stays_what_it_is() -> None:
    """Clients keep pseudonyms for years: the permutation must never change."""
    real = UUID("018f2d3c-7b1a-7c3d-8e4f-5a6b7c8d9e0f")
    assert pseudonym(bytes(range(32)), real) == UUID("e683c203-e7c2-1b5c-7c45-18883786e6fd")


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        pseudonym(b"short", UUID(int=1))
