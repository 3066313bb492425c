"""What form and language the client wants its answer in (RFC 9110, section 12)."""

from collections.abc import Iterable, Iterator, Sequence

from kinerja.kit.errors import Language

RESPONSE_JSON = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"


def pick_media_type(accept: str | None, offered: Sequence[str]) -> str | None:
    """Return the offered media type that `accept` likes best, or None when it likes none.

    Without the header, or when two are liked equally, the earlier one of `offered` is taken.
    """
    if accept is None or not accept.strip():
        return offered[0]
    ranges = list(_ranges(accept))
    best, best_quality = None, 0.0
    for media_type in offered:
        quality = _quality(media_type, ranges)
        if quality > best_quality:
            best, best_quality = media_type, quality
    return best


def told(language: Language) -> dict[str, str]:
    """Return the headers that say in which language the answer is, and what it was chosen by."""
    return {"content-language": language, "vary": "accept, accept-language, authorization"}


def pick_language(accept_language: str | None) -> Language:
    """Return the language of messages: Indonesian, unless English is liked better."""
    best: Language = "id"
    best_quality = 0.0
    for tag, quality in _ranges(accept_language or ""):
        language = tag.partition("-")[0]
        known: Language | None = "en" if language == "en" else "id" if language == "id" else None
        if known is not None and quality > best_quality:
            best, best_quality = known, quality
    return best


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    """Read `a;q=0.5, b` as pairs; a quality that is no number counts as nothing."""
    for part in header.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                quality = _number(value.strip())
        if name:
            yield name, quality


def _number(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _quality(media_type: str, ranges: Iterable[tuple[str, float]]) -> float:
    """Return what the most specific matching range says of the media type."""
    group = media_type.partition("/")[0] + "/*"
    found = {name: quality for name, quality in ranges if name in (media_type, group, "*/*")}
    for name in (media_type, group, "*/*"):
        if name in found:
            return found[name]
    return 0.0
