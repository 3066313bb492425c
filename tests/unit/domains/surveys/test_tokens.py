"""Tokens of links name their agency, are long enough, and are read strictly."""

import pytest

from kinerja.domains.surveys.tokens import digest, find_agency, new_token
from kinerja.kit.ids import AgencyId


def test_a_token_names_its_agency() -> None:
    for number in (1, 7, 2**31 - 1):
        assert find_agency(new_token(AgencyId(number))) == number


def test_tokens_are_never_alike() -> None:
    tokens = {new_token(AgencyId(1)) for _ in range(100)}

    assert len(tokens) == 100
    assert all(len(one.split("_", 2)[2]) == 32 for one in tokens)
    assert len({digest(one) for one in tokens}) == 100


@pytest.mark.parametrize(
    "text",
    [
        "",
        "skm_1_",
        "skm_0_" + "x" * 32,
        "skm_01_" + "x" * 32,
        "skm_-1_" + "x" * 32,
        f"skm_{2**31}_" + "x" * 32,
        "skm_1_" + "x" * 31,
        "skm_1_" + "x" * 33,
        "SKM_1_" + "x" * 32,
        "skm_1_" + "x" * 31 + "\n",
        "skm_1_" + "x" * 31 + "é",
        "skm_\u0661_" + "x" * 32,
    ],
)
def test_other_texts_name_none(text: str) -> None:
    assert find_agency(text) is None
