"""Exact questions about decimals: how many places, and how to write one the same way always.

`Decimal.normalize` is no use here: it rounds to the context's 28 digits, and so would take
33.33 followed by thirty zeros and a one for 33.33.
"""

from decimal import Decimal


def places(number: Decimal) -> int:
    """Count the decimals of a finite number, trailing zeros left out."""
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        raise TypeError(number)
    written = "".join(map(str, digits)).rstrip("0")
    zeros = len(digits) - len(written)
    return max(0, -(exponent + zeros)) if written else 0


def plain(number: Decimal) -> str:
    """Write a finite number without exponent, trailing zeros or minus zero: 33.3300 as `33.33`."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
