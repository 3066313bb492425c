"""Random policies, roles, delegations, cases, requests, holds, grants, and what was logged."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.delegations.models import Delegation
from kinerja.domains.development.models import DevelopmentAction, Feedback
from kinerja.domains.development.vocabulary import ActionState, FeedbackKind, FeedbackVisibility
from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.organisation.models import Employee
from kinerja.domains.personal_data.models import DataRequest, LegalHold
from kinerja.kit.ids import new_id
from policies.permissions import Action, FieldClass, Relation, Resource, Role
from tenants.audit_models import AccessEvent, AuditLink, AuditReason
from tenants.models import AuditEvent, RoleAssignment
from tenants.policy_models import (
    AgencyPolicyRole,
    AgencyPolicyRule,
    AgencyPolicySuspension,
    PolicyVersion,
)
from tenants.sharing_models import DataSharingGrant
from tests.support.reference.data.draws import Draws
from tests.support.reference.data.organisation import Drawn, Values

_ACTIONS = ("employee.updated", "agency.suspended", "token.issued", "case.opened", "client.made")
_SCOPES = ("appraisal:view", "score:view", "cycle:view", "asn.identity:read")
_STATUSES = ("SUPERSEDED", "IN_FORCE", "PROPOSED", "REJECTED", "WITHDRAWN")


def draw_policies(draws: Draws, drawn: Drawn) -> None:
    """Draw policy versions of every status with what they hold, and who holds which role."""
    versions = drawn.add(PolicyVersion, list(_versions(draws, drawn)))
    roles = [_role(draws, one["id"], name) for one in versions for name in ("ajudan", "asisten")]
    drawn.add(AgencyPolicyRole, roles)
    drawn.add(AgencyPolicyRule, [_rule(draws, one["id"], n) for one in versions for n in range(2)])
    suspended = [
        {"version_id": one["id"], "rule_name": name}
        for one in versions
        for name in draws.some(["staff-see-units", "head-sees-all", "abc"], 3)
    ]
    drawn.add(AgencyPolicySuspension, suspended)
    people = [*drawn.keys(Employee), new_id()]
    drawn.add(RoleAssignment, [_held(draws, one) for one in people * 2 if draws.chance(60)])


def draw_rights(draws: Draws, drawn: Drawn, clients: list[UUID]) -> None:
    """Draw everything else that is about people."""
    drawn.add(Delegation, list(_delegations(draws, drawn)))
    drawn.add(InspectionCase, [_case(draws, drawn) for _ in range(5)])
    drawn.add(LegalHold, [_hold(draws, drawn, number) for number in range(6)])
    events = drawn.add(AuditEvent, [_event(draws, drawn) for _ in range(16)])
    drawn.add(AuditLink, list(_links(draws, events)))
    drawn.add(AuditReason, list(_reasons(draws, events)))
    drawn.add(DataRequest, list(_requests(draws, drawn, events)))
    drawn.add(DataSharingGrant, [_grant(draws, drawn, clients, n) for n in range(6)])
    drawn.add(AccessEvent, [_access(draws, drawn, clients, n) for n in range(16)])


def _versions(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    before: list[UUID] = []
    for number, status in enumerate(_STATUSES, start=1):
        proposer, decider = draws.random.sample([*drawn.keys(Employee), new_id()], 2)
        is_decided = status != "PROPOSED"
        key = new_id()
        yield {
            "id": key,
            "number": number,
            "status": status,
            "note": draws.text(),
            "based_on_id": draws.maybe(draws.one(before)) if before else None,
            "content_hash": "0" * 64,
            "proposed_by": proposer,
            "proposed_at": draws.instant(),
            "decided_by": decider if is_decided else None,
            "decided_at": draws.instant() if is_decided else None,
            "decision_reason": draws.maybe(draws.text()),
        }
        before.append(key)


def _role(draws: Draws, version: UUID, name: str) -> Values:
    inherits = sorted(draws.some(["employee", "performance_officer"], 2))
    return {
        "version_id": version,
        "name": name,
        "description": draws.text(),
        "inherits": inherits,
    }


def _rule(draws: Draws, version: UUID, number: int) -> Values:
    classes = sorted(one.value for one in draws.some(list(FieldClass), 3)) or ["public"]
    return {
        "version_id": version,
        "name": f"aturan-{number}",
        "role": draws.one(["ajudan", "asisten"]),
        "resource": draws.one(list(Resource)).value,
        "action": draws.one(list(Action)).value,
        "relation": draws.one(list(Relation)).value,
        "states": draws.maybe(["FINAL", "SUBMITTED"], 50),
        "field_classes": draws.maybe(classes, 70),
    }


def _held(draws: Draws, person: UUID) -> Values:
    """Draw a role that changes nobody's rights: those of the askers are given apart."""
    return {
        "id": new_id(),
        "subject_id": person,
        "role": draws.one(["ajudan", "asisten", "lain"]),
        "valid": draws.days(),
    }


def _delegations(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    people = drawn.keys(Employee)
    for delegator in people:
        if not draws.chance(50):
            continue
        delegate = draws.one([one for one in people if one != delegator])
        is_ended = draws.chance(30)
        valid: Range[Any] = draws.days(bounded=True)
        yield {
            "id": new_id(),
            "delegator_id": delegator,
            "delegate_id": delegate,
            "valid": Range(empty=True) if is_ended and draws.chance(50) else valid,
            "reason": draws.text(),
            "created_by": delegator,
            "created_at": draws.instant(),
            "ended_by": delegator if is_ended else None,
            "ended_at": draws.instant() if is_ended else None,
        }


def _case(draws: Draws, drawn: Drawn) -> Values:
    is_closed = draws.chance(40)
    return {
        "id": new_id(),
        "employee_id": draws.one(drawn.keys(Employee)),
        "legal_basis": draws.text(),
        "valid": Range(empty=True) if is_closed and draws.chance(50) else draws.days(bounded=True),
        "opened_by": new_id(),
        "opened_at": draws.instant(),
        "closed_by": new_id() if is_closed else None,
        "closed_at": draws.instant() if is_closed else None,
    }


def _hold(draws: Draws, drawn: Drawn, number: int) -> Values:
    person, placer, lifter = draws.random.sample(drawn.keys(Employee), 3)
    is_lifted = number % 3 == 0
    begin = draws.near()
    valid: Range[Any] = Range(begin, begin + timedelta(days=30) if number % 2 else None)
    return {
        "id": new_id(),
        "employee_id": person,
        "legal_basis": draws.text(),
        "valid": Range(empty=True) if is_lifted and draws.chance(50) else valid,
        "placed_by": draws.one([placer, new_id()]),
        "placed_at": draws.instant(),
        "lifted_by": lifter if is_lifted else None,
        "lifted_at": draws.instant() if is_lifted else None,
    }


def _requests(draws: Draws, drawn: Drawn, events: list[Values]) -> Iterator[Values]:
    for number, person in enumerate(drawn.keys(Employee)):
        for kind in ("CORRECTION", "ERASURE", "ACCESS"):
            if not draws.chance(50):
                continue
            state = ("DONE", "FILED", "DONE", "REFUSED", "WITHDRAWN")[number % 5]
            is_decided = state in ("DONE", "REFUSED")
            deciders = [one for one in drawn.keys(Employee) if one != person]
            filed = draws.instant()
            filed = min(filed, filed.replace(year=9990))
            changed = draws.one(events)["id"] if (kind, state) == ("CORRECTION", "DONE") else None
            yield {
                "id": new_id(),
                "employee_id": person,
                "kind": kind,
                "state": state,
                "statement": draws.text(),
                "filed_at": filed,
                "due_at": filed + timedelta(hours=72),
                "decided_by": draws.one(deciders) if is_decided else None,
                "decided_at": draws.instant() if is_decided else None,
                "decision": draws.text() if is_decided else None,
                "change_event_id": changed,
            }


def _grant(draws: Draws, drawn: Drawn, clients: list[UUID], number: int) -> Values:
    is_revoked = number % 3 == 0
    return {
        "id": new_id(),
        "client_id": clients[number % 2],
        "scopes": sorted(draws.some(_SCOPES, 4)) or ["cycle:view"],
        "legal_basis": f"x{draws.text()}",
        "purpose": f"x{draws.text()}",
        "valid": draws.days(bounded=True),
        "granted_by": draws.maybe(draws.one(drawn.keys(Employee))),
        "granted_at": draws.instant(),
        "revoked_by": draws.one(drawn.keys(Employee)) if is_revoked else None,
        "revoked_at": draws.instant() if is_revoked else None,
    }


def _event(draws: Draws, drawn: Drawn) -> Values:
    people = drawn.keys(Employee)
    kind, model = draws.one(
        [("Employee", Employee), ("InspectionCase", InspectionCase), ("LegalHold", LegalHold)]
    )
    return {
        "id": new_id(),
        "occurred_at": draws.instant(),
        "actor_id": draws.maybe(draws.one(people), 80),
        "action": draws.one(_ACTIONS),
        "object_type": kind,
        "object_id": draws.maybe(draws.one(drawn.keys(model)), 90),
        "reason": draws.maybe(draws.text()),
        "before": draws.maybe({"name": draws.text(), "a": [1, 2.5, None], "zz": {"b": True}}),
        "after": draws.maybe({draws.one(["nip", "ü", "Z"]): draws.text(), "b": {}}),
        "request_id": draws.maybe(new_id()),
        "person_id": draws.maybe(draws.one(people), 70),
    }


def _links(draws: Draws, events: list[Values]) -> Iterator[Values]:
    for position, one in enumerate(events, start=1):
        if draws.chance(60):
            yield {"position": position, "event_id": one["id"], "hash": draws.random.randbytes(32)}


def _reasons(draws: Draws, events: list[Values]) -> Iterator[Values]:
    for one in events:
        if one["person_id"] and draws.chance(70):
            yield {
                "event_id": one["id"],
                "person_id": one["person_id"],
                "salt": draws.random.randbytes(16),
                "reason": draws.text(),
            }


def _access(draws: Draws, drawn: Drawn, clients: list[UUID], number: int) -> Values:
    is_object, is_client = draws.chance(60), number % 3 == 0
    person = draws.one(drawn.keys(Employee))
    return {
        "id": new_id(),
        "occurred_at": draws.instant(),
        "subject_id": draws.one(clients) if is_client else draws.one(drawn.keys(Employee)),
        "subject_kind": "CLIENT" if is_client else "PERSON",
        "roles": sorted(one.value for one in draws.some([Role.INSPECTORATE, Role.PROVINCE_HR], 2)),
        "purpose": draws.text(),
        "request_id": new_id(),
        "operation_hash": draws.random.randbytes(32),
        "resources": sorted(one.value for one in draws.some(list(Resource), 3)),
        "field_classes": sorted(one.value for one in draws.some(list(FieldClass), 3)),
        "rules": [draws.text() for _ in range(draws.random.randint(0, 2))],
        "reach": "OBJECT" if is_object else "LIST",
        "owner_id": draws.maybe(person, 90) if is_object else None,
        "covers_everyone": draws.chance(50),
    }


def draw_feedback(draws: Draws, drawn: Drawn) -> None:
    """Draw feedback of every kind and visibility, also from people to themselves."""
    people = drawn.keys(Employee)
    kinds, shown = list(FeedbackKind), list(FeedbackVisibility)
    drawn.add(
        Feedback,
        [
            {
                "id": new_id(),
                "employee_id": draws.one(people),
                "author_id": draws.one([*people, new_id()]),
                "kind": draws.one(kinds).value,
                "visibility": shown[number % len(shown)].value,
                "content": draws.text(),
                "given_at": draws.instant(),
            }
            for number in range(12)
        ],
    )
    drawn.add(DevelopmentAction, [_action(draws, people, number) for number in range(12)])


def _action(draws: Draws, people: list[UUID], number: int) -> Values:
    state = list(ActionState)[number % len(ActionState)].value
    is_closed = state in ("DONE", "CANCELLED")
    return {
        "id": new_id(),
        "employee_id": draws.one(people),
        "rater_id": draws.maybe(draws.one(people)),
        "title": draws.text(),
        "due_date": draws.day(),
        "state": state,
        "planned_by": draws.one(people),
        "planned_at": draws.instant(),
        "follow_up": draws.text() if is_closed else None,
        "closed_by": draws.one(people) if is_closed else None,
        "closed_at": draws.instant() if is_closed else None,
    }
