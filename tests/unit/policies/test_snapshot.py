"""Policies are read word by word: whatever is not in a vocabulary is refused, never ignored."""

from typing import Any

import pytest
import yaml

from policies.errors import PolicyLoadError
from policies.permissions import (
    Action,
    Effect,
    FieldClass,
    Relation,
    Resource,
    Role,
    Scope,
)
from policies.snapshot import PolicyRow, PolicySnapshot

SOUND: dict[str, Any] = {
    "name": "rater-scores",
    "role": "employee",
    "resource": "appraisal",
    "action": "score",
    "relation": "rater",
    "states": ["RATER_REVIEW"],
    "fields": ["public", "internal"],
}


def read(**changes: Any) -> PolicyRow:
    return PolicyRow.read(SOUND | changes)


def document(*policies: dict[str, Any]) -> str:
    return yaml.safe_dump({"policies": list(policies)})


def test_a_policy_is_read_into_typed_columns() -> None:
    assert read(agency=7) == PolicyRow(
        name="rater-scores",
        role=Role.EMPLOYEE,
        agency=7,
        resource=Resource.APPRAISAL,
        action=Action.SCORE,
        relation=Relation.RATER,
        states=frozenset({"RATER_REVIEW"}),
        field_classes=frozenset({FieldClass.PUBLIC, FieldClass.INTERNAL}),
        scope=None,
        effect=Effect.ALLOW,
    )


def test_any_stands_for_every_state_field_and_agency() -> None:
    row = read(states="any", fields="any", agency="any")

    assert (row.states, row.field_classes, row.agency) == (None, None, None)


@pytest.mark.parametrize(
    ("column", "word"),
    [
        ("role", "admin"),
        ("role", " employee"),
        ("role", "Employee"),
        ("role", "r:employee"),
        ("role", "*"),
        ("role", ""),
        ("role", None),
        ("resource", "appraisals"),
        ("resource", "appraisal, extra"),
        ("action", "delete"),
        ("relation", "1 == 1) or (1 == 1"),
        ("relation", "r.row.session.close()"),
        ("relation", "R&&D"),
        ("states", []),
        ("states", "RATER_REVIEW"),
        ("states", ["PUBLISHED"]),
        ("states", ["RATER_REVIEW", "RATER_REVIEW"]),
        ("states", ["RATER_REVIEW|FINAL"]),
        ("fields", ["secret"]),
        ("fields", []),
        ("effect", "permit"),
        ("effect", ""),
        ("effect", True),
        ("agency", "*"),
        ("agency", 0),
        ("agency", -1),
        ("agency", True),
        ("agency", "7"),
        ("scope", "everything"),
        ("scope", "score:view"),
        ("name", "Rater Scores"),
        ("name", "x"),
        ("name", 7),
    ],
)
def test_a_word_outside_its_vocabulary_is_refused(column: str, word: object) -> None:
    with pytest.raises(PolicyLoadError):
        read(**{column: word})


@pytest.mark.parametrize("column", list(SOUND))
def test_a_missing_column_is_refused(column: str) -> None:
    with pytest.raises(PolicyLoadError):
        PolicyRow.read({name: word for name, word in SOUND.items() if name != column})


def test_an_unknown_column_is_refused() -> None:
    with pytest.raises(PolicyLoadError, match="condition"):
        read(condition="true")


def test_a_scope_belongs_to_api_clients() -> None:
    assert read(role="api_client", scope="score:view").scope is Scope.SCORE_VIEW


def test_a_deny_takes_away_the_whole_row() -> None:
    assert read(effect="deny", fields="any").effect is Effect.DENY
    with pytest.raises(PolicyLoadError, match="whole row"):
        read(effect="deny")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "policies: [7]",
        "policies: rater-scores",
        "policies: []\nrules: []",
        "!!python/object/apply:os.getcwd []",
        "policies: [",
        document(SOUND, SOUND),
        document(SOUND) + "  role: operator\n",
    ],
)
def test_a_malformed_document_is_refused(text: str) -> None:
    with pytest.raises(PolicyLoadError):
        PolicySnapshot.read(text)


def test_the_revision_changes_with_every_change() -> None:
    one = PolicySnapshot.read(document(SOUND))
    other = PolicySnapshot.read(document(SOUND | {"states": ["SUBMITTED"]}))

    assert one.revision != other.revision
    assert one == PolicySnapshot.read(document(SOUND))
