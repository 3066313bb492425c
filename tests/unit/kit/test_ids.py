"""Global ids: what was put in comes out, each id has one spelling, anything else is refused."""

import base64
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinerja.kit.ids import AgencyId, GlobalId, MalformedIdError, new_id

KEY = UUID("01940000-0000-7000-8000-000000000001")
SOUND = str(GlobalId("Employee", AgencyId(7), KEY))
type_names = st.from_regex(r"[A-Z][A-Za-z]{1,20}", fullmatch=True)
agencies = st.integers(min_value=0, max_value=2**31 - 1).map(AgencyId)


def encoded(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


@given(type_names, agencies, st.uuids())
def test_what_is_put_into_an_id_comes_out_of_it(
    type_name: str, agency_id: AgencyId, key: UUID
) -> None:
    made = GlobalId(type_name, agency_id, key)

    assert GlobalId.parse(str(made)) == made


@given(st.text(max_size=120))
def test_text_is_refused_or_is_the_one_spelling_of_an_id(text: str) -> None:
    try:
        parsed = GlobalId.parse(text)
    except MalformedIdError:
        return
    assert str(parsed) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Employee",
        SOUND + "=",
        SOUND + "\n",
        " " + SOUND,
        SOUND[:-1],
        encoded(f"Employee:7:{KEY}:more"),
        encoded(f"Employee:+7:{KEY}"),
        encoded(f"Employee:07:{KEY}"),
        encoded(f"Employee:-1:{KEY}"),
        encoded(f"Employee:{2**31}:{KEY}"),
        encoded(f"Employee:seven:{KEY}"),
        encoded(f"Employee:7:{KEY.hex}"),
        encoded(f"Employee:7:{str(KEY).upper()}"[:-1] + "A"),
        encoded(f"Employee:7:urn:uuid:{KEY}"),
        encoded(f"Employee:\u0667:{KEY}"),
        "\u00e9" * 40,
    ],
)
def test_an_id_that_the_service_did_not_make_is_refused(text: str) -> None:
    with pytest.raises(MalformedIdError):
        GlobalId.parse(text)


def test_an_id_holds_no_padding_and_nothing_that_an_address_would_change() -> None:
    assert not set(SOUND) & set("=+/%&?# ")


def test_new_keys_sort_by_the_time_they_were_made() -> None:
    made = [new_id() for _ in range(100)]

    assert made == sorted(made)
    assert {key.version for key in made} == {7}
