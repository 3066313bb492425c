"""The terms of a version in inputs: period, scheme, applicability, legal basis."""

from datetime import date
from typing import Protocol

from graphql_schema.frameworks.enums import Scheme
from graphql_schema.organisation.enums import PositionClass
from kinerja.domains.frameworks.beginnings import given_period
from kinerja.domains.frameworks.heads import TermsChange
from kinerja.domains.frameworks.vocabulary import ApplicableClass


class TermsInput(Protocol):
    """What the inputs that carry terms have in common; None says nothing."""

    @property
    def period_start(self) -> date | None:
        """First day in force."""

    @property
    def period_end(self) -> date | None:
        """Last day in force, inclusive."""

    @property
    def scheme(self) -> Scheme | None:
        """How work results and behaviour combine."""

    @property
    def applies_to(self) -> list[PositionClass] | None:
        """Position classes."""

    @property
    def legal_basis(self) -> str | None:
        """Regulation."""


def terms_change(given: TermsInput) -> TermsChange:
    """Return the terms of an input.

    Raises:
        KinerjaError: the period is none.
    """
    classes = given.applies_to
    named = None if classes is None else {name.value for name in classes}
    return TermsChange(
        effective=given_period(given.period_start, given.period_end),
        scheme=given.scheme,
        applies_to=None if named is None else tuple(c for c in ApplicableClass if c in named),
        legal_basis=given.legal_basis,
    )
