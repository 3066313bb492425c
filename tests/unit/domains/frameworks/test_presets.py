"""All presets load, and say what the regulations and the founding text say."""

from decimal import Decimal

import pytest

from kinerja.domains.frameworks.errors import PresetNotFoundError
from kinerja.domains.frameworks.presets import PresetError, get_preset, preset_codes, read_preset
from kinerja.domains.frameworks.tree import ComponentSpec
from kinerja.domains.frameworks.vocabulary import ComponentCategory, Direction, Scheme

EXPECTED = {
    "dishub-v1": {"responsibility": "45", "discipline": "20", "citizen_satisfaction": "35"},
    "dishub-v2": {
        "responsibility": "35",
        "discipline": "20",
        "citizen_satisfaction": "25",
        "complaint_responsiveness": "20",
    },
    "dpmptsp": {
        "responsibility": "30",
        "discipline": "15",
        "citizen_satisfaction": "25",
        "permits": "20",
        "complaint_responsiveness": "10",
    },
    "dukcapil": {
        "responsibility": "40",
        "discipline": "25",
        "citizen_satisfaction": "20",
        "waiting_time": "15",
    },
    "kelurahan": {"duties": "50", "activity": "20", "complaints": "30"},
    "pergub-administrator": {"duties": "50", "complaints": "30", "activity": "20"},
    "pergub-jpt": {"performance_agreement": "100"},
    "pergub-pelaksana": {"duties": "60", "activity": "40"},
    "pp30-60-40": {"skp": "60", "behaviour": "40"},
    "pp30-70-30": {"skp": "70", "behaviour": "30"},
}


def absolute(components: tuple[ComponentSpec, ...], share: Decimal) -> dict[str, Decimal]:
    """Return the weight of every indicator in the composite."""
    found: dict[str, Decimal] = {}
    for component in components:
        part = share * component.weight / 100
        found |= absolute(component.components, part)
        found |= {leaf.code: part * leaf.weight / 100 for leaf in component.indicators}
    return found


def test_every_preset_is_known_here() -> None:
    assert list(preset_codes()) == sorted(EXPECTED)


@pytest.mark.parametrize("code", EXPECTED)
def test_a_preset_loads_with_its_weights(code: str) -> None:
    preset = get_preset(code)

    weights = {root.code: root.weight for root in preset.content.components}
    assert weights == {name: Decimal(weight) for name, weight in EXPECTED[code].items()}
    assert sum(absolute(preset.content.components, Decimal(100)).values()) == 100
    assert preset.content.terms.legal_basis


def test_dukcapil_has_the_parts_of_the_founding_text() -> None:
    parts = absolute(get_preset("dukcapil").content.components, Decimal(100))

    assert parts == {
        "skp_achievement": 25,
        "document_accuracy": 15,
        "attendance": 15,
        "rule_compliance": 10,
        "ikm": 20,
        "mean_waiting_time": 15,
    }


def test_waiting_longer_is_worse() -> None:
    leaves = {
        leaf.code: leaf
        for root in get_preset("dukcapil").content.components
        for leaf in root.indicators
    }

    assert leaves["mean_waiting_time"].direction is Direction.LOWER


def test_dishub_redistributes_exactly_when_complaints_do_not_apply() -> None:
    roots = get_preset("dishub-v2").content.components
    kept = [root.weight for root in roots if root.code != "complaint_responsiveness"]

    shares = [weight / sum(kept) * 100 for weight in kept]

    assert shares == [Decimal("43.75"), Decimal(25), Decimal("31.25")]


def test_the_scheme_of_pp_30_holds_in_its_presets() -> None:
    for code, scheme, share in (
        ("pp30-70-30", Scheme.S70_30, 30),
        ("pp30-60-40", Scheme.S60_40, 40),
    ):
        content = get_preset(code).content
        behaviour = [
            root for root in content.components if root.category is ComponentCategory.BEHAVIOUR
        ]
        assert content.terms.scheme is scheme
        assert sum(root.weight for root in behaviour) == share
        assert len(behaviour[0].indicators) == 7


def test_an_unknown_preset_is_told_the_known_ones() -> None:
    with pytest.raises(PresetNotFoundError) as caught:
        get_preset("../dukcapil")

    assert caught.value.code == "NOT_FOUND"
    assert "dishub-v2" in caught.value.message("en")


GOOD = """\
framework: try
name_id: Coba
name_en: Try
scheme: COMPONENTS
effective_start: 2026-01-01
components:
  - code: work
    name_id: Kerja
    name_en: Work
    category: RESPONSIBILITY
    weight: 100
    indicators:
      - {code: skp, name_id: A, name_en: A, definition: A, unit: A, weight: 62.5,
         direction: HIGHER, target: 100, scale_max: 150}
      - {code: acc, name_id: A, name_en: A, definition: A, unit: A, weight: 37.5,
         direction: HIGHER, target: 100, scale_max: 150}
"""


def test_numbers_of_a_preset_keep_their_digits() -> None:
    content = read_preset("try", text=GOOD).content

    assert [leaf.weight for leaf in content.components[0].indicators] == [
        Decimal("62.5"),
        Decimal("37.5"),
    ]
    assert content.terms.effective.upper is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("weight: 37.5", "weight: 37.49", "try.yaml:7: components: WEIGHTS_NOT_100"),
        ("weight: 62.5", "weight: 0", "try.yaml:13: components.0.indicators.0.weight"),
        ("category: RESP", "category: RESSP", "try.yaml:10: components.0.category: UNKNOWN_VALUE"),
        ("scheme: COMPONENTS", "scheme: S70_30", "WEIGHTS_NOT_SCHEME"),
        ("scheme: COMPONENTS", "shceme: COMPONENTS", "shceme: UNKNOWN_FIELD"),
        ("2026-01-01", "someday", "try.yaml:5: effective_start: WRONG_KIND"),
        ("effective_start: 2026-01-01\n", "", "effective_start: FIELD_REQUIRED"),
        ("2026-01-01", "2026-01-01\neffective_end: 2025-12-31", "try.yaml:6: effective_end"),
        ("framework: try", "framework: TRY IT", "try.yaml:1: framework: CODE_MALFORMED"),
        ("weight: 100", "weight: 100\n    weight: 100", "weight stands twice"),
        ("weight: 100", "weight: .nan", "is no decimal number"),
        ("components:", "components: [", "try.yaml: "),
    ],
)
def test_a_wrong_preset_is_told_where(old: str, new: str, told: str) -> None:
    assert old in GOOD

    with pytest.raises(PresetError) as caught:
        read_preset("try", text=GOOD.replace(old, new, 1))

    assert told in str(caught.value)


@pytest.mark.parametrize("text", ["", "5", "- a", "{}"])
def test_something_that_is_no_preset_is_refused(text: str) -> None:
    with pytest.raises(PresetError):
        read_preset("try", text=text)
