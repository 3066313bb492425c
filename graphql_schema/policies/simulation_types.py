"""The types of a simulation: what a change of policies would do, in numbers."""

import strawberry

from graphql_schema.organisation.types import Employee
from graphql_schema.policies.enums import Action, FieldClass, Resource


@strawberry.type(
    description="What a change would do to one action on one resource, summed over all people. A"
    " record counts once for each person who gains or loses it."
)
class PolicyEffectTotal:
    """A row of totals."""

    resource: Resource = strawberry.field(
        description="What it is about. Of FRAMEWORK versions are counted, of ORG_UNIT units, of"
        " EMPLOYEE employees, of POLICY versions."
    )
    action: Action = strawberry.field(description="What people may do with the records.")
    field_class: FieldClass | None = strawberry.field(
        description="Null: the records themselves; else their fields of this class."
    )
    people_gaining: int = strawberry.field(description="People who gain at least one record.")
    people_losing: int = strawberry.field(description="People who lose at least one record.")
    records_gained: int = strawberry.field(description="Records gained, person by person.")
    records_lost: int = strawberry.field(description="Records lost, person by person.")


@strawberry.type(description="What a change would do to one person in one respect.")
class PolicyEffect:
    """Numbers of records."""

    resource: Resource = strawberry.field(description="What it is about.")
    action: Action = strawberry.field(description="What the person may do with the records.")
    field_class: FieldClass | None = strawberry.field(
        description="Null: the records themselves; else their fields of this class."
    )
    before: int = strawberry.field(description="Records under the policies in force.")
    after: int = strawberry.field(description="Records under the change.")
    gained: int = strawberry.field(description="Records that the person has only after it.")
    lost: int = strawberry.field(description="Records that the person has only before it.")


@strawberry.type(description="Somebody for whom a change would do something.")
class AffectedPerson:
    """A person with all effects."""

    subject_id: strawberry.ID = strawberry.field(
        description="Id of the person in its token; of an employee, the key of the employee."
    )
    employee: Employee | None = strawberry.field(
        description="The person, as the viewer may see it; null for people of the province."
    )
    effects: list[PolicyEffect] = strawberry.field(description="What changes for the person.")


@strawberry.type(description="What a change of policies would do, were it in force today.")
class PolicySimulation:
    """The answer of `simulatePolicy`."""

    people_affected: int = strawberry.field(
        description="People who gain or lose anything: active employees and holders of roles. API"
        " clients are not counted."
    )
    totals: list[PolicyEffectTotal] = strawberry.field(
        description="What changes, summed over all people; empty if nothing does."
    )
    people: list[AffectedPerson] = strawberry.field(
        description="At most 500 of them, the most affected first."
    )
    uncounted: list[Resource] = strawberry.field(
        description="Resources whose rules change too, but which hold no records to count yet."
    )
