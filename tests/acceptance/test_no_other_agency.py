"""Nobody learns anything of another agency: everything that can be asked, asked by everybody.

All requests are made from the schema, so that a new field, filter or mutation cannot be forgotten.
Each is sent to two services whose databases differ in the rows of one agency alone: whoever could
tell them apart has learned something of it, be it a text, a count or the kind of an error.
"""

import asyncio
from dataclasses import dataclass

import pytest

from policies.permissions import Role
from tests.support.database import Server
from tests.support.identity_provider import IdentityProvider
from tests.support.isolation.canaries import dump, marked_columns, owned_tables
from tests.support.isolation.columns import columns_allowed, shown_columns
from tests.support.isolation.documents import all_fields
from tests.support.isolation.gathering import THOROUGH, Findings, gather
from tests.support.isolation.worlds import PROVINCE, two_worlds

#: What an agency keeps of others who ask for something of it: that they read its basic facts, and
#: that they were refused.
NOTED = {
    ("access_events", "['agency']"),
    *(
        (table, f"{noun}.refused")
        for table in ("audit_events", "outbox_events")
        for noun in ("delegation", "policy", "role", "token")
    ),
}
#: What the inspectorate does in an agency: it opens and closes cases.
INSPECTED = {
    ("inspection_cases", "None"),
    *(
        (table, deed)
        for table in ("audit_events", "outbox_events")
        for deed in ("inspection_case.opened", "inspection_case.closed")
    ),
}


@dataclass(frozen=True)
class Gathered:
    """What came of it, and what there was to find."""

    findings: Findings
    rows: dict[str, list[str]]
    words: frozenset[str]
    personas: frozenset[str]


@pytest.fixture(scope="module")
def gathered(server: Server, template: str, provider: IdentityProvider) -> Gathered:
    """Ask everything once for all tests of this module."""

    async def ask() -> Gathered:
        async with two_worlds(server, template, provider) as worlds:
            rows = await dump(worlds.full.database, worlds.theirs.id)
            return Gathered(
                await gather(worlds),
                rows,
                frozenset(worlds.secrets.texts.values()),
                frozenset(name for name, _ in worlds.personas(worlds.ours)),
            )

    return asyncio.run(ask())


def test_every_field_and_every_mutation_is_asked_for(gathered: Gathered) -> None:
    assert all_fields() - gathered.findings.asked == set()
    assert gathered.findings.asked - all_fields() == set()


def test_everybody_asks(gathered: Gathered) -> None:
    assert gathered.personas | {"nobody"} > THOROUGH
    assert len(gathered.personas) >= 15
    assert gathered.findings.evidence.requests > 3000
    assert gathered.findings.evidence.malformed == []


def test_the_other_agency_has_rows_in_every_table_and_a_word_in_every_text(
    gathered: Gathered,
) -> None:
    assert [name for name, rows in gathered.rows.items() if not rows] == []
    texts = {
        f"{table.name}.{one.name}" for table in owned_tables() for one in marked_columns(table)
    }
    assert texts - gathered.words == set()


def test_its_own_people_see_all_of_it_that_can_be_shown(gathered: Gathered) -> None:
    shown = {column for column, _, _ in shown_columns()} & gathered.words

    assert shown - gathered.findings.own_seen == set()
    assert len(shown) > 50


def test_its_own_people_can_make_the_changes_that_others_are_refused(gathered: Gathered) -> None:
    assert len(gathered.findings.own_made) > 25, sorted(gathered.findings.own_made)


def test_nobody_is_told_anything_of_another_agency(gathered: Gathered) -> None:
    assert gathered.findings.evidence.leaks == []


def test_no_answer_depends_on_what_another_agency_has(gathered: Gathered) -> None:
    assert gathered.findings.evidence.differences == []


def test_no_change_is_made_that_names_anything_of_another_agency(gathered: Gathered) -> None:
    assert gathered.findings.evidence.accepted == []


def test_nothing_of_another_agency_is_changed(gathered: Gathered) -> None:
    assert gathered.findings.changed == set()


def test_of_those_who_tried_another_agency_learns(gathered: Gathered) -> None:
    assert gathered.findings.added == NOTED


def test_nothing_of_another_agency_is_in_logs_spans_or_metrics(gathered: Gathered) -> None:
    assert gathered.findings.spans > 3000
    assert gathered.findings.logged == set()


@pytest.mark.parametrize("role", PROVINCE)
def test_who_stands_above_agencies_sees_what_the_matrix_says_and_changes_nothing(
    gathered: Gathered, role: Role
) -> None:
    found = gathered.findings

    assert found.province_seen[role] - columns_allowed(role) == set()
    assert found.province_seen[role]
    is_inspector = role is Role.INSPECTORATE
    changed, added = found.province_changed[role], found.province_added[role]
    if role is Role.SURVEY_OWNER:  # It prepares the surveys of agencies, and touches nothing else.
        changed = {table for table in changed if not table.startswith("survey")}
        added = {one for one in added if not _is_about_surveys(*one)}
    assert changed == ({"inspection_cases"} if is_inspector else set())
    new = {one for one in added if one[0] != "access_events"}
    assert new - NOTED == (INSPECTED if is_inspector else set())


def _is_about_surveys(table: str, deed: str) -> bool:
    is_told = table in {"audit_events", "outbox_events"}
    return table.startswith("survey") or (is_told and deed.startswith("survey."))
