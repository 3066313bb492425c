"""What the basis of a rating and the justification of a distribution must be."""

from kinerja.domains.calibration.errors import CalibrationTextError

LENGTH = range(10, 2001)


def read_text(text: str, field: str) -> str:
    """Return a text without blanks around it.

    Raises:
        CalibrationTextError: it is too short or too long, or holds control characters.
    """
    kept = text.strip()
    plain = kept.replace("\n", "").replace("\t", "")
    if len(kept) not in LENGTH or not plain.isprintable():
        raise CalibrationTextError(least=LENGTH.start, limit=LENGTH.stop - 1, path=(field,))
    return kept
