"""The words of surveys are those that policy knows, and no ruleset names an element twice."""

import pytest

from kinerja.domains.surveys.rulesets import BANDS, STANDARD_ELEMENTS
from kinerja.domains.surveys.vocabulary import Ruleset, ServiceBand, SurveyState
from policies.permissions import STATES, Resource


def test_the_states_of_a_survey_are_those_of_policy() -> None:
    assert STATES[Resource.SURVEY] == set(SurveyState)


@pytest.mark.parametrize(("ruleset", "count"), [("PERMENPANRB_14_2017", 9), ("KEP_25_2004", 14)])
def test_a_ruleset_has_its_elements_once(ruleset: str, count: int) -> None:
    codes = [one.code for one in STANDARD_ELEMENTS[Ruleset(ruleset)]]

    assert len(codes) == len(set(codes)) == count


def test_complaints_come_before_facilities_in_the_official_order() -> None:
    codes = [one.code for one in STANDARD_ELEMENTS[Ruleset.PERMENPANRB_14_2017]]

    assert codes[7:] == ["COMPLAINT_HANDLING", "FACILITIES"]


@pytest.mark.parametrize("ruleset", Ruleset)
def test_bands_begin_higher_the_better_they_are(ruleset: Ruleset) -> None:
    bands = [band for band, _ in BANDS[ruleset]]
    least = [index for _, index in BANDS[ruleset]]

    assert bands == [ServiceBand.A, ServiceBand.B, ServiceBand.C]
    assert least == sorted(least, reverse=True)
