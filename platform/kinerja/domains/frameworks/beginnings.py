"""How a framework begins: empty, or with the content of a preset, under the terms given."""

from dataclasses import replace
from datetime import date

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.frameworks.heads import TermsChange
from kinerja.domains.frameworks.periods import period
from kinerja.domains.frameworks.presets import get_preset
from kinerja.domains.frameworks.tree import VersionContent, VersionTerms
from kinerja.domains.frameworks.tree_errors import FieldRequiredError
from kinerja.domains.frameworks.vocabulary import Scheme


def first_content(change: TermsChange, *, preset: str | None = None) -> VersionContent:
    """Return what the first draft of a framework says: nothing yet, or what a preset says.

    Without a preset the period must be given, and the scheme is COMPONENTS if nothing is said.

    Raises:
        PresetNotFoundError: there is no such preset.
        FieldRequiredError: neither preset nor period is given.
        KinerjaError: the legal basis is no text.
    """
    if preset is not None:
        content = get_preset(preset).content
        return replace(content, terms=change.applied_to(content.terms))
    if change.effective is None:
        raise FieldRequiredError(field="period_start", path=("period_start",))
    blank = VersionTerms(scheme=Scheme.COMPONENTS, effective=change.effective)
    return VersionContent(terms=change.applied_to(blank))


def given_period(first: date | None, last: date | None) -> Range[date] | None:
    """Return the period that a caller gave; None if none was given.

    Raises:
        FieldRequiredError: a last day without a first one.
        InvalidPeriodError: the last day comes before the first.
    """
    if first is None:
        if last is not None:
            raise FieldRequiredError(field="period_start", path=("period_start",))
        return None
    return period(first, last, path=("period_end",))
