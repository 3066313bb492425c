"""What an agency decides for itself counts there, for its own people, and nowhere else."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest

from kinerja.kit.ids import AgencyId
from policies import engine as casbin_engine
from policies import matching
from policies.agency import AgencyPolicies, OwnRole, OwnRule, RuleSource
from policies.compiled import Matter
from policies.engine import PolicyEngine
from policies.errors import PolicyLoadError
from policies.facts import PlainRow
from policies.grants import Grant
from policies.permissions import Action, Effect, Relation, Resource, Role
from policies.snapshot import PolicySnapshot
from policies.subject import Actor, Subject, SubjectKind
from policies.words import Requirement

HOME, ELSEWHERE = AgencyId(7), AgencyId(8)
TODAY = date(2026, 11, 24)
SEES_RESULTS = OwnRule(
    "analysts-see-results",
    "analyst",
    "appraisal",
    "view",
    "staff",
    frozenset({"DELIVERED", "FINAL"}),
    frozenset({"public", "internal"}),
)
ASKED = Resource.APPRAISAL, Action.VIEW
OWN = AgencyPolicies(
    HOME,
    roles=(OwnRole("analyst"), OwnRole("chief_analyst", "", ("analyst",))),
    rows=(SEES_RESULTS,),
    suspended=("superior-decides",),
)


@pytest.fixture
def engine() -> PolicyEngine:
    engine = PolicyEngine.load()
    engine.put(OWN)
    return engine


def person(
    engine: PolicyEngine,
    *roles: str,
    home: AgencyId | None = HOME,
    within: AgencyId = HOME,
    kind: SubjectKind = SubjectKind.PERSON,
) -> Actor:
    subject = Subject(uuid4(), kind, home)
    held = frozenset({"employee", *roles})
    return Actor(subject, within, held, TODAY, UUID(int=1), engine)


def names(grant: Grant) -> set[str]:
    return {rule.name for rule in grant.rules}


def sees(actor: Actor) -> bool:
    return SEES_RESULTS.name in names(actor.grant(Resource.APPRAISAL, Action.VIEW))


def test_who_holds_an_own_role_has_its_rules(engine: PolicyEngine) -> None:
    assert sees(person(engine, "analyst"))
    assert not sees(person(engine))


def test_an_own_role_has_what_it_inherits(engine: PolicyEngine) -> None:
    chief = person(engine, "chief_analyst")
    row = PlainRow(HOME, state="FINAL", owner=uuid4())

    assert sees(chief)
    assert chief.explain(Resource.APPRAISAL, Action.VIEW, row).rule == SEES_RESULTS.name
    assert not chief.explain(Resource.APPRAISAL, Action.VIEW, replace(row, state="SUBMITTED"))
    assert not chief.explain(Resource.APPRAISAL, Action.VIEW, replace(row, agency=ELSEWHERE))


def test_the_longest_chain_that_is_allowed_is_followed_to_its_end(engine: PolicyEngine) -> None:
    """Casbin follows ten links and then says no, without a word."""
    chain = [OwnRole(f"level_{n}", "", (f"level_{n + 1}",)) for n in range(7)]
    roles = (*chain, OwnRole("level_7", "", ("performance_officer",)))
    engine.put(replace(OWN, roles=roles, rows=(replace(SEES_RESULTS, role="level_7"),)))
    first = person(engine, "level_0")

    assert sees(first)
    found = names(first.grant(Resource.CYCLE, Action.CONFIGURE))
    assert found == {"officer-configures-cycles"}
    denied = first.explain(
        Resource.APPRAISAL,
        Action.SCORE,
        PlainRow(HOME, state="RATER_REVIEW", owner=uuid4(), rater=first.subject.id),
    )
    assert denied.rule == "officer-never-scores"


def test_own_roles_count_nowhere_else(engine: PolicyEngine) -> None:
    assert not sees(person(engine, "analyst", home=ELSEWHERE, within=ELSEWHERE))
    engine.put(replace(OWN, agency_id=ELSEWHERE, roles=(OwnRole("analyst"),), rows=()))
    assert not sees(person(engine, "analyst", home=ELSEWHERE, within=ELSEWHERE))


@pytest.mark.parametrize("home", [ELSEWHERE, None])
def test_who_is_no_longer_of_the_agency_has_its_own_roles_no_longer(
    engine: PolicyEngine, home: AgencyId | None
) -> None:
    assert not sees(person(engine, "analyst", home=home))


def test_whom_the_agency_does_not_employ_at_present_has_none_of_its_roles(
    engine: PolicyEngine,
) -> None:
    """The separations follow the role `employee`: own roles must never be held without it."""
    actor = replace(person(engine), roles=frozenset({"analyst", "chief_analyst"}))

    assert not sees(actor)
    assert "analyst" not in {one.role for one in engine.requirements(*ASKED, actor)}


def test_a_client_never_holds_an_own_role(engine: PolicyEngine) -> None:
    client = person(engine, "analyst", "api_client", kind=SubjectKind.CLIENT)

    assert not sees(replace(client, subject=client.subject.shared(HOME, frozenset())))


def test_a_role_that_the_agency_no_longer_has_counts_for_nothing(engine: PolicyEngine) -> None:
    engine.put(replace(OWN, roles=(OwnRole("other"),), rows=()))

    actor, plain = person(engine, "analyst"), person(engine)
    for resource in Resource:
        for action in Action:
            assert actor.grant(resource, action) == plain.grant(resource, action)


def test_a_suspended_rule_is_out_of_force_there_alone(engine: PolicyEngine) -> None:
    here = person(engine).grant(Resource.APPRAISAL, Action.DECIDE)
    there = person(engine, home=ELSEWHERE, within=ELSEWHERE)

    assert "superior-decides" not in names(here)
    assert "superior-decides" in names(there.grant(Resource.APPRAISAL, Action.DECIDE))


def test_a_deny_is_never_suspended_even_by_what_no_guardrail_has_seen(
    engine: PolicyEngine,
) -> None:
    engine.put(replace(OWN, suspended=tuple(row.name for row in engine.snapshot.rows)))

    for row in engine.snapshot.rows:
        if row.effect is Effect.DENY:
            actor = person(engine, row.role)
            assert row.name in names(actor.grant(row.resource, row.action))


def test_agencies_without_own_policies_share_what_was_compiled(engine: PolicyEngine) -> None:
    untouched = PolicyEngine.load()
    agencies = [AgencyId(number) for number in range(100, 150)]

    def grants(of: PolicyEngine) -> set[int]:
        return {
            id(person(of, home=one, within=one).grant(Resource.APPRAISAL, Action.VIEW))
            for one in agencies
        }

    assert len(grants(engine)) == len(grants(untouched)) == 1


def test_the_same_revision_again_keeps_what_was_compiled(engine: PolicyEngine) -> None:
    actor = person(engine, "analyst")
    before = actor.grant(Resource.APPRAISAL, Action.VIEW)

    engine.put(replace(OWN, roles=OWN.roles[::-1]))
    assert actor.grant(Resource.APPRAISAL, Action.VIEW) is before

    engine.put(replace(OWN, suspended=()))
    assert actor.grant(Resource.APPRAISAL, Action.VIEW) is not before
    engine.put(OWN)
    assert actor.grant(Resource.APPRAISAL, Action.VIEW) == before


def test_a_change_counts_at_once_for_whoever_is_already_asking(engine: PolicyEngine) -> None:
    actor = person(engine, "analyst")
    assert sees(actor)

    engine.drop(HOME)
    assert not sees(actor)
    assert engine.own_policies(HOME) is None
    engine.drop(HOME)

    engine.put(OWN)
    assert sees(actor)


def test_a_new_baseline_counts_under_what_agencies_decided(engine: PolicyEngine) -> None:
    actor = person(engine, "analyst")

    engine.swap(PolicySnapshot("less", ()))

    assert names(actor.grant(Resource.APPRAISAL, Action.VIEW)) == {SEES_RESULTS.name}
    assert actor.grant(Resource.CYCLE, Action.VIEW).is_empty
    assert not actor.explain(Resource.CYCLE, Action.VIEW, PlainRow(HOME))


def test_a_trial_decides_like_the_change_and_changes_nothing(engine: PolicyEngine) -> None:
    trial = engine.trial(AgencyPolicies(ELSEWHERE, suspended=("superior-decides",)))
    there = person(engine, home=ELSEWHERE, within=ELSEWHERE)
    asked = Resource.APPRAISAL, Action.DECIDE

    assert "superior-decides" not in names(replace(there, policies=trial).grant(*asked))
    assert "superior-decides" in names(there.grant(*asked))
    assert sees(replace(person(engine, "analyst"), policies=trial))

    engine.drop(HOME)
    assert sees(replace(person(engine, "analyst"), policies=trial))
    engine.trial(AgencyPolicies(HOME))
    assert engine.own_policies(HOME) is None


def test_rules_are_listed_with_where_they_come_from(engine: PolicyEngine) -> None:
    here = {rule.row.name: rule.source for rule in engine.rules(HOME)}
    there = {rule.row.name: rule.source for rule in engine.rules(ELSEWHERE)}

    assert here[SEES_RESULTS.name] is RuleSource.AGENCY
    assert here["superior-decides"] is RuleSource.SUSPENDED
    assert here["head-decides"] is RuleSource.BASELINE
    assert set(there.values()) == {RuleSource.BASELINE}
    assert set(here) - set(there) == {SEES_RESULTS.name}


def test_only_the_agency_s_own_people_are_told_of_its_rules(engine: PolicyEngine) -> None:
    asked = Resource.APPRAISAL, Action.VIEW
    own = Requirement("analyst", Relation.STAFF)
    client = person(engine, "api_client", kind=SubjectKind.CLIENT)

    assert own in engine.requirements(*asked, person(engine))
    for stranger in (person(engine, home=ELSEWHERE), person(engine, home=None), client, None):
        assert own not in engine.requirements(*asked, stranger)
        assert engine.requirements(*asked, stranger) == PolicyEngine.load().requirements(*asked)


def test_a_refusal_names_the_own_role_in_both_languages(engine: PolicyEngine) -> None:
    certified = OwnRule(
        "certified", "certified_rater", "appraisal", "score", "rater", frozenset({"RATER_REVIEW"})
    )
    engine.put(AgencyPolicies(HOME, (OwnRole("certified_rater"),), (certified, SEES_RESULTS)))

    scoring = person(engine).refused(Resource.APPRAISAL, Action.SCORE)
    seeing = person(engine).refused(Resource.APPRAISAL, Action.VIEW)

    assert "who also holds the role certified_rater of this agency" in scoring.message("en")
    assert "yang juga memegang peran certified_rater di instansi ini" in scoring.message("id")
    assert "a holder of the role analyst of this agency" in seeing.message("en")
    assert "pemegang peran analyst di instansi ini" in seeing.message("id")


def test_words_that_no_vocabulary_has_are_not_put_into_force(engine: PolicyEngine) -> None:
    for wrong in (
        replace(SEES_RESULTS, resource="salary"),
        replace(SEES_RESULTS, action="fly"),
        replace(SEES_RESULTS, relation="friend"),
        replace(SEES_RESULTS, states=frozenset({"LOST"})),
        replace(SEES_RESULTS, field_classes=frozenset({"secret"})),
    ):
        with pytest.raises(PolicyLoadError, match="analysts-see-results"):
            engine.put(replace(OWN, rows=(wrong,)))
        assert engine.own_policies(HOME) is OWN
        assert sees(person(engine, "analyst"))


def test_the_revision_is_that_of_the_content_whatever_its_order() -> None:
    assert OWN.revision == replace(OWN, roles=OWN.roles[::-1]).revision
    different = [
        replace(OWN, suspended=()),
        replace(OWN, rows=()),
        replace(OWN, roles=OWN.roles[:1]),
        replace(OWN, roles=(replace(OWN.roles[0], description="x"), OWN.roles[1])),
        replace(OWN, rows=(replace(SEES_RESULTS, states=None),)),
        replace(OWN, rows=(replace(SEES_RESULTS, field_classes=None),)),
        replace(OWN, rows=(replace(SEES_RESULTS, states=frozenset()),)),
    ]

    assert len({OWN.revision, *(one.revision for one in different)}) == len(different) + 1


def test_casbin_holds_no_more_policies_than_bear_on_the_question(
    engine: PolicyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten thousand policies of other agencies, or about other things, cost a request nothing."""
    held: list[int] = []
    sound = casbin_engine._enforcer  # noqa: SLF001 - the only place where Casbin is set up.

    def counting(model: str, matter: Matter) -> object:
        held.append(len(matter.rows))
        return sound(model, matter)

    monkeypatch.setattr(casbin_engine, "_enforcer", counting)
    many = tuple(replace(SEES_RESULTS, name=f"rule-{number}") for number in range(10_000))
    engine.put(AgencyPolicies(ELSEWHERE, OWN.roles, many))
    engine.put(AgencyPolicies(HOME, OWN.roles, (*many, replace(SEES_RESULTS, resource="score"))))

    person(engine, "analyst").grant(Resource.SCORE, Action.VIEW)
    person(engine, home=AgencyId(9), within=AgencyId(9)).grant(Resource.APPRAISAL, Action.VIEW)
    of_baseline = [row for row in engine.snapshot.rows if row.action is Action.VIEW]

    about = [
        sum(row.resource is one for row in of_baseline)
        for one in (Resource.SCORE, Resource.APPRAISAL)
    ]
    assert held == [about[0] + 1, about[1]]


def test_what_ten_thousand_policies_cost_at_first_use_grows_with_their_number_alone(
    engine: PolicyEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Casbin compares a new line with all others, and its evaluator walks through bare lists."""
    compared = 0

    class Line(list[str]):
        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return super().__eq__(other)

        __hash__ = None

    sound = matching.casbin_line
    monkeypatch.setattr(matching, "casbin_line", lambda row: Line(sound(row)))
    many = tuple(replace(SEES_RESULTS, name=f"rule-{number}") for number in range(10_000))
    engine.put(replace(OWN, rows=many))

    found = person(engine, "analyst").grant(Resource.APPRAISAL, Action.VIEW)

    assert len(found.rules) > len(many)
    assert compared == 0


def test_no_policy_of_the_baseline_names_a_role_that_an_agency_could_make(
    engine: PolicyEngine,
) -> None:
    assert {row.role for row in engine.snapshot.rows} <= set(Role)
