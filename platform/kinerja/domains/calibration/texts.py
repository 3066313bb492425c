"""What the basis of a rating and the justification of a distribution must be."""

from kinerja.domains.calibration.errors import CalibrationTextError
from kinerja.kit.texts import read_lines

LENGTH = range(10, 2001)


def read_text(text: str, field: str) -> str:
    """Return a text without blanks around it.

    Raises:
        CalibrationTextError: it is too short or too long, or holds control characters.
    """
    kept = read_lines(text, LENGTH)
    if kept is None:
        raise CalibrationTextError(least=LENGTH.start, limit=LENGTH.stop - 1, path=(field,))
    return kept
