"""What Casbin is asked, what it may call, what is kept, and how policies are exchanged."""

import ast
from dataclasses import replace
from datetime import date
from importlib import resources
from pathlib import Path
from uuid import UUID, uuid4

import pytest

import policies
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.domains.inspections.vocabulary import CaseState
from kinerja.domains.personal_data.vocabulary import HoldState, RequestState
from kinerja.kit.ids import AgencyId
from policies.engine import PolicyEngine
from policies.errors import PolicyLoadError
from policies.facts import PlainRow
from policies.grants import Grant
from policies.permissions import STATES, Action, Effect, Relation, Resource, Role, Scope
from policies.snapshot import PolicySnapshot
from policies.subject import Actor, Subject, SubjectKind

MODEL = resources.files("policies").joinpath("model.conf").read_text(encoding="utf-8")
HOME, ELSEWHERE = AgencyId(7), AgencyId(8)
TODAY = date(2026, 11, 24)
EMPTY = PolicySnapshot("empty", ())


@pytest.fixture
def engine() -> PolicyEngine:
    return PolicyEngine.load()


def person(engine: PolicyEngine, *roles: str, home: AgencyId | None = HOME) -> Actor:
    subject = Subject(uuid4(), SubjectKind.PERSON, home)
    return Actor(subject, HOME, frozenset(roles), TODAY, UUID(int=1), engine)


def client(engine: PolicyEngine, *scopes: str, home: AgencyId | None = HOME) -> Actor:
    subject = Subject(uuid4(), SubjectKind.CLIENT, home, frozenset(scopes))
    subject = subject.shared(HOME, frozenset(scopes))
    return Actor(subject, HOME, frozenset({Role.API_CLIENT}), TODAY, UUID(int=1), engine)


def names(grant: Grant) -> set[str]:
    return {rule.name for rule in grant.rules}


def test_states_are_those_of_the_domains() -> None:
    assert STATES[Resource.FRAMEWORK] == set(VersionStatus)
    assert STATES[Resource.CYCLE] == set(CycleState)
    assert STATES[Resource.APPRAISAL] == STATES[Resource.SCORE] == set(AppraisalState)
    assert STATES[Resource.CASE] == set(CaseState)
    assert STATES[Resource.DATA_REQUEST] == set(RequestState)
    assert STATES[Resource.LEGAL_HOLD] == set(HoldState)
    assert set(STATES) == set(Resource)


def test_only_the_engine_imports_casbin() -> None:
    importing = set()
    for path in Path(str(policies.__file__)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            importing |= {path.stem for module in modules if module.split(".")[0] == "casbin"}

    assert importing == {"engine"}


@pytest.mark.parametrize(
    "call",
    [
        "eval(p.relation)",
        "eval (p.relation)",
        "regexMatch(r.obj, p.obj)",
        "keyMatch2(r.obj, p.obj)",
        "globMatch(r.obj, p.obj)",
        "timeMatch(p.states, p.fields)",
        "rand() > 0",
    ],
)
def test_a_model_that_calls_anything_else_is_refused(call: str) -> None:
    with pytest.raises(PolicyLoadError, match="may not"):
        PolicyEngine(EMPTY, f"{MODEL.rstrip()} && {call}\n")


def test_a_model_without_matchers_is_refused() -> None:
    with pytest.raises(PolicyLoadError):
        PolicyEngine(EMPTY, MODEL.partition("[matchers]")[0])


def test_two_distributions_of_casbin_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The `casbin` name overwrites the files of `pycasbin`."""
    information = tmp_path / "casbin-1.43.0.dist-info"
    information.mkdir()
    text = "Metadata-Version: 2.1\nName: casbin\nVersion: 1.43.0\n"
    (information / "METADATA").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(PolicyLoadError, match="pycasbin"):
        PolicyEngine.load()


def test_an_old_evaluator_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    information = tmp_path / "simpleeval-1.0.3.dist-info"
    information.mkdir()
    text = "Metadata-Version: 2.1\nName: simpleeval\nVersion: 1.0.3\n"
    (information / "METADATA").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(PolicyLoadError, match="simpleeval"):
        PolicyEngine.load()


def test_without_policies_everything_is_denied() -> None:
    engine = PolicyEngine(EMPTY, MODEL)
    actor = person(engine, *Role)

    for resource in Resource:
        for action in Action:
            assert actor.grant(resource, action).is_empty
            assert not actor.explain(resource, action, PlainRow(HOME))


def test_somebody_without_roles_is_denied() -> None:
    engine = PolicyEngine.load()
    nobody = client(engine, *Scope, home=ELSEWHERE)

    assert nobody.grant(Resource.AGENCY, Action.VIEW).is_empty
    assert not nobody.explain(Resource.AGENCY, Action.VIEW, PlainRow(HOME))


@pytest.mark.parametrize("name", ["admin", "r:performance_officer", "*", "", "PERFORMANCE_OFFICER"])
def test_a_role_that_nobody_knows_counts_for_nothing(engine: PolicyEngine, name: str) -> None:
    stranger, plain = person(engine, name, home=None), person(engine, home=None)

    for resource in Resource:
        for action in Action:
            assert stranger.grant(resource, action) == plain.grant(resource, action)


def test_people_with_the_same_roles_share_one_grant(engine: PolicyEngine) -> None:
    grants = [person(engine, "employee").grant(Resource.APPRAISAL, Action.VIEW) for _ in range(100)]

    assert len({id(grant) for grant in grants}) == 1


def test_casbin_remembers_nobody_who_asks(engine: PolicyEngine) -> None:
    """Casbin keeps every name it ever hears: it hears none but the two of its holders."""
    for number in range(200):
        actor = replace(person(engine, f"unknown_{number}"), agency_id=AgencyId(number + 1))
        actor.explain(Resource.APPRAISAL, Action.VIEW, PlainRow(number + 1, state="FINAL"))

    compiled = engine._baseline  # noqa: SLF001 - there is no other way to see what is kept.
    assert compiled.enforcer.cache_info().currsize <= 2
    assert compiled.grant.cache_info().currsize <= 2


def test_a_policy_of_one_agency_is_in_force_there_alone(engine: PolicyEngine) -> None:
    row = next(one for one in engine.snapshot.rows if one.name == "officer-configures-cycles")
    own = replace(row, name="head-configures-cycles", role=Role.EMPLOYEE, agency=HOME)
    engine.swap(PolicySnapshot("changed", (*engine.snapshot.rows, own)))
    here = person(engine, "employee")
    there = replace(here, agency_id=ELSEWHERE, subject=replace(here.subject, agency_id=ELSEWHERE))

    assert names(here.grant(Resource.CYCLE, Action.CONFIGURE)) == {"head-configures-cycles"}
    assert names(there.grant(Resource.CYCLE, Action.CONFIGURE)) == set()


def test_an_exchange_counts_at_once_for_whoever_is_already_asking(engine: PolicyEngine) -> None:
    actor = person(engine, "employee")
    row = PlainRow(HOME, state="RATER_REVIEW", owner=uuid4(), rater=actor.subject.id)
    baseline = engine.snapshot
    assert actor.explain(Resource.APPRAISAL, Action.SCORE, row)

    engine.swap(EMPTY)
    assert not actor.explain(Resource.APPRAISAL, Action.SCORE, row)
    assert actor.grant(Resource.APPRAISAL, Action.SCORE).is_empty

    engine.swap(baseline)
    assert actor.explain(Resource.APPRAISAL, Action.SCORE, row)


def test_a_client_has_what_its_scopes_and_its_policies_both_give(engine: PolicyEngine) -> None:
    granted = client(engine, "framework:view")

    assert not granted.grant(Resource.FRAMEWORK, Action.VIEW).is_empty
    assert granted.grant(Resource.CYCLE, Action.VIEW).is_empty
    for action in (Action.SCORE, Action.DECIDE, Action.CONFIGURE):
        for resource in Resource:
            assert client(engine, *Scope).grant(resource, action).is_empty


def test_every_scope_gives_something_and_only_clients_have_them(engine: PolicyEngine) -> None:
    for scope in Scope:
        gained = [
            resource
            for resource in Resource
            if client(engine, scope).grant(resource, Action.VIEW)
            != client(engine).grant(resource, Action.VIEW)
        ]
        assert len(gained) == 1
    assert {row.role for row in engine.snapshot.rows if row.scope} == {Role.API_CLIENT}


def test_only_an_agencys_basic_facts_and_own_grants_need_no_scope(engine: PolicyEngine) -> None:
    unscoped = [
        row for row in engine.snapshot.rows if row.role is Role.API_CLIENT and row.scope is None
    ]

    assert {(row.resource, row.relation) for row in unscoped} == {
        (Resource.AGENCY, Relation.GRANTED),
        (Resource.DATA_SHARING_GRANT, Relation.AUTHOR),
    }


#: Relations of which a deny leaves most rows alone.
_APART = {
    Relation.OTHER,
    Relation.SELF,
    Relation.RATER,
    Relation.AUTHOR,
    Relation.ESCALATED,
}


def test_a_deny_names_a_relation_that_spares_the_own_row(engine: PolicyEngine) -> None:
    """Else an officer could not see the own appraisal, nor an employee score anybody."""
    for row in engine.snapshot.rows:
        if row.effect is Effect.DENY:
            assert row.relation in _APART
            assert row.role is not Role.EMPLOYEE or row.relation is not Relation.OTHER
