"""How much fits into a version, and how its rows are written and read again."""

import pytest

from kinerja.domains.policies.content import (
    MOST_RULES,
    of_bounded_size,
    read_role,
    read_rule,
    role_columns,
    rule_columns,
)
from kinerja.domains.policies.errors import PolicyTextError, TooManyPartsError
from kinerja.kit.ids import AgencyId
from policies.agency import AgencyPolicies, OwnRole, OwnRule

AGENCY = AgencyId(1)
RULE = OwnRule("see", "helper", "cycle", "view", "staff", frozenset({"OPEN", "SCORING"}), None)


def test_descriptions_are_trimmed_and_nothing_else_is_touched() -> None:
    policies = AgencyPolicies(AGENCY, (OwnRole("helper", "  Membantu.  "),), (RULE,), ("a-rule",))

    bounded = of_bounded_size(policies)

    assert bounded == AgencyPolicies(
        AGENCY, (OwnRole("helper", "Membantu."),), (RULE,), ("a-rule",)
    )


@pytest.mark.parametrize("description", ["", "   ", "a" * 501, "a\x00b", "a\tb"])
def test_a_description_is_short_and_plain(description: str) -> None:
    with pytest.raises(PolicyTextError) as caught:
        of_bounded_size(AgencyPolicies(AGENCY, (OwnRole("helper", description),)))

    assert caught.value.path == ("roles", 0, "description")


def test_a_version_holds_so_many_rules_and_no_more() -> None:
    assert of_bounded_size(AgencyPolicies(AGENCY, rows=(RULE,) * MOST_RULES)).rows
    with pytest.raises(TooManyPartsError) as caught:
        of_bounded_size(AgencyPolicies(AGENCY, rows=(RULE,) * (MOST_RULES + 1)))

    assert (caught.value.path, caught.value.details["given"]) == (("rules",), MOST_RULES + 1)


@pytest.mark.parametrize(
    ("policies", "path"),
    [
        (AgencyPolicies(AGENCY, (OwnRole("a", "A", ("x",) * 33),)), ("roles", 0, "inherits")),
        (AgencyPolicies(AGENCY, (OwnRole("a", "A"),) * 33), ("roles",)),
        (
            AgencyPolicies(
                AGENCY,
                rows=(OwnRule("a", "b", "c", "d", "e", frozenset(map(str, range(33)))),),
            ),
            ("rules", 0, "states"),
        ),
        (AgencyPolicies(AGENCY, suspended=("a",) * 129), ("suspensions",)),
    ],
    ids=["inherited", "roles", "states", "suspensions"],
)
def test_lists_are_bounded(policies: AgencyPolicies, path: tuple[object, ...]) -> None:
    with pytest.raises(TooManyPartsError) as caught:
        of_bounded_size(policies)

    assert caught.value.path == path


def test_what_is_written_is_what_is_read_whatever_the_order() -> None:
    role = OwnRole("helper", "Membantu.", ("performance_officer", "clerk", "clerk"))

    assert rule_columns(RULE)["states"] == ["OPEN", "SCORING"]
    assert read_rule(rule_columns(RULE)) == RULE
    assert role_columns(role)["inherits"] == ["clerk", "performance_officer"]
    assert read_role(role_columns(role)).inherits == ("clerk", "performance_officer")
