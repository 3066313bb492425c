"""JSON is read as Python's own reader has it, but for what two readers could take differently."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinerja.http.errors import InputTooDeepError, MalformedRequestError
from kinerja.http.json_text import MAX_DEPTH, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text('ab\\"', max_size=3), inner)
    ),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_whatever_is_json_is_read(value: Any, is_ascii: bool) -> None:  # noqa: FBT001 - drawn.
    text = json.dumps(value, ensure_ascii=is_ascii)

    assert read_json(text.encode(), name="x") == value
    assert read_json(text, name="x") == value


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{} {}",
        b"{'a': 1}",
        b'{"a": 1,}',
        b'{"a": 01}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": NaN}',
        b'{"a": "\x01"}',
        b'{"a": "\\ud800"}',
        b'["\\udc00\\ud800"]',
        b'{"a": "\xed\xa0\x80"}',
        b'\xef\xbb\xbf{"a": 1}',
        '{"a": 1}'.encode("utf-16"),
        b'{"a": 1, "a": 1}',
        b'{"a": 1, "\\u0061": 2}',
        b'[{"b": {"a": 1, "a": 2}}]',
        b"1" * 5000,
    ],
)
def test_what_is_not_read_alike_by_everybody_is_refused(text: bytes) -> None:
    with pytest.raises(MalformedRequestError):
        read_json(text, name="the body")


@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_nesting_has_an_end(start: str, end: str) -> None:
    levels = MAX_DEPTH // (start.count("{") + start.count("["))

    assert read_json(start * levels + "1" + end * levels, name="x")
    for more in (1, 1000, 100_000):
        with pytest.raises(InputTooDeepError):
            read_json(start * (levels + more) + "1" + end * (levels + more), name="x")


def test_width_is_no_depth() -> None:
    wide = {"a": [[1]] * 10_000}

    assert read_json(json.dumps(wide), name="x") == wide
