"""The baseline says what the matrix of personas and permissions says: no less, and no more."""

from dataclasses import replace

import pytest

from policies.engine import PolicyEngine
from policies.permissions import Action, Effect, FieldClass, Relation, Resource, Role
from policies.snapshot import PolicyRow
from tests.support.policy_matrix import personas_of, read_matrix
from tests.support.policy_tables import NAMES, cast, read_table

MATRIX = read_matrix()
BASELINE = PolicyEngine.load().snapshot.rows
BY_NAME = {row.name: row for row in BASELINE}
#: Not in the matrix: what everybody needs to find one's way, and the means of oversight.
OUTSIDE = {
    Resource.AGENCY,
    Resource.ORG_UNIT,
    Resource.EMPLOYEE,
    Resource.CYCLE,
    Resource.CASE,
    Resource.DELEGATION,
    Resource.DATA_SHARING_GRANT,
    Resource.DATA_REQUEST,
    Resource.LEGAL_HOLD,
}


def allow(role: Role, resource: Resource, action: Action, relation: Relation) -> PolicyRow:
    return PolicyRow(
        name="a-new-rule",
        role=role,
        agency=None,
        resource=resource,
        action=action,
        relation=relation,
        states=None,
        field_classes=frozenset({FieldClass.PUBLIC}),
        scope=None,
        effect=Effect.ALLOW,
    )


def test_every_letter_of_the_matrix_is_granted_by_a_policy() -> None:
    assert MATRIX.gaps(BASELINE) == []


def test_no_policy_grants_what_the_matrix_does_not() -> None:
    assert MATRIX.excesses(BASELINE) == []


def test_every_row_speaks_of_the_twelve_personas_and_every_resource_has_a_row() -> None:
    assert len(MATRIX.personas) == 12
    for line in MATRIX.lines:
        assert set(line.cells) == set(MATRIX.personas), line.name
    assert {one for line in MATRIX.lines for one in line.resources} == set(Resource) - OUTSIDE


def test_every_policy_is_made_for_a_persona() -> None:
    assert [
        row.name for row in BASELINE if row.effect is Effect.ALLOW if not [*personas_of(row)]
    ] == []


def test_what_goes_beyond_the_matrix_still_exists_and_still_does() -> None:
    for line in MATRIX.lines:
        for name in line.beyond:
            policy = BY_NAME[name]
            assert line.is_about(policy)
            cells = [line.cells[persona] for persona in personas_of(policy)]
            assert not all(cell.allows(policy) for cell in cells), name


def test_every_letter_of_the_matrix_is_seen_in_a_decision_table() -> None:
    """A policy that grants something to nobody in the tables would count for nothing."""
    tables = [read_table(name) for name in NAMES]
    assert {one for names in MATRIX.personas.values() for one in names} <= set(cast().principals)
    missing = [
        (line.name, persona, action)
        for line in MATRIX.lines
        for persona, cell in line.cells.items()
        for action in cell.actions
        if not any(
            table.expected((action, None), principal)
            for table in tables
            if table.resource in line.resources
            for principal in MATRIX.personas[persona]
        )
    ]

    assert missing == []


@pytest.mark.parametrize(
    "added",
    [
        allow(Role.OPERATOR, Resource.SCORE, Action.VIEW, Relation.STAFF),
        allow(Role.OPERATOR, Resource.AUDIT_EVENT, Action.VIEW, Relation.STAFF),
        allow(Role.EMPLOYEE, Resource.FEEDBACK, Action.VIEW, Relation.UNIT_HEAD),
        allow(Role.EMPLOYEE, Resource.FEEDBACK, Action.VIEW, Relation.SELF),
        allow(Role.PERFORMANCE_OFFICER, Resource.APPRAISAL, Action.SCORE, Relation.STAFF),
        allow(Role.PROVINCE_HR, Resource.APPRAISAL, Action.VIEW, Relation.PROVINCE),
        allow(Role.PROVINCE_HR, Resource.SCORE, Action.SCORE, Relation.PROVINCE),
        allow(Role.INSPECTORATE, Resource.SCORE, Action.VIEW, Relation.PROVINCE),
        allow(Role.DPO, Resource.OBJECTION, Action.VIEW, Relation.STAFF),
        allow(Role.API_CLIENT, Resource.DISCIPLINE, Action.VIEW, Relation.GRANTED),
        allow(Role.EMPLOYEE, Resource.SURVEY, Action.DECIDE, Relation.SUPERIOR),
        allow(Role.EMPLOYEE, Resource.CALIBRATION, Action.VIEW, Relation.RATER),
        allow(Role.AUTHENTICATED, Resource.REPORT, Action.VIEW, Relation.ANYONE),
    ],
    ids=lambda row: f"{row.role}-{row.action}-{row.resource}",
)
def test_a_policy_that_widens_is_noticed(added: PolicyRow) -> None:
    assert any(added.name in excess for excess in MATRIX.excesses([*BASELINE, added]))


@pytest.mark.parametrize(
    ("name", "wider"),
    [
        ("province-hr-counts-plans", {"field_classes": frozenset(FieldClass)}),
        ("client-sees-survey-results", {"field_classes": None}),
        ("officer-sees-status", {"field_classes": frozenset({FieldClass.INTERNAL})}),
        ("officer-sees-results", {"states": None}),
        ("rater-sees-calibrated", {"states": None}),
        ("operator-sees-infrastructure-audit", {"states": None}),
        ("inspectorate-sees-investigated", {"relation": Relation.PROVINCE}),
        ("head-sees-frameworks", {"relation": Relation.STAFF}),
    ],
)
def test_a_policy_that_is_widened_is_noticed(name: str, wider: dict[str, object]) -> None:
    widened = [replace(row, **wider) if row.name == name else row for row in BASELINE]  # type: ignore[arg-type] # chosen above.

    assert any(name in excess for excess in MATRIX.excesses(widened))


def test_a_policy_that_is_lost_is_noticed() -> None:
    """Of every policy that alone makes a letter true; the others are the decision tables' part."""
    alone = {
        row.name
        for row in BASELINE
        if MATRIX.gaps([other for other in BASELINE if other is not row])
    }

    assert {"superior-decides-objections", "head-sees-report", "respondent-answers"} <= alone
    assert len(alone) > len(BASELINE) / 3
