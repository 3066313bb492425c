"""NIPs that nobody has: valid by domain rules, each different, the same in every run."""

from datetime import date, timedelta

#: Births lie between 1965-01-01 and 2002-07-05.
_DAYS = 13_700


def make_nip(number: int, *, pppk: bool = False) -> str:
    """Return the valid NIP of that number; another number gives another NIP."""
    born = date(1965, 1, 1) + timedelta(days=number % _DAYS)
    appointed = f"{born.year + 22}{21 + number % 9 if pppk else born.month:02}"
    return f"{born:%Y%m%d}{appointed}{1 + number % 2}{1 + number // _DAYS:03}"
