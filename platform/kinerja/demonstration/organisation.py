"""An invented agency, whole: units, positions, people, who holds what, who appraises whom.

The same code, number and seed give the same agency, ids included. Every head is appraised by the
head of the unit above, everybody else by the head of the own unit; the agency's head by nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from typing import NamedTuple
from uuid import UUID

from kinerja.demonstration.people import EmployeeRecord, Invention
from kinerja.demonstration.structure import Node, PositionRecord, UnitRecord, build_tree
from kinerja.domains.organisation.vocabulary import AssignmentKind, ReportingLineKind
from tenants.models import AgencyKind

#: Since when everybody is in office; nothing ends.
IN_OFFICE_SINCE = date(2024, 1, 1)


class AssignmentRecord(NamedTuple):
    """A row of `assignments`, without the agency; `valid_to` is exclusive."""

    id: UUID
    employee_id: UUID
    position_id: UUID
    org_unit_id: UUID
    kind: str
    valid_from: date
    valid_to: date | None


class LineRecord(NamedTuple):
    """A row of `reporting_lines`, without the agency; `valid_to` is exclusive."""

    id: UUID
    ratee_id: UUID
    rater_id: UUID
    superior_id: UUID | None
    kind: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Organisation:
    """The rows of one agency, parents before children, and who plays which part in a tour."""

    code: str
    units: list[UnitRecord]
    positions: list[PositionRecord]
    employees: list[EmployeeRecord]
    assignments: list[AssignmentRecord]
    lines: list[LineRecord]

    @property
    def rows(self) -> int:
        """Return how many rows there are to load."""
        return (
            len(self.units)
            + len(self.positions)
            + len(self.employees)
            + len(self.assignments)
            + len(self.lines)
        )

    @property
    def head(self) -> EmployeeRecord:
        """Return the head of the agency."""
        return self.employees[0]

    @property
    def officer(self) -> EmployeeRecord:
        """Return an employee without subordinates, to be given the performance officer's role."""
        raters = {line.rater_id for line in self.lines}
        return next(
            (person for person in self.employees if person.id not in raters), self.employees[-1]
        )

    @property
    def line_of_tour(self) -> LineRecord:
        """Return a reporting line with rater and superior, whose ratee rates nobody.

        Raises:
            StopIteration: the agency is too small to have one (fewer than 6 people).
        """
        raters = {line.rater_id for line in self.lines} | {self.officer.id}
        return next(line for line in self.lines if line.superior_id and line.ratee_id not in raters)


class _Holder(NamedTuple):
    person: EmployeeRecord
    position: PositionRecord
    node: Node


def generate_agency(
    code: str,
    people: int,
    seed: int,
    *,
    name: str | None = None,
    kind: AgencyKind = AgencyKind.DINAS,
) -> Organisation:
    """Invent an agency of exactly `people` employees.

    Raises:
        ValueError: `people` is less than one.
    """
    if people < 1:
        raise ValueError("an agency has at least one employee, its head")
    invention = Invention(f"{seed}:{code}")
    root = build_tree(invention, code=code, name=name or code, kind=kind, people=people)
    nodes = list(root.walk())
    holders = [
        _Holder(person, position, node)
        for person, (node, position) in zip(
            invention.employees(people), _posts(nodes), strict=False
        )
    ]
    taken = {holder.position.id for holder in holders}
    heads = {
        node.unit.id: holder for holder in holders if (node := holder.node).head is holder.position
    }
    return Organisation(
        code=code,
        units=[node.unit for node in nodes],
        positions=[
            post
            for node in nodes
            for post in (node.head, *node.staff)
            if post is node.head or post.id in taken
        ],
        employees=[holder.person for holder in holders],
        assignments=[_assignment(invention, holder) for holder in holders],
        lines=[line for holder in holders if (line := _line(invention, holder, heads))],
    )


def _posts(nodes: list[Node]) -> Iterator[tuple[Node, PositionRecord]]:
    """Yield posts without end: all heads, then one of the staff of each leaf in turn."""
    for node in nodes:
        yield node, node.head
    leaves = [node for node in nodes if not node.children]
    for round_ in cycle(range(len(nodes[0].staff))):
        for leaf in leaves:
            yield leaf, leaf.staff[round_]


def _assignment(invention: Invention, holder: _Holder) -> AssignmentRecord:
    return AssignmentRecord(
        id=invention.id(),
        employee_id=holder.person.id,
        position_id=holder.position.id,
        org_unit_id=holder.node.unit.id,
        kind=AssignmentKind.DEFINITIF,
        valid_from=IN_OFFICE_SINCE,
        valid_to=None,
    )


def _line(invention: Invention, holder: _Holder, heads: dict[UUID, _Holder]) -> LineRecord | None:
    above = list(_heads_above(holder, heads))
    if not above:
        return None
    return LineRecord(
        id=invention.id(),
        ratee_id=holder.person.id,
        rater_id=above[0].person.id,
        superior_id=above[1].person.id if len(above) > 1 else None,
        kind=ReportingLineKind.LINE,
        valid_from=IN_OFFICE_SINCE,
        valid_to=None,
    )


def _heads_above(holder: _Holder, heads: dict[UUID, _Holder]) -> Iterator[_Holder]:
    """Yield the heads of the holder's unit and of those above it, without the holder."""
    node: Node | None = holder.node
    while node is not None:
        head = heads.get(node.unit.id)
        if head is not None and head.person.id != holder.person.id:
            yield head
        node = node.parent
