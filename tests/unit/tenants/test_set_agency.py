"""The agency goes into its statement as a checked integer, never as text."""

import pytest

from kinerja.kit.ids import AgencyId
from tenants.session import set_agency


def test_the_agency_is_a_literal() -> None:
    assert set_agency(AgencyId(7)) == "SET LOCAL kinerja.agency_id = '7'"


def test_no_agency_is_the_empty_text_that_sees_nothing() -> None:
    assert set_agency(None) == "SET LOCAL kinerja.agency_id = ''"


@pytest.mark.parametrize("wrong", ["7", "7'; DROP TABLE scores; --", 7.0, True, 0, -7, 2**31, [7]])
def test_anything_but_a_positive_integer_is_refused(wrong: object) -> None:
    with pytest.raises(ValueError, match="positive 32-bit integer"):
        set_agency(wrong)  # type: ignore[arg-type]  # the point of the test
