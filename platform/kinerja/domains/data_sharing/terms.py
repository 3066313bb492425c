"""What is granted, as people state it, and as it is kept once it has been checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.data_sharing.errors import (
    GrantLegalBasisError,
    GrantPeriodError,
    GrantPurposeError,
    ScopesMissingError,
    UnknownScopeError,
)
from kinerja.domains.data_sharing.vocabulary import GRANTABLE
from kinerja.kit.errors import KinerjaError

TEXT_LENGTH: Final = range(5, 501)
MOST_YEARS: Final = 5


@dataclass(frozen=True)
class NewGrant:
    """A wish: which client may read what, why, and from when to when, both days included."""

    client_name: str
    scopes: Sequence[str]
    legal_basis: str
    purpose: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Terms:
    """A sound wish, without the client."""

    scopes: tuple[str, ...]
    legal_basis: str
    purpose: str
    valid: Range[date]

    @classmethod
    def read(cls, wish: NewGrant, *, today: date) -> "Terms":
        """Check a wish.

        Raises:
            ScopesMissingError, UnknownScopeError: there are no scopes, or not grantable ones.
            GrantLegalBasisError, GrantPurposeError: a text is missing or too long.
            GrantPeriodError: the days are out of order, past, or more than five years.
        """
        limit = TEXT_LENGTH.stop - 1
        return cls(
            _scopes(wish.scopes),
            _text(wish.legal_basis, GrantLegalBasisError(limit=limit, path=("legalBasis",))),
            _text(wish.purpose, GrantPurposeError(limit=limit, path=("purpose",))),
            _period(wish.first_day, wish.last_day, today),
        )


def _scopes(given: Sequence[str]) -> tuple[str, ...]:
    if not given:
        raise ScopesMissingError(path=("scopes",))
    for position, scope in enumerate(given):
        if scope not in GRANTABLE:
            known = ", ".join(GRANTABLE)
            raise UnknownScopeError(path=("scopes", position), scope=scope[:64], known=known)
    return tuple(sorted(set(given)))


def _text(given: str, error: KinerjaError) -> str:
    kept = " ".join(given.split())
    if len(kept) not in TEXT_LENGTH or not kept.isprintable():
        raise error
    return kept


def _period(first: date, last: date, today: date) -> Range[date]:
    """Return the days; five years from 29 February are over on the next 28 February."""
    day = 28 if (first.month, first.day) == (2, 29) else first.day
    end = first.replace(year=min(first.year + MOST_YEARS, date.max.year), day=day)
    latest = end - timedelta(days=1)
    if not max(first, today) <= last <= latest:
        raise GrantPeriodError(path=("periodEnd",), latest=latest.isoformat())
    return Range(first, last + timedelta(days=1), bounds="[)")
