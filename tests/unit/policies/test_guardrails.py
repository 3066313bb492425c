"""What the province lets agencies decide, and how bad input is told: every error, code and path."""

from dataclasses import replace
from typing import Any

import pytest

from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup
from kinerja.kit.ids import AgencyId
from policies.agency import AgencyPolicies, OwnRole, OwnRule
from policies.errors import PolicyLoadError
from policies.guardrails import Guardrails, check, guardrails
from policies.own_roles import MOST_INHERITED, MOST_LEVELS, MOST_ROLES
from policies.own_rules import MOST_RULES
from policies.permissions import Action, Effect, FieldClass, Relation, Resource, Role
from policies.snapshot import PolicyRow, PolicySnapshot

AGENCY = AgencyId(7)
WORK = frozenset({"public", "internal"})
SOUND = OwnRule(
    "analysts-see-results", "analyst", "appraisal", "view", "staff", frozenset({"FINAL"}), WORK
)
CERTIFIED = OwnRule(
    "certified-scores",
    "analyst",
    "appraisal",
    "score",
    "rater",
    frozenset({"RATER_REVIEW"}),
    frozenset({"public", "internal", "personal"}),
)
ROLES = (OwnRole("analyst"), OwnRole("clerk", "Runs the cycles", ("performance_officer",)))


def own(*rules: OwnRule, roles: tuple[OwnRole, ...] = ROLES, **parts: Any) -> AgencyPolicies:
    return AgencyPolicies(AGENCY, roles, rules, **parts)


def chain(length: int) -> tuple[OwnRole, ...]:
    """Make roles of which each inherits the next, the last none."""
    return tuple(
        OwnRole(f"level_{n}", "", (f"level_{n + 1}",) if n + 1 < length else ())
        for n in range(length)
    )


def errors(policies: AgencyPolicies) -> tuple[KinerjaError, ...]:
    with pytest.raises(KinerjaErrorGroup) as refused:
        check(policies)
    return refused.value.errors


def told(policies: AgencyPolicies) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(error.code, error.path) for error in errors(policies)]


def test_a_set_within_the_guardrails_is_accepted() -> None:
    check(AgencyPolicies(AGENCY))
    check(own(SOUND, CERTIFIED, suspended=("superior-decides", "staff-see-colleagues")))
    check(own(roles=chain(MOST_LEVELS)))
    check(own(roles=(*chain(7), OwnRole("bottom", "", ("performance_officer",)))))


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"role": "nobody"}, "UNKNOWN_ROLE", "role"),
        ({"role": "r:analyst"}, "UNKNOWN_ROLE", "role"),
        ({"role": "*"}, "UNKNOWN_ROLE", "role"),
        ({"relation": "friend"}, "UNKNOWN_RELATION", "relation"),
        ({"relation": "STAFF"}, "UNKNOWN_RELATION", "relation"),
        ({"resource": "salary"}, "UNKNOWN_RESOURCE", "resource"),
        ({"resource": "appraisal|score"}, "UNKNOWN_RESOURCE", "resource"),
        ({"action": "fly"}, "UNKNOWN_ACTION", "action"),
        ({"action": ""}, "UNKNOWN_ACTION", "action"),
        ({"states": frozenset({"LOST"})}, "UNKNOWN_STATE", "states"),
        ({"states": frozenset({"FINAL|DELIVERED"})}, "UNKNOWN_STATE", "states"),
        ({"states": frozenset()}, "EMPTY_LIST", "states"),
        ({"field_classes": frozenset({"secret"})}, "UNKNOWN_FIELD_CLASS", "fieldClasses"),
        ({"field_classes": frozenset()}, "EMPTY_LIST", "fieldClasses"),
        ({"name": "R&&D"}, "MALFORMED_NAME", "name"),
        ({"name": "1==1) or (1==1"}, "MALFORMED_NAME", "name"),
        ({"name": "x"}, "MALFORMED_NAME", "name"),
        ({"name": "sound-name\n"}, "MALFORMED_NAME", "name"),
        ({"name": "rater-scores"}, "DUPLICATE_RULE", "name"),
    ],
)
def test_a_word_that_nobody_knows_is_told_with_its_place(
    change: dict[str, Any], code: str, field: str
) -> None:
    assert told(
        own(
            SOUND,
            replace(SOUND, name="other-rule", **change)
            if "name" not in change
            else replace(SOUND, **change),
        )
    ) == [(code, ("rules", 1, field))]


def test_a_state_of_another_resource_is_unknown() -> None:
    stateless = replace(SOUND, resource="employee", field_classes=WORK)

    assert told(own(stateless)) == [("UNKNOWN_STATE", ("rules", 0, "states"))]


def test_names_are_not_shared() -> None:
    roles = (OwnRole("analyst"), OwnRole("analyst"))

    assert told(own(SOUND, SOUND, roles=roles, suspended=("superior-decides",) * 2)) == [
        ("DUPLICATE_ROLE", ("roles", 0, "name")),
        ("DUPLICATE_ROLE", ("roles", 1, "name")),
        ("DUPLICATE_RULE", ("rules", 0, "name")),
        ("DUPLICATE_RULE", ("rules", 1, "name")),
        ("DUPLICATE_SUSPENSION", ("suspended", 0)),
        ("DUPLICATE_SUSPENSION", ("suspended", 1)),
    ]


@pytest.mark.parametrize("role", list(Role))
def test_no_own_role_takes_the_name_of_a_role_of_the_service(role: Role) -> None:
    assert told(own(roles=(OwnRole(role.value),))) == [("ROLE_NAME_TAKEN", ("roles", 0, "name"))]


@pytest.mark.parametrize("name", ["Analyst", "r:x", "data-clerk", "_x", "x", "ab\n", "x" * 65, ""])
def test_no_own_role_has_a_name_that_nobody_could_be_given(name: str) -> None:
    assert told(own(roles=(OwnRole(name),))) == [("MALFORMED_NAME", ("roles", 0, "name"))]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PERFORMANCE_OFFICER}))
def test_of_the_service_s_roles_only_the_officer_s_is_inherited(role: Role) -> None:
    inheriting = OwnRole("analyst", "", (role.value,))

    assert told(own(roles=(inheriting,))) == [("NOT_INHERITABLE", ("roles", 0, "inherits", 0))]


def test_a_role_that_nobody_knows_is_not_inherited() -> None:
    inheriting = OwnRole("analyst", "", ("performance_officer", "nobody"))

    assert told(own(roles=(inheriting,))) == [("UNKNOWN_ROLE", ("roles", 0, "inherits", 1))]


@pytest.mark.parametrize("length", [1, 2, 3, 50])
def test_roles_in_a_circle_are_refused(length: int) -> None:
    *most, last = chain(length)
    circle = (*most, replace(last, inherits=("level_0",)))
    beside = OwnRole("beside", "", ("level_0",))

    assert told(own(roles=(*circle, beside))) == [
        ("ROLE_CIRCLE", ("roles", position, "inherits")) for position in range(length)
    ]


def test_a_chain_of_roles_that_casbin_would_not_follow_is_refused() -> None:
    [error] = errors(own(roles=chain(MOST_LEVELS + 1)))

    assert (error.code, error.path) == ("ROLE_TOO_DEEP", ("roles", 0, "inherits"))
    assert error.details["depth"] == MOST_LEVELS + 1


def test_a_long_chain_of_many_branches_is_judged_in_no_time() -> None:
    """Every role inherits the next 32: more than 2^200 ways lead down."""
    names = [f"level_{n}" for n in range(MOST_ROLES)]
    following = [tuple(names[n + 1 : n + 1 + MOST_INHERITED]) for n in range(MOST_ROLES)]
    roles = tuple(map(OwnRole, names, [""] * MOST_ROLES, following))

    assert {code for code, _ in told(own(roles=roles))} == {"ROLE_TOO_DEEP"}


def test_more_than_anybody_reads_is_refused() -> None:
    roles = tuple(OwnRole(f"role_{n}") for n in range(MOST_ROLES + 1))
    rules = tuple(replace(SOUND, name=f"rule-{n}") for n in range(MOST_RULES + 1))

    many = tuple(role.name for role in roles[: MOST_INHERITED + 1])
    assert told(own(roles=(*roles[: MOST_ROLES - 1], OwnRole("above", "", many)))) == [
        ("TOO_MANY_POLICIES", ("roles", MOST_ROLES - 1, "inherits"))
    ]
    assert told(own(*rules, roles=roles)) == [
        ("TOO_MANY_POLICIES", ("roles",)),
        ("TOO_MANY_POLICIES", ("rules",)),
    ]
    check(own(*rules[:MOST_RULES]))


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = own(
        replace(SOUND, role="nobody", action="fly", states=frozenset({"LOST", "FOUND"})),
        replace(SOUND, name="too-much", states=None),
        roles=(OwnRole("employee"), OwnRole("analyst", "", ("operator",))),
        suspended=("no-such-rule", "nobody-scores-himself"),
    )

    assert told(wrong) == [
        ("ROLE_NAME_TAKEN", ("roles", 0, "name")),
        ("NOT_INHERITABLE", ("roles", 1, "inherits", 0)),
        ("UNKNOWN_ROLE", ("rules", 0, "role")),
        ("UNKNOWN_ACTION", ("rules", 0, "action")),
        ("UNKNOWN_STATE", ("rules", 0, "states")),
        ("UNKNOWN_STATE", ("rules", 0, "states")),
        ("BEYOND_GUARDRAILS", ("rules", 1, "fieldClasses")),
        ("UNKNOWN_RULE", ("suspended", 0)),
        ("NOT_SUSPENDABLE", ("suspended", 1)),
    ]


def test_an_error_says_what_would_do_and_repeats_no_long_text() -> None:
    beyond, unknown = errors(
        own(replace(SOUND, relation="rater", action="decide"), replace(SOUND, name="n" * 5000))
    )

    assert "deciding-appraisals" in beyond.message("en")
    assert "relation superior, unit_head" in beyond.message("en")
    assert "deciding-appraisals" in beyond.message("id")
    assert len(unknown.message("en")) < 200


# --- what goes beyond --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        # Roles of the province, of the platform and of clients are not the agency's to speak of.
        *(
            (replace(SOUND, role=role), "role")
            for role in sorted(set(Role) - {"employee", "performance_officer"})
        ),
        # Others score and decide than those of the line.
        (replace(CERTIFIED, relation="unit_head"), "relation"),
        (replace(CERTIFIED, relation="superior"), "relation"),
        (replace(CERTIFIED, relation="staff"), "relation"),
        (replace(CERTIFIED, relation="other"), "relation"),
        (replace(CERTIFIED, relation="self"), "relation"),
        (replace(CERTIFIED, role="performance_officer"), "role"),
        (replace(CERTIFIED, states=None), "states"),
        (replace(CERTIFIED, states=frozenset({"SUBMITTED"})), "states"),
        (replace(CERTIFIED, action="decide", relation="rater"), "relation"),
        (replace(CERTIFIED, action="decide", relation="escalated"), "relation"),
        # Whoever prepares must have the officer's separations.
        (replace(SOUND, resource="cycle", action="configure", states=frozenset({"OPEN"})), "role"),
        (
            replace(
                SOUND,
                resource="cycle",
                action="configure",
                role="employee",
                states=frozenset({"OPEN"}),
            ),
            "role",
        ),
        (
            replace(SOUND, resource="framework", action="configure", states=frozenset({"DRAFT"})),
            "role",
        ),
        # Results before their delivery, NIP, and classes of fields that nobody spelt out.
        (replace(SOUND, states=None), "fieldClasses"),
        (replace(SOUND, states=frozenset({"SUBMITTED"})), "fieldClasses"),
        (replace(SOUND, role="employee"), "relation"),
        (
            replace(SOUND, role="employee", relation="self", states=frozenset({"SUBMITTED"})),
            "fieldClasses",
        ),
        (replace(SOUND, field_classes=None), "fieldClasses"),
        (replace(SOUND, field_classes=WORK | {"personal"}), "fieldClasses"),
        (replace(SOUND, field_classes=frozenset({"specific"})), "fieldClasses"),
        (
            replace(SOUND, resource="employee", states=None, field_classes=frozenset({"personal"})),
            "fieldClasses",
        ),
        (
            replace(
                SOUND, resource="discipline", relation="rater", states=None, field_classes=None
            ),
            "fieldClasses",
        ),
        (
            replace(SOUND, resource="framework", states=frozenset({"DRAFT"})),
            "states",
        ),
        (replace(SOUND, resource="feedback", states=None), "relation"),
        (replace(SOUND, resource="objection", states=None), "relation"),
        (replace(SOUND, resource="score", states=None), "states"),
    ],
)
def test_a_rule_beyond_a_guardrail_is_refused(rule: OwnRule, field: str) -> None:
    assert told(own(rule)) == [("BEYOND_GUARDRAILS", ("rules", 0, field))]


@pytest.mark.parametrize(
    ("resource", "action"),
    [
        ("agency", "view"),
        ("report", "view"),
        ("plan", "score"),
        ("plan", "decide"),
        ("feedback", "score"),
        ("objection", "score"),
        ("objection", "decide"),
        ("audit_event", "view"),
        ("policy", "view"),
        ("policy", "configure"),
        ("policy", "decide"),
        ("case", "view"),
        ("case", "configure"),
        ("data_request", "view"),
        ("data_request", "decide"),
        ("legal_hold", "view"),
        ("legal_hold", "configure"),
        ("data_sharing_grant", "configure"),
    ],
)
def test_what_has_no_guardrail_is_decided_by_the_province_alone(resource: str, action: str) -> None:
    for role in ("employee", "performance_officer", "analyst", "clerk"):
        for relation in Relation:
            rule = OwnRule("mine", role, resource, action, relation.value, None, WORK)
            assert told(own(rule)) == [("BEYOND_GUARDRAILS", ("rules", 0))]


def test_a_role_that_inherits_the_officer_s_may_be_given_what_the_officer_may() -> None:
    """Its holders have the officer's separations too: `officer-never-scores` follows the role."""
    states = frozenset({"OPEN", "SCORING"})
    configures = OwnRule("clerks-run-cycles", "clerk", "cycle", "configure", "staff", states, WORK)

    check(own(configures, suspended=("officer-configures-cycles",)))
    through = (*ROLES, OwnRole("junior", "", ("clerk",)))
    check(own(replace(configures, role="junior"), roles=through))
    assert told(own(replace(configures, role="analyst"))) == [
        ("BEYOND_GUARDRAILS", ("rules", 0, "role"))
    ]


# --- what may be suspended -----------------------------------------------------------------------


def _kept(row: PolicyRow) -> bool:
    """Tell whether the province keeps a rule in force whatever an agency wants."""
    return (
        row.effect is Effect.DENY
        or row.role not in {Role.EMPLOYEE, Role.PERFORMANCE_OFFICER}
        or row.relation in {Relation.SELF, Relation.AUTHOR}
        or row.resource in {Resource.POLICY, Resource.AUDIT_EVENT, Resource.DATA_REQUEST}
    )


@pytest.mark.parametrize("name", [row.name for row in PolicySnapshot.load().rows if _kept(row)])
def test_separations_own_rights_and_the_province_s_rules_stay_in_force(name: str) -> None:
    assert told(own(suspended=(name,))) == [("NOT_SUSPENDABLE", ("suspended", 0))]


@pytest.mark.parametrize(
    "name",
    [
        "rater-scores",
        "superior-scores-for-idle-rater",
        "head-decides",
        "head-decides-frameworks",
        "head-decides-cycles",
        "superior-decides-objections",
        "rater-makes-statement",
        "staff-see-published-frameworks",
        "staff-see-cycles",
        "head-grants-data",
    ],
)
def test_what_law_gives_somebody_stays_in_force(name: str) -> None:
    assert told(own(suspended=(name,))) == [("NOT_SUSPENDABLE", ("suspended", 0))]


def test_everything_that_may_be_suspended_may_be_so_together() -> None:
    narrowest = guardrails().narrowest(AGENCY)

    check(narrowest)
    assert len(narrowest.suspended) == len(guardrails().suspendable) > 20


# --- the guardrails themselves -------------------------------------------------------------------


def _of_agencies() -> list[PolicyRow]:
    return [
        row
        for row in guardrails().baseline.rows
        if row.effect is Effect.ALLOW and row.role in {Role.EMPLOYEE, Role.PERFORMANCE_OFFICER}
    ]


def _as_own(row: PolicyRow) -> OwnRule:
    classes = row.field_classes
    return OwnRule(
        "again",
        row.role,
        row.resource,
        row.action,
        row.relation,
        row.states,
        None if classes is None else frozenset(classes),
    )


def test_whatever_an_agency_suspends_it_may_grant_again_to_fewer() -> None:
    for row in _of_agencies():
        if row.name in guardrails().suspendable:
            check(own(_as_own(row)))
            role = OwnRole("mine", "", ("performance_officer",))
            check(own(replace(_as_own(row), role="mine"), roles=(role,)))


def test_scoring_deciding_and_preparing_go_no_further_than_the_baseline() -> None:
    for rail in guardrails().by_matter.values():
        if rail.action is Action.VIEW:
            continue
        rows = [
            row
            for row in _of_agencies()
            if (row.resource, row.action) == (rail.resource, rail.action)
        ]
        for ceiling in rail.within:
            for role in ceiling.roles:
                for relation in ceiling.relations:
                    same = [row for row in rows if (row.role, row.relation) == (role, relation)]
                    assert any(
                        row.states is None
                        or (ceiling.states is not None and ceiling.states <= row.states)
                        for row in same
                    ), (rail.name, role, relation)


def test_only_the_officer_s_role_prepares_anything_of_the_agency() -> None:
    for rail in guardrails().by_matter.values():
        if rail.action is Action.CONFIGURE:
            for ceiling in rail.within:
                own_row = ceiling.relations == {Relation.AUTHOR}
                assert own_row or ceiling.roles == {Role.PERFORMANCE_OFFICER}


def test_specific_personal_data_is_for_the_person_alone() -> None:
    for rail in guardrails().by_matter.values():
        for ceiling in rail.within:
            shown = ceiling.field_classes or frozenset(FieldClass)
            assert FieldClass.SPECIFIC not in shown or ceiling.relations == {Relation.SELF}


def test_personal_data_is_for_the_line_and_the_officer_as_in_the_baseline() -> None:
    rows = {
        (row.resource, row.action, row.role, row.relation)
        for row in guardrails().baseline.rows
        if row.field_classes is None or FieldClass.PERSONAL in row.field_classes
    }
    for rail in guardrails().by_matter.values():
        for ceiling in rail.within:
            if FieldClass.PERSONAL in (ceiling.field_classes or frozenset(FieldClass)):
                for role in ceiling.roles:
                    for relation in ceiling.relations:
                        wanted = {
                            (rail.resource, rail.action, one, relation)
                            for one in (role, Role.AUTHENTICATED)
                        }
                        assert wanted & rows, (rail.name, role, relation)


SOUND_RAILS = """
guardrails:
  - name: seeing-cycles
    resource: cycle
    action: view
    within:
      - {roles: [employee], relations: [staff], states: any, fields: [public]}
suspendable: [officer-sees-cycles]
"""


@pytest.mark.parametrize(
    ("sound", "broken"),
    [
        ("[employee]", "[province_hr]"),
        ("[employee]", "[api_client]"),
        ("[employee]", "[authenticated]"),
        ("[employee]", "[nobody]"),
        ("[staff]", "[province]"),
        ("[staff]", "[other]"),
        ("[staff]", "[investigated]"),
        ("[staff]", "[friend]"),
        ("states: any", "states: [LOST]"),
        ("states: any, ", ""),
        ("[public]", "[secret]"),
        ("resource: cycle", "resource: salary"),
        ("action: view", "action: fly"),
        ("suspendable: [officer-sees-cycles]", "suspendable: [nobody-scores-himself]"),
        ("suspendable: [officer-sees-cycles]", "suspendable: [ratee-sees-own-result]"),
        ("suspendable: [officer-sees-cycles]", "suspendable: [inspectorate-sees-cycles]"),
        ("suspendable: [officer-sees-cycles]", "suspendable: [officer-proposes-policies]"),
        ("suspendable: [officer-sees-cycles]", "suspendable: [no-such-rule]"),
        ("suspendable:", "also: 1\nsuspendable:"),
        ("suspendable:", "suspendable: []\nsuspendable:"),
    ],
)
def test_guardrails_that_give_away_too_much_are_not_loaded(sound: str, broken: str) -> None:
    baseline = PolicySnapshot.load()
    assert Guardrails.read(SOUND_RAILS, baseline).suspendable == {"officer-sees-cycles"}
    assert sound in SOUND_RAILS

    with pytest.raises(PolicyLoadError):
        Guardrails.read(SOUND_RAILS.replace(sound, broken), baseline)


def test_two_guardrails_never_share_what_they_are_about() -> None:
    rails = SOUND_RAILS.partition("suspendable")[0]
    again = rails.replace("guardrails:\n", "").replace("seeing-cycles", "seeing-again")

    with pytest.raises(PolicyLoadError, match="share"):
        Guardrails.read(rails + again, PolicySnapshot.load())


def test_without_guardrails_an_agency_decides_nothing() -> None:
    empty = Guardrails.read("sets: {}", PolicySnapshot.load())

    with pytest.raises(KinerjaErrorGroup):
        empty.check(own(SOUND))
    with pytest.raises(KinerjaErrorGroup):
        empty.check(own(suspended=("officer-sees-cycles",)))
