"""The matrix of personas and permissions, and where policies say more or less than it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from policies.permissions import Action, Effect, FieldClass, Relation, Resource, Role
from policies.snapshot import PolicyRow
from tests.support.policy_tables import FOLDER

LETTERS = {"V": Action.VIEW, "S": Action.SCORE, "A": Action.DECIDE, "C": Action.CONFIGURE}
_PEOPLE = frozenset({Role.EMPLOYEE, Role.AUTHENTICATED})
#: Relations in which every employee stands to something; all personas of an agency share them.
_EVERYBODY = frozenset({Relation.STAFF, Relation.ANYONE, Relation.UNIT_MEMBER})
_OWN = frozenset({Relation.SELF, Relation.AUTHOR})
_BY_RELATION = {
    "rater": frozenset({Relation.RATER}),
    "superior": frozenset({Relation.SUPERIOR, Relation.ESCALATED}),
    "head": frozenset({Relation.UNIT_HEAD}),
}
_BY_ROLE = {
    "officer": Role.PERFORMANCE_OFFICER,
    "bkd": Role.PROVINCE_HR,
    "inspector": Role.INSPECTORATE,
    "orb": Role.SURVEY_OWNER,
    "client": Role.API_CLIENT,
    "operator": Role.OPERATOR,
    "dpo": Role.DPO,
}


@dataclass(frozen=True)
class Cell:
    """What one persona may do in one row of the matrix, and what narrows it."""

    actions: frozenset[Action]
    field_class: FieldClass | None = None
    relation: Relation | None = None
    state: str | None = None

    @classmethod
    def read(cls, text: str) -> "Cell":
        """Read `-`, or letters and at most one word that narrows them."""
        if text == "-":
            return cls(frozenset())
        letters, _, word = text.partition(" ")
        actions = frozenset(LETTERS[letter] for letter in letters) | {Action.VIEW}
        if not word:
            return cls(actions)
        if word.isupper():
            return cls(actions, state=word)
        if word in set(FieldClass):
            return cls(actions, field_class=FieldClass(word))
        return cls(actions, relation=Relation(word))

    def allows(self, policy: PolicyRow) -> bool:
        """Tell whether a policy stays within the cell."""
        classes = policy.field_classes or frozenset(FieldClass)
        return (
            policy.action in self.actions
            and (self.field_class is None or classes <= {self.field_class})
            and (self.relation is None or policy.relation is self.relation)
            and (self.state is None or policy.states == frozenset({self.state}))
        )


@dataclass(frozen=True)
class Line:
    """One row of the matrix."""

    name: str
    resources: frozenset[Resource]
    states: frozenset[str]
    of_others: bool
    cells: Mapping[str, Cell]
    beyond: Mapping[str, str]

    @classmethod
    def read(cls, name: str, source: Mapping[str, Any]) -> "Line":
        """Read one row; no states means all there are."""
        return cls(
            name,
            frozenset(Resource(one) for one in source["resources"]),
            frozenset(source.get("states", ())),
            source.get("of") == "others",
            {persona: Cell.read(text) for persona, text in source["cells"].items()},
            source.get("beyond", {}),
        )

    def is_about(self, policy: PolicyRow) -> bool:
        """Tell whether a policy grants something that this row speaks of."""
        open_states = not self.states or policy.states is None or policy.states & self.states
        own = self.of_others and policy.relation in _OWN
        granted = policy.effect is Effect.ALLOW and policy.resource in self.resources
        return granted and bool(open_states) and not own


@dataclass(frozen=True)
class Matrix:
    """All rows, and who stands for each persona in the decision tables."""

    personas: Mapping[str, Sequence[str]]
    lines: Sequence[Line]

    def excesses(self, policies: Sequence[PolicyRow]) -> list[str]:
        """Return the policies that allow a persona more than its cell says."""
        return [
            f"{line.name} / {persona}: {policy.name}"
            for line in self.lines
            for policy in policies
            if line.is_about(policy) and policy.name not in line.beyond
            for persona in personas_of(policy)
            if not line.cells[persona].allows(policy)
        ]

    def gaps(self, policies: Sequence[PolicyRow]) -> list[str]:
        """Return the letters of which no policy makes anything."""
        return [
            f"{line.name} / {persona}: {action}"
            for line in self.lines
            for persona, cell in line.cells.items()
            for action in cell.actions
            if not any(
                policy.action is action and line.is_about(policy) and serves(policy, persona)
                for policy in policies
            )
        ]


def read_matrix() -> Matrix:
    """Read `matrix.yaml`."""
    source = yaml.safe_load((FOLDER / "matrix.yaml").read_text(encoding="utf-8"))
    lines = [Line.read(name, row) for name, row in source["rows"].items()]
    return Matrix(source["personas"], lines)


def personas_of(policy: PolicyRow) -> Iterator[str]:
    """Yield for whom a policy is made. What every employee may counts as the ratee's."""
    if policy.role not in _PEOPLE:
        yield from (persona for persona, role in _BY_ROLE.items() if role == policy.role)
    elif (policy.resource, policy.relation) == (Resource.FEEDBACK, Relation.AUTHOR):
        yield "respondent"
    elif policy.relation in _EVERYBODY | _OWN:
        yield "ratee"
    else:
        yield from (one for one, held in _BY_RELATION.items() if policy.relation in held)


def serves(policy: PolicyRow, persona: str) -> bool:
    """Tell whether a policy gives a persona something, also as an employee like all."""
    if persona in personas_of(policy):
        return True
    everybody = policy.role in _PEOPLE and policy.relation in _EVERYBODY
    return everybody and persona in _BY_RELATION
