"""The closed vocabularies of policy: every word a policy, a token or a rule may use."""

from collections.abc import Mapping
from enum import StrEnum


class Resource(StrEnum):
    """What a policy is about.

    FRAMEWORK covers versions, components and indicators too; PLAN is the performance plan (SKP),
    FEEDBACK one raw answer of a 360 respondent, CALIBRATION a session and its changes, DISCIPLINE
    imported facts about attendance and sanctions, DIALOGUE one feedback or note of a dialogue in
    the course of the year, DEVELOPMENT a development action, SURVEY the setup of a satisfaction
    survey (SKM), CASE an inspection case, DATA_REQUEST a request of a data subject (UU 27/2022),
    LEGAL_HOLD the reason why somebody's data must not be erased.
    """

    AGENCY = "agency"
    ORG_UNIT = "org_unit"
    EMPLOYEE = "employee"
    FRAMEWORK = "framework"
    CYCLE = "cycle"
    APPRAISAL = "appraisal"
    SCORE = "score"
    REPORT = "report"
    PLAN = "plan"
    FEEDBACK = "feedback"
    CALIBRATION = "calibration"
    OBJECTION = "objection"
    DISCIPLINE = "discipline"
    SURVEY = "survey"
    SURVEY_RESULT = "survey_result"
    AUDIT_EVENT = "audit_event"
    POLICY = "policy"
    CASE = "case"
    DELEGATION = "delegation"
    DATA_SHARING_GRANT = "data_sharing_grant"
    DATA_REQUEST = "data_request"
    LEGAL_HOLD = "legal_hold"
    DIALOGUE = "dialogue"
    DEVELOPMENT = "development"


class Action(StrEnum):
    """What somebody wants to do with a resource.

    SCORE is the rater's work on an appraisal: score, decide the ratings, submit; on a score row it
    is the ratee's self-assessment. Elsewhere it is to write the own part: a plan, a 360 answer, an
    objection and the rater's statement on it, a request about the own data. DECIDE is to approve
    what another prepared: publish, return or retire a framework version, finalise a cycle, agree to
    a plan, decide an objection; of an agency it is to say who heads it. CONFIGURE prepares it.
    """

    VIEW = "view"
    SCORE = "score"
    DECIDE = "decide"
    CONFIGURE = "configure"


class Relation(StrEnum):
    """How the asker stands to a row; each is defined once, in `policies.relations`."""

    SELF = "self"
    OTHER = "other"
    AUTHOR = "author"
    RATER = "rater"
    SUPERIOR = "superior"
    ESCALATED = "escalated"
    UNIT_HEAD = "unit_head"
    UNIT_MEMBER = "unit_member"
    INVESTIGATED = "investigated"
    STAFF = "staff"
    PROVINCE = "province"
    GRANTED = "granted"
    ANYONE = "anyone"


class FieldClass(StrEnum):
    """How protected a field is (UU 27/2022 Pasal 4: general and specific personal data)."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SPECIFIC = "specific"


class Role(StrEnum):
    """What somebody is, in one agency or above all of them.

    Implicit, never assigned: `authenticated` (every person who has signed in), `employee` (every
    person in the own agency) and `api_client` (every API client).
    """

    AUTHENTICATED = "authenticated"
    EMPLOYEE = "employee"
    PERFORMANCE_OFFICER = "performance_officer"
    PROVINCE_HR = "province_hr"
    INSPECTORATE = "inspectorate"
    SURVEY_OWNER = "survey_owner"
    API_CLIENT = "api_client"
    OPERATOR = "operator"
    DPO = "dpo"


#: Roles that follow from who somebody is; no assignment may name them.
IMPLICIT_ROLES = frozenset({Role.AUTHENTICATED, Role.EMPLOYEE, Role.API_CLIENT})
#: Roles that may be held above all agencies.
PROVINCE_ROLES = frozenset(
    {Role.PROVINCE_HR, Role.INSPECTORATE, Role.SURVEY_OWNER, Role.OPERATOR, Role.DPO}
)
#: Roles that may be held in one agency.
AGENCY_ROLES = frozenset({Role.PERFORMANCE_OFFICER, Role.OPERATOR, Role.DPO})


class Scope(StrEnum):
    """What an API client's token was granted. Rights are scope AND policy, never either alone."""

    ORG_UNIT_VIEW = "org_unit:view"
    EMPLOYEE_VIEW = "employee:view"
    FRAMEWORK_VIEW = "framework:view"
    CYCLE_VIEW = "cycle:view"
    APPRAISAL_VIEW = "appraisal:view"
    SCORE_VIEW = "score:view"
    REPORT_VIEW = "report:view"
    SURVEY_RESULT_VIEW = "survey_result:view"
    IDENTITY_READ = "asn.identity:read"


class Effect(StrEnum):
    """Whether a rule grants or takes away; a deny wins over every allow."""

    ALLOW = "allow"
    DENY = "deny"


_VERSION_STATES = frozenset({"DRAFT", "IN_REVIEW", "PUBLISHED", "RETIRED"})
_CYCLE_STATES = frozenset(
    {
        "PLANNED",
        "PLANNING",
        "OPEN",
        "SCORING",
        "CALIBRATION",
        "FINALISED",
        "ARCHIVED",
        "CANCELLED",
    }
)
_APPRAISAL_STATES = frozenset(
    {
        "NOT_STARTED",
        "SELF_REVIEW",
        "RATER_REVIEW",
        "SUBMITTED",
        "CALIBRATED",
        "DELIVERED",
        "ACKNOWLEDGED",
        "OBJECTED",
        "OBJECTION_DECIDED",
        "FINAL",
    }
)

#: The states a row of each resource may be in. A test holds them equal to the domains' own
#: vocabularies, which lie above this package and so cannot be imported.
STATES: Mapping[Resource, frozenset[str]] = {
    Resource.AGENCY: frozenset(),
    Resource.ORG_UNIT: frozenset(),
    Resource.EMPLOYEE: frozenset(),
    Resource.FRAMEWORK: _VERSION_STATES,
    Resource.CYCLE: _CYCLE_STATES,
    Resource.APPRAISAL: _APPRAISAL_STATES,
    Resource.SCORE: _APPRAISAL_STATES,
    Resource.REPORT: frozenset(),
    Resource.PLAN: frozenset({"DRAFT", "PROPOSED", "AGREED"}),
    Resource.FEEDBACK: frozenset({"OPEN", "SUBMITTED"}),
    Resource.CALIBRATION: frozenset({"PREPARED", "DECIDED"}),
    Resource.OBJECTION: frozenset(
        {"FILED", "UNDER_EXAMINATION", "UPHELD", "CHANGED", "WITHDRAWN", "INADMISSIBLE"}
    ),
    Resource.DISCIPLINE: frozenset(),
    Resource.SURVEY: frozenset({"DRAFT", "IN_REVIEW", "OPEN", "CLOSED"}),
    Resource.SURVEY_RESULT: frozenset(),
    # What an event is about: people and their results, the running of the platform alone, or
    # inspection cases and legal holds, of which few may know.
    Resource.AUDIT_EVENT: frozenset({"CONTENT", "INFRASTRUCTURE", "INSPECTION", "LEGAL_HOLD"}),
    Resource.POLICY: frozenset({"PROPOSED", "IN_FORCE", "SUPERSEDED", "REJECTED", "WITHDRAWN"}),
    Resource.CASE: frozenset({"OPEN", "CLOSED"}),
    Resource.DELEGATION: frozenset(),
    Resource.DATA_SHARING_GRANT: frozenset(),
    Resource.DATA_REQUEST: frozenset({"FILED", "DONE", "REFUSED", "WITHDRAWN"}),
    Resource.LEGAL_HOLD: frozenset({"PLACED", "LIFTED"}),
    # Up to whom it may be read.
    Resource.DIALOGUE: frozenset({"RATER", "SUPERIOR"}),
    Resource.DEVELOPMENT: frozenset({"PLANNED", "IN_PROGRESS", "DONE", "CANCELLED"}),
}
