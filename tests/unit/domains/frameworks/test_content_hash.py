"""The hash that identifies what a version says."""

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.frameworks.decimals import places, plain
from kinerja.domains.frameworks.tree import VersionContent
from kinerja.domains.frameworks.vocabulary import ApplicableClass, Scheme
from tests.support.framework_factories import component, indicator, terms

CONTENT = VersionContent(
    terms=terms(legal_basis="PP 30/2019"), components=(component("work", 60), component("c", 40))
)


CANONICAL = (
    '{"components":[{"category":"RESPONSIBILITY","code":"work","components":[],"indicators":['
    '{"applies_to":[],"cap":"120","code":"skp","definition":"What skp measures.",'
    '"direction":"HIGHER","evidence_required":false,"floor":"0","na_policy":"REDISTRIBUTE",'
    '"name_en":"Indicator skp","name_id":"Indikator skp","range_high":null,"range_low":null,'
    '"scale_max":"200","scale_min":"0","source":"MANUAL","target":"100","unit":"percent",'
    '"weight":"100"}],"name_en":"Component work","name_id":"Komponen work","weight":"100"}],'
    '"terms":{"applies_to":[],"effective":"2025-01-01","legal_basis":"§ Perda",'
    '"scheme":"COMPONENTS"}}'
)


def test_the_hash_is_that_of_the_canonical_json() -> None:
    content = VersionContent(
        terms=terms(legal_basis="§ Perda"), components=(component("work", 100, indicator("skp")),)
    )

    assert content.content_hash() == hashlib.sha256(CANONICAL.encode()).hexdigest()


def test_how_a_number_is_written_does_not_change_the_hash() -> None:
    written = VersionContent(
        terms=CONTENT.terms, components=(component("work", "60.0000"), component("c", "4E1"))
    )

    assert written.content_hash() == CONTENT.content_hash()


def test_how_an_open_period_is_written_does_not_change_the_hash() -> None:
    start = date(2025, 1, 1)
    hashes = {
        replace(CONTENT, terms=terms(effective=Range(start, None, bounds=bounds))).content_hash()
        for bounds in ("[)", "[]")
    }

    assert len(hashes) == 1


def test_the_last_day_which_a_successor_may_set_does_not_change_the_hash() -> None:
    ended = replace(
        CONTENT,
        terms=terms(legal_basis="PP 30/2019", effective=Range(date(2025, 1, 1), date(2026, 1, 1))),
    )

    assert ended.content_hash() == CONTENT.content_hash()


CHANGES = [
    replace(CONTENT, components=(component("work", "60.0001"), component("c", "39.9999"))),
    replace(CONTENT, components=(component("c", 40), component("work", 60))),
    replace(CONTENT, components=(component("works", 60), component("c", 40))),
    replace(
        CONTENT,
        components=(
            component("work", 60, indicator("work_indicator", cap=Decimal(110))),
            *CONTENT.components[1:],
        ),
    ),
    replace(CONTENT, terms=replace(CONTENT.terms, scheme=Scheme.S70_30)),
    replace(CONTENT, terms=replace(CONTENT.terms, legal_basis=None)),
    replace(CONTENT, terms=replace(CONTENT.terms, applies_to=(ApplicableClass.JPT,))),
    replace(CONTENT, terms=terms(legal_basis="PP 30/2019", effective=Range(date(2025, 1, 2)))),
]


@pytest.mark.parametrize("changed", CHANGES)
def test_whatever_is_said_differently_changes_the_hash(changed: VersionContent) -> None:
    assert changed.content_hash() != CONTENT.content_hash()


def test_all_those_changes_differ_from_one_another() -> None:
    assert len({changed.content_hash() for changed in CHANGES}) == len(CHANGES)


@pytest.mark.parametrize(
    ("number", "text"),
    [("100", "100"), ("1E+2", "100"), ("33.3300", "33.33"), ("-0.00", "0"), ("0.0001", "0.0001")],
)
def test_a_number_has_one_spelling(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


@pytest.mark.parametrize(
    ("number", "count"),
    [("0", 0), ("0.000", 0), ("1E+5", 0), ("10.50", 1), ("1E-40", 40), ("1." + "0" * 40 + "1", 41)],
)
def test_decimals_are_counted_exactly(number: str, count: int) -> None:
    assert places(Decimal(number)) == count
