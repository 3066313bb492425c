"""Which texts tell who somebody is, and go when the person is erased; and which stay, and why.

Every text column of a tenant table stands here. A test compares this with the tables, so that a new
one cannot be forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class PersonalTexts:
    """Columns of a table that go, in the rows whose column `person` names the employee."""

    table: str
    person: str
    columns: tuple[str, ...]


#: Besides the row of the employee, and the reasons of audit events, which go as whole rows.
ERASED_TEXTS: Final = (
    PersonalTexts(
        "appraisals", "ratee_id", ("innovation_evidence", "rating_reason", "acknowledgement")
    ),
    PersonalTexts("objections", "ratee_id", ("grounds", "statement", "decision")),
    PersonalTexts("development_actions", "employee_id", ("title", "follow_up")),
    PersonalTexts("feedback", "employee_id", ("content",)),
    PersonalTexts("scores", "ratee_id", ("comment", "evidence")),
    PersonalTexts("performance_plans", "ratee_id", ("return_reason",)),
    PersonalTexts("work_results", "ratee_id", ("title", "indicator", "aligned_title")),
    PersonalTexts("behaviour_expectations", "ratee_id", ("expectation",)),
    PersonalTexts("delegations", "delegator_id", ("reason",)),
    PersonalTexts("inspection_cases", "employee_id", ("legal_basis",)),
    PersonalTexts("data_requests", "employee_id", ("statement", "decision")),
    PersonalTexts("legal_holds", "employee_id", ("legal_basis",)),
)
EMPLOYEE_TEXTS: Final = ("name", "nip", "nrk")
#: Tables whose rows about the person go as a whole, by the column that names the person.
ERASED_ROWS: Final[Mapping[str, str]] = {"audit_reasons": "person_id"}

_WORD: Final = "a word of a vocabulary"
_CODE: Final = "a code or name of the agency's own, about no person"
_HASH: Final = "a hash of what tells nobody's name"
_OFFICE: Final = "a statement about the agency's rules, in office"
#: Texts that stay, and why.
KEPT_TEXTS: Final[Mapping[str, str]] = {
    "access_events.field_classes": _WORD,
    "access_events.purpose": "why somebody read; the record of processing (UU 27/2022 Pasal 31)",
    "access_events.reach": _WORD,
    "access_events.resources": _WORD,
    "access_events.roles": _WORD,
    "access_events.rules": _WORD,
    "access_events.subject_kind": _WORD,
    "appraisals.behaviour_rating": _WORD,
    "appraisals.decided_work_rating": _WORD,
    "appraisals.numeric_grade": _WORD,
    "appraisals.official_grade": _WORD,
    "appraisals.position_class": _WORD,
    "appraisals.result_hash": _HASH,
    "appraisals.state": _WORD,
    "appraisals.suggested_work_rating": _WORD,
    "appraisals.unit_path": _CODE,
    "assignments.kind": _WORD,
    "audit_events.action": _WORD,
    "audit_events.after": "names of fields, words, numbers and ids, by rule",
    "audit_events.before": "names of fields, words, numbers and ids, by rule",
    "audit_events.object_type": _WORD,
    "audit_events.reason": "of an event about a person only a salted hash, else about no person",
    "behaviour_expectations.value": _WORD,
    "complaint_metrics.unit_path": _CODE,
    "complaint_steps.state": _WORD,
    "complaints.category": "what citizens' complaints are about, about no employee",
    "complaints.channel": _WORD,
    "complaints.reference": "the number of a citizen's complaint in its own system",
    "complaints.state": _WORD,
    "complaints.unit_path": _CODE,
    "components.category": _WORD,
    "components.code": _CODE,
    "components.name_en": _CODE,
    "components.name_id": _CODE,
    "components.version_status": _WORD,
    "cycles.code": _CODE,
    "cycles.distribution_mode": _WORD,
    "cycles.kind": _WORD,
    "cycles.name": _CODE,
    "cycles.state": _WORD,
    "data_requests.kind": _WORD,
    "data_requests.state": _WORD,
    "data_sharing_grants.legal_basis": _OFFICE,
    "data_sharing_grants.purpose": _OFFICE,
    "data_sharing_grants.scopes": _WORD,
    "employees.employment": _WORD,
    "employees.state": _WORD,
    "development_actions.state": _WORD,
    "feedback.kind": _WORD,
    "feedback.visibility": _WORD,
    "framework_versions.applies_to": _WORD,
    "framework_versions.content_hash": _HASH,
    "framework_versions.legal_basis": _OFFICE,
    "framework_versions.scheme": _WORD,
    "framework_versions.status": _WORD,
    "frameworks.code": _CODE,
    "frameworks.name": _CODE,
    "indicators.applies_to": _WORD,
    "indicators.code": _CODE,
    "indicators.definition": _CODE,
    "indicators.direction": _WORD,
    "indicators.na_policy": _WORD,
    "indicators.name_en": _CODE,
    "indicators.name_id": _CODE,
    "indicators.source": _WORD,
    "indicators.unit": _WORD,
    "indicators.version_status": _WORD,
    "node_results.node_kind": _WORD,
    "objections.state": _WORD,
    "org_units.code": _CODE,
    "org_units.level": _WORD,
    "org_units.name": _CODE,
    "org_performances.basis": _OFFICE,
    "org_performances.rating": _WORD,
    "org_performances.unit_path": _CODE,
    "org_units.path": _CODE,
    "outbox_events.payload": "words and ids, by rule",
    "outbox_events.topic": _WORD,
    "performance_plans.position_class": _WORD,
    "performance_plans.state": _WORD,
    "performance_plans.unit_path": _CODE,
    "policy_roles.description": _OFFICE,
    "policy_roles.inherits": _WORD,
    "policy_roles.name": _CODE,
    "policy_rules.action": _WORD,
    "policy_rules.field_classes": _WORD,
    "policy_rules.name": _CODE,
    "policy_rules.relation": _WORD,
    "policy_rules.resource": _WORD,
    "policy_rules.role": _CODE,
    "policy_rules.states": _WORD,
    "policy_suspensions.rule_name": _CODE,
    "policy_versions.content_hash": _HASH,
    "policy_versions.decision_reason": _OFFICE,
    "policy_versions.note": _OFFICE,
    "policy_versions.status": _WORD,
    "positions.code": _CODE,
    "positions.name": _CODE,
    "positions.position_class": _WORD,
    "report_cells.category": _WORD,
    "report_cells.cycle_kind": _WORD,
    "report_cells.grade": _WORD,
    "reporting_lines.kind": _WORD,
    "role_assignments.role": _CODE,
    "scores.source": _WORD,
    "survey_element_results.code": _CODE,
    "survey_elements.code": _CODE,
    "survey_elements.question_en": _OFFICE,
    "survey_elements.question_id": _OFFICE,
    "survey_links.channel": _WORD,
    "survey_responses.channel": _WORD,
    "survey_responses.sheet": "the number of a sheet of paper, which names nobody",
    "survey_results.band": _WORD,
    "survey_results.kind": _WORD,
    "survey_results.ruleset": _WORD,
    "survey_results.unit_path": _CODE,
    "survey_results.weight_mode": _WORD,
    "surveys.code": _CODE,
    "surveys.kind": _WORD,
    "surveys.ruleset": _WORD,
    "surveys.service": _CODE,
    "surveys.state": _WORD,
    "surveys.title": _CODE,
    "surveys.unit_path": _CODE,
    "surveys.weight_mode": _WORD,
    "work_results.kind": _WORD,
    "work_results.perspective": _WORD,
    "work_results.unit": "a unit of measure",
}
