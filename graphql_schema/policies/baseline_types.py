"""The types of what the province decides: the rules that every agency has, and its guardrails."""

import strawberry

from graphql_schema.policies.enums import Action, Effect, FieldClass, Relation, Resource


@strawberry.type(description="A rule of the province's baseline: in force in every agency.")
class BaselinePolicy:
    """Who may do what with which rows."""

    name: str = strawberry.field(description="Name of the rule.")
    role: str = strawberry.field(description="Whom it is for.")
    resource: Resource = strawberry.field(description="What it is about.")
    action: Action = strawberry.field(description="What it allows, or takes away.")
    relation: Relation = strawberry.field(description="How the holder must stand to the row.")
    states: list[str] | None = strawberry.field(
        description="States in which the row must be; null: any."
    )
    field_classes: list[FieldClass] | None = strawberry.field(
        description="Classes of fields that it shows; null: any."
    )
    scope: str | None = strawberry.field(
        description="What an API client's token must have been granted; null: nothing."
    )
    effect: Effect = strawberry.field(description="Whether it grants or takes away.")
    suspendable: bool = strawberry.field(
        description="Whether an agency may put it out of force for itself."
    )


@strawberry.type(description="The most that one rule of an agency may grant.")
class PolicyCeiling:
    """One line of a guardrail."""

    roles: list[str] = strawberry.field(
        description="Whom a rule may be for; `own` is any role that the agency has made."
    )
    relations: list[Relation] = strawberry.field(description="Relations that it may name.")
    states: list[str] | None = strawberry.field(description="States it may name; null: any.")
    field_classes: list[FieldClass] | None = strawberry.field(
        description="Classes of fields that it may show; null: any."
    )


@strawberry.type(
    description="A guardrail of the province: a rule of an agency about this matter must lie wholly"
    " within one of its ceilings. Where there is no guardrail, the province alone decides."
)
class PolicyGuardrail:
    """What agencies may decide of one matter."""

    name: str = strawberry.field(description="Name of the guardrail, as errors tell it.")
    resource: Resource = strawberry.field(description="What it is about.")
    action: Action = strawberry.field(description="Which action on it.")
    within: list[PolicyCeiling] = strawberry.field(description="The ceilings.")
