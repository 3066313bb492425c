"""Text as it is kept: normalised, of bounded length, without control characters."""

import unicodedata


def normalise(text: str) -> str:
    """Return the text in NFC with single blanks between words and none around."""
    joined = " ".join(text.split())
    return joined if joined.isascii() else unicodedata.normalize("NFC", joined)


def is_plain(text: str, limit: int) -> bool:
    """Tell whether a normalised text is short enough and holds no control characters."""
    return len(text) <= limit and text.isprintable()


def read_lines(text: str, length: range) -> str | None:
    """Return a text of one or more lines without blanks around it.

    None: its length is not in `length`, or it holds control characters.
    """
    kept = text.strip()
    plain = kept.replace("\n", "").replace("\t", "")
    return kept if len(kept) in length and plain.isprintable() else None
