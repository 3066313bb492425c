"""Which policies a tenant-owned table carries: what start-up and the tests compare with.

Migrations emit the policies from `migrations.tenant_tables`, a copy of its own that does not move
when this module does; a difference between the two stops the service from starting.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

OWNER: Final = "kinerja_owner"
APPLICATION: Final = "kinerja_app"
REPORTER: Final = "kinerja_reporter"
SEALER: Final = "kinerja_sealer"

#: As PostgreSQL prints the expression back.
OF_THIS_AGENCY: Final = (
    "(agency_id = (NULLIF(current_setting('kinerja.agency_id'::text, true), ''::text))::integer)"
)


@dataclass(frozen=True, order=True)
class RowPolicy:
    """One policy as the database shows it: `using` and `check` are '' where there is none."""

    table: str
    name: str
    command: str
    role: str
    using: str
    check: str
    is_permissive: bool = True


@dataclass(frozen=True)
class Rules:
    """What the application role may do with a table's rows, besides reading its agency's.

    `is_moved`: a function changes the column that `open_while` looks at. `open_parent`: what must
    be true of the row that a new one belongs to; not on Citus, which takes no subquery there.
    `new` and `changed`: what must be true of a row when it is added, and after a change.
    """

    commands: frozenset[str]
    open_while: str | None
    open_parent: str | None
    is_reported: bool
    is_moved: bool
    new: str | None
    changed: str | None


def _may(
    *commands: str,
    open_while: str | None = None,
    open_parent: str | None = None,
    is_reported: bool = False,
    is_moved: bool = False,
    new: str | None = None,
    changed: str | None = None,
) -> Rules:
    return Rules(frozenset(commands), open_while, open_parent, is_reported, is_moved, new, changed)


def _open_parent(parent: str, column: str, is_open: str) -> str:
    """Return the condition as PostgreSQL prints it back, line breaks and all."""
    return (
        f"(EXISTS ( SELECT 1\n   FROM {parent} parent\n  WHERE ((parent.agency_id = {{table}}"  # noqa: S608 - compared, never run.
        f".agency_id) AND (parent.id = {{table}}.{column}) AND (parent.{is_open}))))"
    )


_DRAFT = "(status = 'DRAFT'::text)"
_DRAFT_VERSION = "(version_status = 'DRAFT'::text)"

_IN_TRANSITION = "(current_setting('kinerja.transition'::text, true) = 'on'::text)"
_OF_OPEN_APPRAISAL = _open_parent("appraisals", "appraisal_id", "state <> 'FINAL'::text")
_OF_OPEN_CYCLE = _open_parent(
    "cycles",
    "cycle_id",
    "state <> ALL (ARRAY['FINALISED'::text, 'ARCHIVED'::text, 'CANCELLED'::text])",
)
_OPEN_CYCLE = "(state <> ALL (ARRAY['FINALISED'::text, 'ARCHIVED'::text, 'CANCELLED'::text]))"
_OF_DRAFT_SURVEY = _open_parent("surveys", "survey_id", "state = 'DRAFT'::text")
_OF_OPEN_SURVEY = _open_parent("surveys", "survey_id", "state = 'OPEN'::text")
_OF_UNCLOSED_SURVEY = _open_parent("surveys", "survey_id", "state <> 'CLOSED'::text")
_OF_DRAFT_PLAN = _open_parent("performance_plans", "plan_id", "state = 'DRAFT'::text")
_OF_PROPOSED_VERSION = _open_parent("policy_versions", "version_id", "status = 'PROPOSED'::text")
_GIVEN_BY_AN_AGENCY = (
    "(role <> ALL (ARRAY['authenticated'::text, 'employee'::text, 'api_client'::text,"
    " 'province_hr'::text, 'inspectorate'::text, 'survey_owner'::text, 'operator'::text]))"
)

#: A moment that is neither backdated nor put into the future; clocks of nodes differ a little.
_JUST_NOW = (
    "((occurred_at >= (statement_timestamp() - '00:01:00'::interval))"
    " AND (occurred_at <= (clock_timestamp() + '00:01:00'::interval)))"
)

#: What seals the audit trail: the application only reads it.
CHAIN: Final = ("audit_chain", "audit_seals")

#: Every tenant-owned table of this release.
TABLES: Final[Mapping[str, Rules]] = {
    "access_events": _may("INSERT", new=_JUST_NOW),
    "appraisals": _may("INSERT", "UPDATE", open_while="(state <> 'FINAL'::text)"),
    "assignments": _may("INSERT", "UPDATE"),
    "audit_chain": _may(),
    "audit_events": _may("INSERT", new=_JUST_NOW),
    "audit_reasons": _may("INSERT"),
    "audit_seals": _may(),
    "components": _may("INSERT", "UPDATE", "DELETE", open_while=_DRAFT_VERSION, is_moved=True),
    "behaviour_expectations": _may("INSERT", open_parent=_OF_DRAFT_PLAN),
    "complaint_metrics": _may("INSERT"),
    "complaint_steps": _may("INSERT"),
    "complaints": _may("INSERT", "UPDATE"),
    "cycles": _may("INSERT", "UPDATE", open_while=_OPEN_CYCLE),
    "data_requests": _may(
        "INSERT",
        "UPDATE",
        open_while="(state = 'FILED'::text)",
        changed="(state <> 'FILED'::text)",
    ),
    "data_sharing_grants": _may("INSERT", "UPDATE", open_while="(revoked_at IS NULL)"),
    "delegations": _may("INSERT", "UPDATE"),
    "development_actions": _may(
        "INSERT",
        "UPDATE",
        open_while="(state = ANY (ARRAY['PLANNED'::text, 'IN_PROGRESS'::text]))",
    ),
    "employees": _may("INSERT", "UPDATE", open_while="(erased_at IS NULL)"),
    "feedback": _may("INSERT"),
    "framework_versions": _may("INSERT", "UPDATE", "DELETE", open_while=_DRAFT, is_moved=True),
    "frameworks": _may("INSERT", "UPDATE"),
    "indicators": _may("INSERT", "UPDATE", "DELETE", open_while=_DRAFT_VERSION, is_moved=True),
    "inspection_cases": _may("INSERT", "UPDATE"),
    "legal_holds": _may("INSERT", "UPDATE", open_while="(lifted_at IS NULL)"),
    "node_results": _may("INSERT", open_parent=_OF_OPEN_APPRAISAL),
    "objections": _may(
        "INSERT",
        "UPDATE",
        open_while="(state = ANY (ARRAY['FILED'::text, 'UNDER_EXAMINATION'::text]))",
    ),
    "org_performances": _may("INSERT"),
    "org_units": _may("INSERT", "UPDATE"),
    "outbox_events": _may("INSERT"),
    "performance_plans": _may("INSERT", "UPDATE", open_while="(state <> 'AGREED'::text)"),
    "policy_roles": _may("INSERT", open_parent=_OF_PROPOSED_VERSION),
    "policy_rules": _may("INSERT", open_parent=_OF_PROPOSED_VERSION),
    "policy_suspensions": _may("INSERT", open_parent=_OF_PROPOSED_VERSION),
    "policy_versions": _may(
        "INSERT",
        "UPDATE",
        open_while="(status = ANY (ARRAY['PROPOSED'::text, 'IN_FORCE'::text]))",
        new="(status = 'PROPOSED'::text)",
        changed="(status <> 'PROPOSED'::text)",
    ),
    "positions": _may("INSERT", "UPDATE"),
    "report_cells": _may("INSERT", open_parent=_OF_OPEN_CYCLE, is_reported=True),
    "reporting_lines": _may("INSERT", "UPDATE"),
    "role_assignments": _may("INSERT", "UPDATE", new=_GIVEN_BY_AN_AGENCY),
    "scores": _may("INSERT", open_parent=_OF_OPEN_APPRAISAL),
    "survey_answers": _may("INSERT", open_parent=_OF_OPEN_SURVEY),
    "survey_element_results": _may("INSERT", open_parent=_OF_OPEN_SURVEY),
    "survey_elements": _may("INSERT", open_parent=_OF_DRAFT_SURVEY),
    "survey_links": _may("INSERT", "UPDATE", open_parent=_OF_UNCLOSED_SURVEY),
    "survey_marks": _may("INSERT", open_parent=_OF_OPEN_SURVEY),
    "survey_responses": _may("INSERT", open_parent=_OF_OPEN_SURVEY),
    "survey_results": _may("INSERT", open_parent=_OF_OPEN_SURVEY),
    "surveys": _may("INSERT", "UPDATE", open_while="(state <> 'CLOSED'::text)"),
    "work_results": _may("INSERT", open_parent=_OF_DRAFT_PLAN),
}


def expected_policies(table: str, *, on_citus: bool = False) -> Iterator[RowPolicy]:
    """Yield all policies that a table carries: one permissive policy a role and command."""
    rules = TABLES[table]
    ours = OF_THIS_AGENCY
    open_ = _and(ours, rules.open_while)
    yield RowPolicy(table, f"{table}_owner", "ALL", OWNER, ours, ours)
    yield RowPolicy(table, f"{table}_select", "SELECT", APPLICATION, ours, "")
    yield from _of_the_sealer(table)
    if "INSERT" in rules.commands:
        check = _and(ours, rules.new or rules.open_while)
        if rules.open_parent and not on_citus:
            check = f"({check} AND {rules.open_parent.format(table=table)})"
        yield RowPolicy(table, f"{table}_insert", "INSERT", APPLICATION, "", check)
    if "UPDATE" in rules.commands and rules.is_moved and on_citus:
        moving = f"({ours} AND ({rules.open_while} OR {_IN_TRANSITION}))"
        yield RowPolicy(table, f"{table}_update", "UPDATE", APPLICATION, moving, moving)
    elif "UPDATE" in rules.commands:
        yield RowPolicy(
            table, f"{table}_update", "UPDATE", APPLICATION, open_, _and(ours, rules.changed)
        )
    if "DELETE" in rules.commands:
        yield RowPolicy(table, f"{table}_delete", "DELETE", APPLICATION, open_, "")
    if rules.is_reported:
        yield RowPolicy(table, f"{table}_report", "SELECT", REPORTER, "true", "")


def _of_the_sealer(table: str) -> Iterator[RowPolicy]:
    """Yield the policies of the role that alone appends to the chain over the audit trail."""
    if table in {"audit_events", *CHAIN}:
        name = f"{table}_sealer_select"
        yield RowPolicy(table, name, "SELECT", SEALER, OF_THIS_AGENCY, "")
    if table in CHAIN:
        name = f"{table}_sealer_insert"
        yield RowPolicy(table, name, "INSERT", SEALER, "", OF_THIS_AGENCY)


def _and(left: str, right: str | None) -> str:
    return f"({left} AND {right})" if right else left
