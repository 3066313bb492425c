"""Lifetimes as people type them: `30m`, `8h`, `90d`."""

import re
from datetime import timedelta
from typing import Final

from kinerja.kit.errors import KinerjaError

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SHAPE: Final = re.compile(r"([1-9][0-9]{0,5})([smhd])")


class LifetimeFormError(KinerjaError):
    """The text is no lifetime."""

    code = "LIFETIME_FORM"
    en = "{text} is no lifetime: write a number and s, m, h or d, for example 8h or 90d."
    id = "{text} bukan masa berlaku: tulis angka dan s, m, h, atau d, misalnya 8h atau 90d."


def read_lifetime(text: str) -> timedelta:
    """Read a lifetime.

    Raises:
        LifetimeFormError: it is no positive number with a unit.
    """
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise LifetimeFormError(text=text[:20])
    return timedelta(**{_UNITS[match[2]]: int(match[1])})
