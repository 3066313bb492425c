"""Which form and language an answer takes."""

import pytest

from kinerja.http.negotiation import JSON, RESPONSE_JSON, pick_language, pick_media_type

OFFERED = (JSON, RESPONSE_JSON)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (RESPONSE_JSON, RESPONSE_JSON),
        (f"{RESPONSE_JSON}, {JSON};q=0.9", RESPONSE_JSON),
        (f"{JSON}, {RESPONSE_JSON};q=0.9", JSON),
        (f"{RESPONSE_JSON};q=0.1, {JSON};q=0.2", JSON),
        (f"{RESPONSE_JSON}; charset=utf-8, {JSON}; charset=utf-8;q=0.5", RESPONSE_JSON),
        ("APPLICATION/JSON", JSON),
        (f"*/*;q=0.1, {RESPONSE_JSON}", RESPONSE_JSON),
        (f"{JSON};q=0, */*", RESPONSE_JSON),
        ("text/html, */*;q=0.8", JSON),
        ("text/html", None),
        ("image/png, text/*", None),
        (f"{JSON};q=0", None),
        (f"{JSON};q=nonsense", None),
    ],
)
def test_the_media_type_that_accept_likes_best_is_taken(
    accept: str | None, expected: str | None
) -> None:
    assert pick_media_type(accept, OFFERED) == expected


@pytest.mark.parametrize(
    ("accept_language", "expected"),
    [
        (None, "id"),
        ("", "id"),
        ("en", "en"),
        ("en-GB", "en"),
        ("id-ID", "id"),
        ("en-US,en;q=0.9,id;q=0.8", "en"),
        ("en;q=0.5, id;q=0.9", "id"),
        ("fr, de;q=0.5", "id"),
        ("*", "id"),
        ("en;q=0", "id"),
    ],
)
def test_messages_are_indonesian_unless_english_is_liked_better(
    accept_language: str | None, expected: str
) -> None:
    assert pick_language(accept_language) == expected
