"""The type of an explanation: what decided, and in words."""

from datetime import date

import strawberry

from graphql_schema.context import Info
from graphql_schema.explanations.enums import PolicySource, Verdict
from graphql_schema.policies.enums import Action, Relation
from policies.verdicts import Explanation


@strawberry.type(
    description="Why the caller may, or may not, do something with an object. Policy alone is"
    " asked: a change can still be refused for other reasons, such as a cycle that is not open. An"
    " object that does not exist and one that is hidden have the same answer."
)
class PolicyExplanation:
    """What decided about one action of the caller on one object."""

    allowed: bool = strawberry.field(description="Whether policy allows it now.")
    action: Action = strawberry.field(description="What was asked about.")
    code: Verdict = strawberry.field(description="What decided.")
    sentence: str = strawberry.field(
        description="The same in a sentence, in the language of `Accept-Language` (id, en)."
    )
    rule: str | None = strawberry.field(
        description="Name of the rule that decided, or that decides on another day; null when none"
        " is the caller's."
    )
    rule_source: PolicySource | None = strawberry.field(
        description="Whether the rule is the province's or the agency's own."
    )
    role: str | None = strawberry.field(description="Role to which the rule belongs.")
    relation: Relation | None = strawberry.field(
        description="How the caller stands, stood or will stand to the object by the rule."
    )
    state: str | None = strawberry.field(
        description="Present state of the object, where the state decided."
    )
    open_states: list[str] = strawberry.field(
        description="States in which the caller could do it; listed where the state is in the way."
    )
    since: date | None = strawberry.field(
        description="First day on which the rule is the caller's, where a date of the caller's own"
        " decides: of a reporting line, an assignment, a delegation, a case or a role."
    )
    until: date | None = strawberry.field(
        description="Last day on which the rule is, or was, the caller's; likewise."
    )


def explained(info: Info, given: Explanation) -> PolicyExplanation:
    """Return an explanation in the language of the request."""
    rule = given.rule
    return PolicyExplanation(
        allowed=given.is_allowed,
        action=given.action,
        code=given.verdict,
        sentence=given.message(info.context.language),
        rule=rule.name if rule else None,
        rule_source=PolicySource(given.source) if given.source else None,
        role=str(rule.role) if rule else None,
        relation=rule.relation if rule else None,
        state=given.state,
        open_states=sorted(given.states),
        since=given.since,
        until=given.until,
    )
