"""The form of API tokens: recognisable, checkable without a database, never stored."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from kinerja.http.api_tokens import ALPHABET, digest, is_well_formed, new_api_token


def test_a_new_token_is_well_formed_and_names_its_environment() -> None:
    token = new_api_token("live")

    assert token.startswith("knj_live_")
    assert len(token) == len("knj_live_") + 32 + 6
    assert is_well_formed(token)


def test_two_tokens_differ() -> None:
    assert len({new_api_token("dev") for _ in range(200)}) == 200


@given(position=st.integers(min_value=0, max_value=45), letter=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found_by_the_checksum(position: int, letter: str) -> None:
    token = new_api_token("dev")
    mangled = token[:position] + letter + token[position + 1 :]

    assert is_well_formed(mangled) == (mangled == token)


@given(st.text(max_size=80))
def test_any_other_text_is_not_well_formed(text: str) -> None:
    assert not is_well_formed(text)


def test_a_token_with_anything_after_it_is_not_well_formed() -> None:
    token = new_api_token("live")

    assert not is_well_formed(token + "\n")
    assert not is_well_formed(token + "0")
    assert not is_well_formed(token.replace("knj_live", "knj_test"))


def test_what_is_stored_is_the_sha256() -> None:
    token = new_api_token("live")

    assert digest(token) == hashlib.sha256(token.encode()).digest()
