"""What a profile says, as text: the functions that took most, without paths of this machine."""

import cProfile
import io
import pstats
from pathlib import Path

_LINES = 25
_PACKAGES = "site-packages/"


def profile_text(profile: cProfile.Profile) -> str:
    """Return the functions that took most by themselves."""
    text = io.StringIO()
    pstats.Stats(profile, stream=text).sort_stats("tottime").print_stats(_LINES)
    lines = [_without_path(line) for line in text.getvalue().splitlines() if line.strip()]
    return "\n".join(lines)


def _without_path(line: str) -> str:
    numbers, slash, place = line.partition(" /")
    if not slash:
        return line
    if _PACKAGES in place:
        return f"{numbers} {place.rpartition(_PACKAGES)[2]}"
    return f"{numbers} {'/'.join(Path(place).parts[-3:])}"
