"""The types, as far as the questions go; a plain field is the column of the row with its name."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import strawberry
from strawberry.types.info import Info

from benchmarks.peers.plain_strawberry.loaders import ALL, Key, Loaders, Page

Asked = Info[Loaders, None]


@strawberry.type
class Component:
    """A node of a framework's tree."""

    code: str
    weight: Decimal


@strawberry.type
class Indicator:
    """What is measured."""

    code: str
    weight: Decimal
    component: Component | None


@strawberry.type
class Score:
    """The value of one indicator."""

    id: UUID
    actual: Decimal | None
    not_applicable: bool
    entered_at: datetime
    indicator: Indicator | None


@strawberry.type
class NodeResult:
    """The result of one node of the tree, with its indicator if it is one."""

    node_kind: str
    contribution: Decimal | None
    indicator: Indicator | None


@strawberry.type
class ScorePage:
    """Some scores."""

    nodes: list[Score]


@strawberry.type
class Appraisal:
    """One employee in one cycle."""

    agency_id: strawberry.Private[int]
    ratee_id: strawberry.Private[UUID]
    id: UUID
    state: str
    composite: Decimal | None
    numeric_grade: str | None
    official_grade: str | None

    @strawberry.field
    async def scores(self, info: Asked, first: int) -> ScorePage:
        """Return the first scores."""
        page = Page(self.agency_id, first, self.id)
        return ScorePage(nodes=await info.context.scores.load(page))

    @strawberry.field
    async def results(self, info: Asked) -> list[NodeResult]:
        """Return the results of all nodes."""
        found: list[NodeResult] = await info.context.results.load(
            Page(self.agency_id, ALL, self.id)
        )
        return found

    @strawberry.field
    async def ratee(self, info: Asked) -> "Employee | None":
        """Return who is appraised."""
        found: Employee | None = await info.context.employee.load(
            Key(self.agency_id, self.ratee_id)
        )
        return found


@strawberry.type
class AppraisalPage:
    """Some appraisals."""

    nodes: list[Appraisal]


@strawberry.type
class CountedAppraisals(AppraisalPage):
    """Some appraisals, and how many there are."""

    total_count: int


@strawberry.type
class Employee:
    """A civil servant."""

    agency_id: strawberry.Private[int]
    id: UUID
    name: str
    employment: str
    state: str
    created_at: datetime

    @strawberry.field
    async def appraisals(self, info: Asked, first: int) -> AppraisalPage:
        """Return the first appraisals."""
        page = Page(self.agency_id, first, self.id)
        return AppraisalPage(nodes=await info.context.appraisals.load(page))


@strawberry.type
class EmployeePage:
    """Some employees."""

    nodes: list[Employee]


@strawberry.type
class Assignment:
    """Who holds a position."""

    agency_id: strawberry.Private[int]
    employee_id: strawberry.Private[UUID]

    @strawberry.field
    async def employee(self, info: Asked) -> Employee | None:
        """Return the holder."""
        found: Employee | None = await info.context.employee.load(
            Key(self.agency_id, self.employee_id)
        )
        return found


@strawberry.type
class AssignmentPage:
    """Some assignments."""

    nodes: list[Assignment]


@strawberry.type
class Position:
    """A post."""

    agency_id: strawberry.Private[int]
    id: strawberry.Private[UUID]
    code: str

    @strawberry.field
    async def assignments(self, info: Asked, first: int) -> AssignmentPage:
        """Return the first assignments."""
        page = Page(self.agency_id, first, self.id)
        return AssignmentPage(nodes=await info.context.assignments.load(page))


@strawberry.type
class PositionPage:
    """Some positions."""

    nodes: list[Position]


@strawberry.type
class OrgUnit:
    """A unit of the organisation."""

    agency_id: strawberry.Private[int]
    id: strawberry.Private[UUID]
    code: str
    name: str

    @strawberry.field
    async def positions(self, info: Asked, first: int) -> PositionPage:
        """Return the first positions."""
        page = Page(self.agency_id, first, self.id)
        return PositionPage(nodes=await info.context.positions.load(page))


@strawberry.type
class OrgUnitPage:
    """Some units."""

    nodes: list[OrgUnit]


@strawberry.type
class GradeGroup:
    """The appraisals of one official grade, counted."""

    grade: str | None
    count: int
    average: Decimal | None
    minimum: Decimal | None
    maximum: Decimal | None
