"""Well-formed inputs for every mutation, made from the input types of the schema."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    get_nullable_type,
)

from kinerja.kit.clock import today
from tests.support.nips import make_nip

#: What an id in an input names, by the name of its field; in some inputs it is something else.
ID_TYPES: Mapping[str, str] = {
    "alignedToId": "WorkResult",
    "actionId": "DevelopmentAction",
    "appraisalId": "Appraisal",
    "appraisalIds": "Appraisal",
    "assignmentId": "Assignment",
    "basedOnId": "PolicyVersion",
    "caseId": "InspectionCase",
    "changeId": "AuditEvent",
    "cloneFrom": "FrameworkVersion",
    "continuesId": "WorkResult",
    "cycleId": "Cycle",
    "dataSharingGrantId": "DataSharingGrant",
    "delegateId": "Employee",
    "delegationId": "Delegation",
    "delegatorId": "Employee",
    "employeeId": "Employee",
    "exceptions": "Employee",
    "frameworkId": "Framework",
    "headPositionId": "Position",
    "holdId": "LegalHold",
    "indicatorId": "Indicator",
    "linkId": "SurveyLink",
    "objectionId": "Objection",
    "orgUnitId": "OrgUnit",
    "parentId": "OrgUnit",
    "planId": "PerformancePlan",
    "positionId": "Position",
    "rateeId": "Employee",
    "raterId": "Employee",
    "reportingLineId": "ReportingLine",
    "requestId": "DataRequest",
    "roleAssignmentId": "RoleAssignment",
    "superiorId": "Employee",
    "surveyId": "Survey",
    "versionId": "FrameworkVersion",
    "WeightEntryInput.id": "Indicator",
    "ApprovePoliciesInput.versionId": "PolicyVersion",
    "RejectPoliciesInput.versionId": "PolicyVersion",
    "RollBackPoliciesInput.versionId": "PolicyVersion",
    "WithdrawPoliciesInput.versionId": "PolicyVersion",
}
#: Not the id of a row, but the id under which somebody signs in: see `claimed_person`.
ACCOUNTS = frozenset({"NewEmployeeInput.subjectId"})
#: The state in which a row must be for a mutation to take it, where only some are.
STATES: Mapping[str, str] = {
    "updateVersion": "DRAFT",
    "setComponents": "DRAFT",
    "setWeights": "DRAFT",
    "submitForReview": "DRAFT",
    "returnToDraft": "IN_REVIEW",
    "publishVersion": "IN_REVIEW",
    "retireVersion": "PUBLISHED",
    "openCycle": "PLANNED",
    "startDevelopmentAction": "PLANNED",
    "completeDevelopmentAction": "IN_PROGRESS",
    "cancelDevelopmentAction": "PLANNED",
    "amendCycle": "OPEN",
    "startScoring": "OPEN",
    "cancelCycle": "PLANNED",
    "finaliseCycle": "SCORING",
    "draftPlan": "OPEN",
    "setPlan": "DRAFT",
    "proposePlan": "DRAFT",
    "agreeToPlan": "PROPOSED",
    "returnPlan": "PROPOSED",
    "setOrgPerformance": "OPEN",
    "submitScores": "RATER_REVIEW",
    "decideRatings": "RATER_REVIEW",
    "submitAppraisals": "RATER_REVIEW",
    "returnAppraisal": "SUBMITTED",
    "approveInnovation": "SUBMITTED",
    "withdrawPolicies": "PROPOSED",
    "approvePolicies": "PROPOSED",
    "rejectPolicies": "PROPOSED",
    "rollBackPolicies": "SUPERSEDED",
    "proposePolicies": "IN_FORCE",
    "withdrawDataRequest": "FILED",
    "decideDataRequest": "FILED",
    "updateSurvey": "DRAFT",
    "submitSurvey": "DRAFT",
    "returnSurvey": "IN_REVIEW",
    "openSurvey": "IN_REVIEW",
    "issueSurveyLink": "OPEN",
    "closeSurvey": "OPEN",
    "countCitizenResults": "SCORING",
}
_numbers = count(20_000)
#: Texts that must have a certain form; any other is free.
_TEXTS: Mapping[str, Callable[[], Any]] = {
    "nip": lambda: make_nip(next(_numbers)),
    "code": lambda: f"baru{next(_numbers)}",
    "role": lambda: "performance_officer",
    "resource": lambda: "APPRAISAL",
    "action": lambda: "VIEW",
    "relation": lambda: "STAFF",
    "scopes": lambda: "cycle:view",
    "clientName": lambda: "Dasbor uji",
    "inherits": lambda: "performance_officer",
    "suspensions": lambda: "staff-see-units",
    "unit": lambda: "persen",
    "fieldClasses": lambda: "PUBLIC",
    "PolicyRoleInput.name": lambda: f"peran{next(_numbers)}",
    "PolicyRuleInput.name": lambda: f"aturan-{next(_numbers)}",
    "element": lambda: "TIME",
    "submissionKey": lambda: f"formulir-kepuasan-{next(_numbers)}",
}
#: Fields that may be left out and are not: without them the input would say nothing.
_WANTED = frozenset(
    {"actual", "name", "indicators", "comment", "evidence", "legalBasis", "fieldClasses"}
)
#: Texts that name an agency, or something of it.
_NAMING = {"agencyCode": "Agency", "token": "SurveyToken"}
_SCALARS: Mapping[str, Callable[[], Any]] = {
    "Decimal": lambda: "100",
    "Boolean": lambda: False,
    "Int": lambda: 1,
}


@dataclass(frozen=True)
class Slot:
    """A place in an input that names something of an agency: a type's id, a code or a token."""

    way: tuple[str | int, ...]
    type_name: str


def is_account(input_name: str, field: str) -> bool:
    """Tell whether a field is an account's id, which belongs to no agency."""
    return f"{input_name}.{field}" in ACCOUNTS


def id_type(input_name: str, field: str) -> str:
    """Return what an id names. An unknown one is an error: say here what it is."""
    known = ID_TYPES.get(f"{input_name}.{field}") or ID_TYPES.get(field)
    assert known, f"{input_name}.{field} is an id: of what? Add it to ID_TYPES"
    return known


def made_input(type_: GraphQLInputObjectType) -> tuple[dict[str, Any], list[Slot]]:
    """Return a value of an input type without its ids, and where each id belongs."""
    slots: list[Slot] = []
    return _object(type_, (), slots), slots


def _object(
    type_: GraphQLInputObjectType, way: tuple[str | int, ...], slots: list[Slot]
) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, field in type_.fields.items():
        is_id = get_named_type(field.type).name == "ID"
        if is_account(type_.name, name) or (
            type_.name == "ComponentInput" and name == "components"
        ):
            continue
        if is_id:
            is_list = isinstance(get_nullable_type(field.type), GraphQLList)
            made[name] = [None] if is_list else None
            place = (*way, name, 0) if is_list else (*way, name)
            slots.append(Slot(place, id_type(type_.name, name)))
        elif isinstance(field.type, GraphQLNonNull) or name in _WANTED:
            exact = f"{type_.name}.{name}"
            known = exact if exact in _TEXTS else name
            made[name] = _value(known, field.type, (*way, name), slots)
    return made


def _value(
    name: str, type_: GraphQLInputType, way: tuple[str | int, ...], slots: list[Slot]
) -> Any:
    bare = get_nullable_type(type_)
    if isinstance(bare, GraphQLList):
        return [_value(name, bare.of_type, (*way, 0), slots)]
    if isinstance(bare, GraphQLInputObjectType):
        return _object(bare, way, slots)
    if isinstance(bare, GraphQLEnumType):
        return next(iter(bare.values))
    scalar = get_named_type(type_).name
    if name in _NAMING:
        slots.append(Slot(way, _NAMING[name]))
        return None
    if scalar == "Date":
        return (today() + timedelta(days=1 if name == "periodStart" else 20)).isoformat()
    return _SCALARS.get(scalar, _TEXTS.get(name, lambda: f"Alasan yang cukup {next(_numbers)}"))()


def put(value: dict[str, Any], slot: Slot, given: str) -> None:
    """Write an id or a code into its place."""
    *ways, last = slot.way
    place: Any = value
    for step in ways:
        place = place[step]
    place[last] = given


def foreign_choices(slots: list[Slot]) -> Iterator[tuple[bool, ...]]:
    """Yield which slots name the other agency: all of them, then each alone."""
    yield (True,) * len(slots)
    if len(slots) > 1:
        for chosen in range(len(slots)):
            yield tuple(place == chosen for place in range(len(slots)))
