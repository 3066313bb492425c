"""What stands above a tree: the framework's code and name, the version's terms."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Self

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.frameworks.reading import Fields
from kinerja.domains.frameworks.tree import VersionTerms
from kinerja.domains.frameworks.tree_errors import CodeMalformedError
from kinerja.domains.frameworks.vocabulary import ApplicableClass, Scheme
from kinerja.kit.errors import KinerjaError, raise_all

NAME_LIMIT, LEGAL_BASIS_LIMIT, REASON_LIMIT = 200, 500, 1000

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True, kw_only=True)
class FrameworkHead:
    """The code and name of a framework; the code never changes."""

    code: str
    name: str

    @classmethod
    def parse(cls, code: object, *, name: object) -> Self:
        """Check both.

        Raises:
            KinerjaError: one of them is wrong.
            KinerjaErrorGroup: both are.
        """
        errors: list[KinerjaError] = []
        given = Fields({"code": code, "name": name}, known=("code", "name"), path=(), errors=errors)
        head = cls(code=framework_code(given, "code"), name=given.text("name", limit=NAME_LIMIT))
        raise_all(errors)
        return head


@dataclass(frozen=True, kw_only=True)
class TermsChange:
    """New terms of a version, as far as they are given; None keeps what it says already."""

    effective: Range[date] | None = None
    scheme: Scheme | None = None
    applies_to: tuple[ApplicableClass, ...] | None = None
    legal_basis: str | None = None

    def applied_to(self, terms: VersionTerms) -> VersionTerms:
        """Return `terms` with what is given here.

        Raises:
            KinerjaError: the legal basis is blank, too long or holds control characters.
        """
        basis = checked_text("legal_basis", self.legal_basis, limit=LEGAL_BASIS_LIMIT)
        return replace(
            terms,
            effective=self.effective or terms.effective,
            scheme=self.scheme or terms.scheme,
            applies_to=terms.applies_to if self.applies_to is None else self.applies_to,
            legal_basis=basis or terms.legal_basis,
        )


def framework_code(given: Fields, name: str) -> str:
    """Read the code of a framework."""
    code = given.text(name, limit=NAME_LIMIT)
    if code and not _CODE.fullmatch(code):
        given.note(CodeMalformedError, name, mark="-")
    return code


def checked_text(name: str, text: str | None, *, limit: int) -> str | None:
    """Return a text that may be absent, blanks at both ends taken off.

    Raises:
        KinerjaError: it is blank, too long or holds control characters.
    """
    errors: list[KinerjaError] = []
    given = Fields({name: text}, known=(name,), path=(), errors=errors)
    checked = given.optional_text(name, limit=limit)
    raise_all(errors)
    return checked
