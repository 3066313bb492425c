"""The read engine answers what a plain reader answers, byte for byte, whoever asks whatever.

`HYPOTHESIS_PROFILE=random` asks other questions of another world with every run.
"""

from collections.abc import Iterator
from random import Random, SystemRandom

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type, is_non_null_type
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.support.database import Server
from tests.support.reference.catalogue import TWINS, UNTOLD
from tests.support.reference.comparing import DifferenceError
from tests.support.reference.execution import reference_schema
from tests.support.reference.plain import PUBLIC, Edge, Many, Value
from tests.support.reference.planted import BUGS, Bug, plant
from tests.support.reference.running import Comparison, comparison

SCHEMA = reference_schema()
#: How many random documents are asked.
DOCUMENTS = 120
SETTINGS = settings(
    deadline=None,
    max_examples=DOCUMENTS,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
#: After how many documents a planted bug counts as overlooked.
MOST_DOCUMENTS = 60
#: A document is made from one number; a difference is told with the smallest part that shows it.
SEEDS = st.integers(0, 2**64)
#: What a random document may be written with; each must have been used.
FORMS = {
    "alias",
    "long alias",
    "__typename",
    "__typename of the operation",
    "merged duplicate",
    "named fragment",
    "nested fragments",
    "inline fragment",
    "inline fragment without a type",
    "fragment on an interface",
    "fragment on an interface around one on a type",
    "fragment spread twice",
    "fragment in several places",
    "variable",
    "variable with a default",
    "variable without a value",
    "list of one without brackets",
    *(
        f"@{name} on {place} by {how}"
        for name in ("include", "skip")
        for place in ("field", "inline fragment", "fragment spread")
        for how in ("literal", "variable")
    ),
}
#: These fields stand on an object that is itself shown only to those who see their class.
SHOWN_WITH_THEIR_OBJECT = {("ResultPreview", "missingIndicators")}


@pytest.fixture(scope="module")
def both(server: Server, template: str) -> Iterator[Comparison]:
    seed = (
        1 if settings.default and settings.default.derandomize else SystemRandom().getrandbits(64)
    )
    with comparison(server, template, Random(seed)) as made:  # noqa: S311 - no secret.
        yield made


def test_random_documents_about_everything_get_the_same_bytes_from_both(both: Comparison) -> None:
    @SETTINGS
    @given(seed=SEEDS)
    def agree(seed: int) -> None:
        both.ask_anything(Random(seed))  # noqa: S311 - no secret.

    agree()

    assert FORMS - set(both.reached.forms) == set()
    assert both.reached.documents > DOCUMENTS * 0.95
    # What random documents have missed is asked for directly.
    missed = both.ask_for_the_rest(Random(2))  # noqa: S311 - no secret.
    assert missed == [], missed


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_found(
    both: Comparison, monkeypatch: pytest.MonkeyPatch, bug: Bug
) -> None:
    if bug.query:
        both.ask_everybody(bug.query)  # A sound engine is found sound.
    plant(bug, monkeypatch)
    monkeypatch.setattr(both, "explains", False)

    with pytest.raises(DifferenceError):
        _ask(both, bug)


def _ask(both: Comparison, bug: Bug) -> None:
    if bug.query:
        both.ask_everybody(bug.query)
        return
    for seed in range(MOST_DOCUMENTS):
        both.ask_anything(Random(seed))  # noqa: S311 - no secret.


def test_the_plain_reader_knows_the_whole_schema() -> None:
    """A new type or field is told to it in `tests/support/reference/nouns`."""
    for name, twin in TWINS.items():
        type_ = SCHEMA.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        known = {*twin.fields, *twin.edges, *(["id"] if twin.is_node else [])}
        leads = {field: get_named_type(one.type).name for field, one in type_.fields.items()}
        untold = {one for one, to in leads.items() if to.removesuffix("Connection") in UNTOLD}
        assert known == set(type_.fields) - untold, name
    node = SCHEMA.type_map["Node"]
    assert isinstance(node, GraphQLInterfaceType)
    assert {type_.name for type_ in SCHEMA.get_possible_types(node)} <= {*TWINS, *UNTOLD}


def test_what_policy_may_hide_may_be_null() -> None:
    for name, twin in TWINS.items():
        type_ = SCHEMA.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        protected: dict[str, Edge | Value] = {**twin.fields, **twin.edges}
        for field, what in protected.items():
            is_page = isinstance(what, Edge) and what.many is Many.PAGE
            if what.field_class is PUBLIC or is_page or (name, field) in SHOWN_WITH_THEIR_OBJECT:
                continue
            assert not is_non_null_type(type_.fields[field].type), (name, field)
