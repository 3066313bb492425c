"""The verdicts of explanations, described for clients."""

from enum import Enum

import strawberry

from graphql_schema.vocabulary import describe
from policies.agency import RuleSource
from policies.verdicts import Verdict

describe(
    Verdict,
    "What decided about an action on an object, as far as the caller may know.",
    called="PolicyVerdict",
    ALLOWED="A rule allows it.",
    NOT_FOUND_OR_HIDDEN="There is no such object, or the caller may not see it.",
    SEPARATED="A rule keeps two duties apart, whatever else is allowed.",
    WRONG_STATE="The caller stands in a relation that would do, but not in the present state.",
    NO_LONGER="A rule was the caller's until a day that has passed.",
    NOT_YET="A rule will be the caller's from a coming day on.",
    NOT_RELATED="The caller holds no role and stands in no relation that would do.",
)


@strawberry.enum(description="Where a rule comes from.")
class PolicySource(Enum):
    """The sources of rules that decide."""

    BASELINE = strawberry.enum_value(
        RuleSource.BASELINE.value, description="The province's baseline, which all agencies share."
    )
    AGENCY = strawberry.enum_value(
        RuleSource.AGENCY.value, description="The agency's own policies, in force there alone."
    )


__all__ = ["PolicySource", "Verdict"]
