"""The vocabularies of policies, described for clients."""

from enum import Enum

import strawberry

from graphql_schema.vocabulary import describe
from policies.permissions import Action, Effect, FieldClass, Relation, Resource
from tenants.policy_models import PolicyVersionStatus

describe(
    PolicyVersionStatus,
    "The life of a version of an agency's policies.",
    PROPOSED="Waits for the decision of another person.",
    IN_FORCE="Decides at present; at most one version of an agency.",
    SUPERSEDED="Was in force until another version took its place.",
    REJECTED="The head of the agency did not want it.",
    WITHDRAWN="Its proposer took it back.",
)
describe(
    Resource,
    "What a policy is about.",
    AGENCY="The basic facts of an agency.",
    ORG_UNIT="Org units and positions.",
    EMPLOYEE="Employees, their assignments and reporting lines.",
    FRAMEWORK="Frameworks, their versions, components and indicators.",
    CYCLE="Appraisal cycles.",
    APPRAISAL="Appraisals and their ratings.",
    SCORE="Scores and the results of nodes.",
    REPORT="The report across agencies.",
    PLAN="Performance plans (SKP).",
    FEEDBACK="Raw answers of 360 respondents.",
    CALIBRATION="Calibrations and what they change.",
    OBJECTION="Objections (keberatan) to a result.",
    DISCIPLINE="Facts about attendance and sanctions.",
    SURVEY="The setup of satisfaction surveys (SKM).",
    SURVEY_RESULT="Results of surveys and complaints.",
    AUDIT_EVENT="The audit trail.",
    POLICY="An agency's own policies, and who holds which role.",
    CASE="Cases of the inspectorate.",
    DELEGATION="Delegations of a rater's rights.",
    DATA_SHARING_GRANT="Grants under which data is shared with an API client.",
    DATA_REQUEST="Requests of data subjects (UU 27/2022).",
    LEGAL_HOLD="Reasons why somebody's data must not be erased.",
    DEVELOPMENT="Development actions.",
    DIALOGUE="Feedback and notes of dialogues in the course of the year.",
)
describe(
    Action,
    "What somebody may do with a resource.",
    called="PolicyAction",
    VIEW="See it.",
    SCORE="Write the own part: score an appraisal, assess oneself, answer, object.",
    DECIDE="Approve what another person prepared.",
    CONFIGURE="Prepare and change it.",
)
describe(
    Relation,
    "How somebody must stand to a row for a rule to apply.",
    SELF="The row is about that person.",
    OTHER="The row is about somebody else, or about nobody.",
    AUTHOR="That person wrote or proposed it; of a role assignment, holds the role.",
    RATER="The rater on that day, also by delegation or as acting official.",
    SUPERIOR="The superior of the rater.",
    ESCALATED="The superior of a rater whose rating is a week overdue.",
    UNIT_HEAD="The head of the unit or of one above it; of the agency, where no unit is concerned.",
    UNIT_MEMBER="Works in the unit or below it.",
    INVESTIGATED="An inspection case about the person is open.",
    STAFF="Holds the role in this agency; nothing else is asked.",
    PROVINCE="Holds the role above all agencies; nothing else is asked.",
    GRANTED="A client that was granted the scope.",
    ANYONE="Nothing is asked.",
)
describe(
    FieldClass,
    "How protected a field is (UU 27/2022 Pasal 4).",
    PUBLIC="What the existence of the row tells.",
    INTERNAL="What the work needs: names of colleagues, numbers and grades of results.",
    PERSONAL="General personal data: NIP, NRK, free text about a person.",
    SPECIFIC="Specific personal data: the reason of an absence.",
)
describe(
    Effect,
    "Whether a rule grants or takes away.",
    ALLOW="Grants.",
    DENY="Takes away, whatever else grants; the province keeps duties apart by it.",
)


@strawberry.enum(description="What happened to a part between two versions of policies.")
class PolicyDifferenceKind(Enum):
    """How a part differs."""

    ADDED = strawberry.enum_value("ADDED", description="Only the newer version has it.")
    REMOVED = strawberry.enum_value("REMOVED", description="Only the older version has it.")
    CHANGED = strawberry.enum_value("CHANGED", description="Both have it, and it differs.")


@strawberry.enum(description="What a version of policies is made of.")
class PolicyPart(Enum):
    """The kinds of parts."""

    ROLE = strawberry.enum_value("ROLE", description="A role of the agency's own.")
    RULE = strawberry.enum_value("RULE", description="A rule of the agency's own.")
    SUSPENSION = strawberry.enum_value("SUSPENSION", description="A suspended baseline rule.")


__all__ = [
    "Action",
    "Effect",
    "FieldClass",
    "PolicyDifferenceKind",
    "PolicyPart",
    "PolicyVersionStatus",
    "Relation",
    "Resource",
]
