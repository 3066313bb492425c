"""The text of a compiled filter: its agency, its parameters, the same text for everybody."""

import re
from collections import Counter
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import iterate

from kinerja.kit.ids import AgencyId
from policies.engine import PolicyEngine
from policies.permissions import Action, FieldClass, Resource
from policies.relations import RELATIONS, Binds, values_for
from policies.subject import Actor, Subject, SubjectKind
from tests.support.policy_rows import TARGETS

ENGINE = PolicyEngine.load()
APPRAISAL = TARGETS[Resource.APPRAISAL]
STABLE = {"policy_agency", "policy_subject", "policy_today"}
EVERYTHING = [(resource, action) for resource in Resource for action in Action]


def actor(*roles: str, agency: int = 7, today: date = date(2026, 11, 24)) -> Actor:
    subject = Subject(uuid4(), SubjectKind.PERSON, AgencyId(agency))
    held = frozenset(roles or {"employee"})
    return Actor(subject, AgencyId(agency), held, today, UUID(int=1), ENGINE)


def text_of(condition: object) -> str:
    assert isinstance(condition, ColumnElement)
    statement = select(APPRAISAL.key).where(condition)
    return str(statement.compile(dialect=asyncpg.dialect()))  # type: ignore[no-untyped-call] # SQLAlchemy leaves dialects untyped.


def where_of(condition: object) -> str:
    return text_of(condition).partition("WHERE ")[2]


def test_nothing_granted_keeps_no_row() -> None:
    grant = actor().grant(Resource.APPRAISAL, Action.CONFIGURE)

    assert grant.is_empty
    assert where_of(grant.row_filter(APPRAISAL.facts, actor())) == "false"
    for field_class in FieldClass:
        assert grant.field_filter(APPRAISAL.facts, actor(), field_class) is False


@pytest.mark.parametrize(("resource", "action"), EVERYTHING)
def test_a_filter_names_the_agency_at_every_level(resource: Resource, action: Action) -> None:
    """Row-level security stands behind; the statement must hold, and route, without it."""
    facts = TARGETS[resource].facts
    asker = actor("employee", "performance_officer", "operator")
    grant = asker.grant(resource, action)
    where = where_of(grant.row_filter(facts, asker))

    assert where == "false" if grant.is_empty else where.startswith(f"{facts.agency} = ")
    tables = re.findall(r"(?:FROM|JOIN) (\w+)(?: AS (\w+))?", where)
    for name, alias in tables:
        assert f"{alias or name}.agency_id = " in where


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("resource", Resource)
def test_every_subquery_of_a_relation_names_the_agency(resource: Resource, relation: str) -> None:
    condition = RELATIONS[relation].sql(TARGETS[resource].facts, Binds.of(actor()))  # type: ignore[index] # a StrEnum.
    where = where_of(condition)

    tables = re.findall(r"(?:FROM|JOIN|,) (\w+)(?: AS (\w+))?(?=,| *\n|$| JOIN| ON)", where)
    named = Counter(alias or name for name, alias in tables)
    for name, times in named.items():
        assert where.count(f"{name}.agency_id = ") >= times, name


@pytest.mark.parametrize(("resource", "action"), EVERYTHING)
def test_the_text_is_the_same_for_everybody_with_the_same_roles(
    resource: Resource, action: Action
) -> None:
    """So statements can be kept by text and values bound by name."""
    one, other = actor(agency=7), actor(agency=9, today=date(2027, 1, 1))
    facts = TARGETS[resource].facts
    texts = {
        text_of(asker.grant(resource, action).row_filter(facts, asker)) for asker in (one, other)
    }

    assert len(texts) == 1


@pytest.mark.parametrize(("resource", "action"), EVERYTHING)
def test_parameters_have_stable_names_and_the_actors_values(
    resource: Resource, action: Action
) -> None:
    asker = actor("employee", "performance_officer")
    condition = asker.grant(resource, action).row_filter(TARGETS[resource].facts, asker)
    bound = {one.key: one.value for one in iterate(condition) if isinstance(one, BindParameter)}

    assert set(bound) <= STABLE
    assert bound.items() <= values_for(asker).items()
    assert set(values_for(asker)) == STABLE


def test_paths_headed_are_found_once_and_not_for_every_row() -> None:
    where = where_of(
        actor().grant(Resource.APPRAISAL, Action.VIEW).row_filter(APPRAISAL.facts, actor())
    )

    assert "appraisals.unit_path <@ ANY (array((SELECT headed.path" in where
    assert "LIKE" not in where


def test_states_stand_in_the_text() -> None:
    where = where_of(
        actor().grant(Resource.APPRAISAL, Action.SCORE).row_filter(APPRAISAL.facts, actor())
    )

    assert "appraisals.state IN ('RATER_REVIEW')" in where


def test_a_denial_is_negated_only_after_it_became_true_or_false() -> None:
    where = where_of(
        actor().grant(Resource.APPRAISAL, Action.SCORE).row_filter(APPRAISAL.facts, actor())
    )

    assert "NOT coalesce(" in where
    assert "NOT appraisals" not in where


def test_policies_that_another_one_covers_are_left_out() -> None:
    """The ratee sees the own status always, and the result once delivered: one condition."""
    where = where_of(
        actor().grant(Resource.APPRAISAL, Action.VIEW).row_filter(APPRAISAL.facts, actor())
    )
    officer = actor("performance_officer", "employee")
    everything = where_of(
        officer.grant(Resource.APPRAISAL, Action.VIEW).row_filter(APPRAISAL.facts, officer)
    )

    assert "DELIVERED" not in where
    assert everything == "appraisals.agency_id = $1::INTEGER"


def test_fields_that_every_visible_row_shows_need_no_condition() -> None:
    officer = actor("performance_officer")
    employees = officer.grant(Resource.EMPLOYEE, Action.VIEW)
    appraisals = officer.grant(Resource.APPRAISAL, Action.VIEW)

    assert (
        employees.field_filter(TARGETS[Resource.EMPLOYEE].facts, officer, FieldClass.PERSONAL)
        is True
    )
    assert appraisals.field_filter(APPRAISAL.facts, officer, FieldClass.PUBLIC) is True
    assert "DELIVERED" in where_of(
        appraisals.field_filter(APPRAISAL.facts, officer, FieldClass.INTERNAL)
    )


def test_fields_that_no_visible_row_shows_are_known_beforehand() -> None:
    asker = actor()
    grant = asker.grant(Resource.FRAMEWORK, Action.VIEW)

    assert (
        grant.field_filter(TARGETS[Resource.FRAMEWORK].facts, asker, FieldClass.PERSONAL) is False
    )
    assert (
        grant.field_filter(TARGETS[Resource.FRAMEWORK].facts, asker, FieldClass.SPECIFIC) is False
    )


def test_a_colleague_sees_the_own_nip_alone() -> None:
    asker = actor()
    shown = asker.grant(Resource.EMPLOYEE, Action.VIEW).field_filter(
        TARGETS[Resource.EMPLOYEE].facts, asker, FieldClass.PERSONAL
    )

    assert where_of(shown) == "coalesce(employees.id = $1::UUID, false)"


def test_a_grant_can_stand_in_the_key_of_a_cache() -> None:
    one = actor().grant(Resource.APPRAISAL, Action.VIEW)
    same = actor().grant(Resource.APPRAISAL, Action.VIEW)
    fresh = PolicyEngine.load().grant(actor(), Resource.APPRAISAL, Action.VIEW)
    other = actor("performance_officer", "employee").grant(Resource.APPRAISAL, Action.VIEW)

    assert {one: "kept"}[same] == {one: "kept"}[fresh] == "kept"
    assert hash(one) == hash(fresh)
    assert one != other
