"""What a plan hangs on is a part of the statement's text; everything else is sent beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinerja.reads.inlined import inline, inlined_names, keeps_plan
from policies.relations import AGENCY, SUBJECT

TEXT = (
    "SELECT $1::VARCHAR || a FROM t WHERE agency_id = $2::INTEGER AND owner = $3::UUID"
    " AND $2::INTEGER > 0 ORDER BY a LIMIT $4::INTEGER"
)
NAMES = ("prefix", AGENCY, SUBJECT, "p0_1")


def test_the_agency_and_the_sizes_of_pages_are_written_into_a_statement() -> None:
    inlined = inlined_names(TEXT, NAMES)

    assert inlined == (AGENCY, "p0_1")
    assert inline(TEXT, NAMES, {AGENCY: 7, "p0_1": 20}) == (
        "SELECT $1::VARCHAR || a FROM t WHERE agency_id = 7 AND owner = $2::UUID"
        " AND 7 > 0 ORDER BY a LIMIT 20"
    )


@given(st.integers(1, 30), st.sets(st.integers(1, 30)))
def test_the_parameters_that_are_left_keep_their_order(number: int, chosen: set[int]) -> None:
    names = [f"n{place}" for place in range(1, number + 1)]
    text = " ".join(f"[${place}::INTEGER]" for place in range(1, number + 1))
    values = {f"n{place}": 1000 + place for place in chosen if place <= number}
    left = [name for name in names if name not in values]

    found = inline(text, names, values).split()

    for name, written in zip(names, found, strict=True):
        expected = str(values[name]) if name in values else f"${left.index(name) + 1}::INTEGER"
        assert written == f"[{expected}]"


def test_a_size_of_the_statement_itself_is_written_too() -> None:
    assert inlined_names("SELECT 1 OFFSET $1::INTEGER LIMIT $2::INTEGER", ("p1_0", "param_1")) == (
        "p1_0",
        "param_1",
    )


@pytest.mark.parametrize("value", ["7", 7.0, True])
def test_only_integers_are_written_into_a_text(value: object) -> None:
    with pytest.raises(TypeError, match="is no integer"):
        inline(TEXT, NAMES, {AGENCY: value})  # type: ignore[dict-item]  # What the test is about.


def test_no_agency_is_written_as_none() -> None:
    assert inline("SELECT 1 = $1::INTEGER", (AGENCY,), {AGENCY: None}) == "SELECT 1 = NULL::INTEGER"


def test_a_negative_number_cannot_become_a_comment() -> None:
    assert inline("SELECT 1 -$1::INTEGER", ("n",), {"n": -1}) == "SELECT 1 -(-1)"


def test_a_plan_is_kept_unless_a_value_of_the_request_bears_on_it() -> None:
    assert keeps_plan(NAMES, (AGENCY, "p0_1"))
    assert not keeps_plan((*NAMES, "p2_0"), (AGENCY, "p0_1"))
