"""Bad input of every kind that access control knows: a code, nothing changed, an event to find.

All is tried in one full agency, whose rows are compared before and after, table by table.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.http import api_tokens
from kinerja.http.api_tokens import digest, new_api_token
from kinerja.kit.clock import now, today
from kinerja.kit.ids import new_id
from tenants.models import APIToken, AuditEvent
from tenants.security_events import SecurityEvent
from tenants.session import tenant_session
from tests.support.clients import Answer, Client, running_client
from tests.support.database import DISHUB, DUKCAPIL, Database, Server, cloned_database
from tests.support.identity_provider import IdentityProvider, identity_provider
from tests.support.isolation.canaries import dump
from tests.support.isolation.full_agency import FullAgency, make_full_agency
from tests.support.isolation.targets import Targets, targets_of
from tests.support.organisation_factories import make_reporting_line, make_staff, make_unit
from tests.support.policy_office import PROPOSE, content, role, rule

SIMULATE = """
query ($change: PolicyChangeInput!) {
  simulatePolicy(agencyCode: "DISHUB", change: $change) { peopleAffected }
}
"""
GRANT = """
mutation ($input: GrantRoleInput!) { grantRole(input: $input) { errors { code message } } }
"""
DELEGATE = """
mutation ($input: DelegateRatingInput!) {
  delegateRating(input: $input) { errors { code message } }
}
"""
READ = '{ agency(code: "DISHUB") { employees { totalCount } } }'
STATUS = {"fieldClasses": ["PUBLIC"]}
#: Sets of policies that are refused, by the code of the refusal.
SETS: Mapping[str, dict[str, Any]] = {
    "UNKNOWN_ROLE": content(rules=[rule("r1", "nobody", "APPRAISAL.VIEW", "STAFF", **STATUS)]),
    "UNKNOWN_RELATION": content(
        rules=[rule("r1", "employee", "APPRAISAL.VIEW", "FRIEND", **STATUS)]
    ),
    "UNKNOWN_RESOURCE": content(rules=[rule("r1", "employee", "SALARY.VIEW", "STAFF", **STATUS)]),
    "UNKNOWN_ACTION": content(
        rules=[rule("r1", "employee", "APPRAISAL.DELETE", "STAFF", **STATUS)]
    ),
    "BEYOND_GUARDRAILS": content(
        rules=[rule("r1", "employee", "APPRAISAL.VIEW", "STAFF", fieldClasses=["PERSONAL"])]
    ),
    "ROLE_CIRCLE": content(roles=[role("chicken", "egg"), role("egg", "chicken")]),
    "NOT_SUSPENDABLE": content(suspensions=["nobody-scores-himself"]),
}
#: Tokens that are refused: the code that the caller gets, and the reason that is counted.
TOKENS: Mapping[str, tuple[str, str]] = {
    "an expired token of a person": ("EXPIRED_TOKEN", "EXPIRED_TOKEN"),
    "a mangled token of a person": ("INVALID_TOKEN", "BAD_SIGNATURE"),
    "a token that is none": ("INVALID_TOKEN", "MALFORMED_TOKEN"),
    "a token of another provider": ("INVALID_TOKEN", "UNKNOWN_KEY"),
    "an expired token of a client": ("EXPIRED_TOKEN", "EXPIRED_TOKEN"),
    "a revoked token of a client": ("REVOKED_TOKEN", "REVOKED_TOKEN"),
    "a mangled token of a client": ("INVALID_TOKEN", "UNKNOWN_TOKEN"),
    "a token of a client for another agency": ("FOREIGN_TOKEN", "FOREIGN_TOKEN"),
}
#: Those of clients that are known: their agency finds the refusal in its audit trail.
TOLD = {
    "an expired token of a client",
    "a revoked token of a client",
    "a token of a client for another agency",
}


@dataclass
class Tried:
    """What came of one bad input."""

    codes: list[str]
    changed: set[str]
    actions: list[str]
    refusals: dict[str, int] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Bench:
    """A full agency, and the service over it."""

    client: Client
    agency: FullAgency
    targets: Targets

    def person(self, name: str) -> Client:
        english = self.client.with_headers(accept_language="en")
        return english.as_(self.agency.people[name], agency="DISHUB")

    async def try_(self, asking: Any) -> Tried:
        """Send a bad input, and compare."""
        database = self.client.database
        await self.client.app.state.refusals.flush()
        before, deeds = await _rows(database), await _deeds(database)
        counted = await _refusals(database)
        answer: Answer = await asking
        assert await self.client.app.state.refusals.flush()
        after, later = await _rows(database), await _deeds(database)
        found = _told(answer)
        return Tried(
            [one["code"] for one in found],
            {name for name in before if before[name] != after[name]},
            later[len(deeds) :],
            {
                kind: count - counted.get(kind, 0)
                for kind, count in (await _refusals(database)).items()
                if count != counted.get(kind)
            },
            [one["message"] for one in found],
        )


async def _rows(database: Database) -> dict[str, list[str]]:
    """Return all rows of both agencies, by table."""
    ours, theirs = await dump(database, DISHUB), await dump(database, DUKCAPIL)
    return {name: rows + theirs[name] for name, rows in ours.items()}


async def _deeds(database: Database) -> list[str]:
    found = []
    for agency_id in (DISHUB, DUKCAPIL):
        async with tenant_session(database.owner, agency_id) as session:
            statement = select(AuditEvent.id, AuditEvent.action)
            rows = await session.execute(statement.where(AuditEvent.agency_id == agency_id))
            found += [(row.id, row.action) for row in rows]
    return [action for _, action in sorted(found)]


async def _refusals(database: Database) -> dict[str, int]:
    async with AsyncSession(database.owner) as session:
        rows = await session.scalars(select(SecurityEvent))
        counts: dict[str, int] = {}
        for one in rows:
            counts[one.kind] = counts.get(one.kind, 0) + one.count
        return counts


def _told(answer: Answer) -> list[dict[str, Any]]:
    """Return what is told of the failure: errors of the request, or of the payload."""
    whole = [
        {"code": one["extensions"]["code"], "message": one["message"]} for one in answer.errors
    ]
    payloads = (one for one in (answer.data or {}).values() if one and "errors" in one)
    return whole + [one for payload in payloads for one in payload["errors"]]


@pytest.fixture(scope="module")
def tried(server: Server, template: str, provider: IdentityProvider) -> Mapping[str, Tried]:
    """Try every bad input once for all tests of this module."""

    async def ask() -> dict[str, Tried]:
        async with cloned_database(server, template) as database:
            agency = await make_full_agency(database, DISHUB, code="DISHUB", word="xka")
            targets = await targets_of(database, DISHUB, "DISHUB")
            async with running_client(database, provider, audit_seal_seconds=0) as client:
                return await _try_all(Bench(client, agency, targets))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api_tokens, "REMEMBERED", 0.0)
        return asyncio.run(ask())


async def _try_all(bench: Bench) -> dict[str, Tried]:
    tried = {}
    in_force = bench.targets.gid("PolicyVersion", bench.targets.key("PolicyVersion", "IN_FORCE"))
    for code, change in SETS.items():
        given = {"agencyCode": "DISHUB", "change": change, "note": "Uji.", "basedOnId": in_force}
        officer = bench.person("officer")
        tried[f"propose {code}"] = await bench.try_(officer.query(PROPOSE, {"input": given}))
        tried[f"simulate {code}"] = await bench.try_(officer.query(SIMULATE, {"change": change}))
    tried["a role that nobody knows"] = await bench.try_(_grant(bench))
    rater = await _rater_for_ten_days(bench)
    tried["a delegation longer than the own right"] = await bench.try_(_delegate(bench, rater))
    for name, token in (await _tokens(bench)).items():
        tried[name] = await bench.try_(bench.client.with_token(token).query(READ))
    return tried


async def _grant(bench: Bench) -> Answer:
    person = bench.targets.gid("Employee", bench.agency.people["plain"])
    given = {"employeeId": person, "role": "raja", "periodStart": today().isoformat()}
    return await bench.person("head").query(GRANT, {"input": given})


async def _rater_for_ten_days(bench: Bench) -> UUID:
    """Write a rater whose only line ends in ten days; return the id."""
    days = Range(today(), today() + timedelta(days=11))
    async with tenant_session(bench.client.database.owner, DISHUB) as session:
        root = await make_unit(session, DISHUB)
        newcomer = await make_staff(session, DISHUB, unit=root)
        rater = await make_staff(session, DISHUB, unit=root)
        await make_reporting_line(session, DISHUB, ratee=newcomer, rater=rater, valid=days)
    return rater.id


async def _delegate(bench: Bench, rater: UUID) -> Answer:
    """Let somebody pass on for eleven days what ends after ten."""
    given = {
        "delegateId": bench.targets.gid("Employee", bench.agency.people["plain"]),
        "periodStart": today().isoformat(),
        "periodEnd": (today() + timedelta(days=11)).isoformat(),
        "reason": "Dinas luar",
    }
    asking = bench.client.as_(rater, agency="DISHUB")
    return await asking.query(DELEGATE, {"input": given})


async def _tokens(bench: Bench) -> dict[str, str]:
    client, provider = bench.client, bench.client.provider
    good = provider.token(bench.agency.people["head"], agency="DISHUB")
    with identity_provider() as other:
        strange = other.token(bench.agency.people["head"], agency="DISHUB")
    return {
        "an expired token of a person": provider.token(
            bench.agency.people["head"], agency="DISHUB", lifetime=timedelta(minutes=-30)
        ),
        "a mangled token of a person": good[:-8] + ("A" * 8),
        "a token that is none": "bukan.token",
        "a token of another provider": strange,
        "an expired token of a client": await _changed(
            client, created_at=now() - timedelta(days=2), expires_at=now() - timedelta(days=1)
        ),
        "a revoked token of a client": await _changed(client, revoked_at=now()),
        "a mangled token of a client": new_api_token("live"),
        "a token of a client for another agency": await client.api_token(
            "employee:view", agency_id=DUKCAPIL, shared=False
        ),
    }


async def _changed(client: Client, **changes: Any) -> str:
    """Return a token of a client of the agency, with columns as time and people would set them."""
    token = await client.api_token("employee:view", agency_id=DISHUB, name=f"Alat {new_id()}")
    async with client.database.owner.begin() as connection:
        mine = APIToken.token_hash == digest(token)
        await connection.execute(update(APIToken).where(mine).values(**changes))
    return token


@pytest.mark.parametrize("code", SETS)
def test_a_set_of_policies_that_is_wrong_changes_nothing_and_is_remembered(
    tried: Mapping[str, Tried], code: str
) -> None:
    found = tried[f"propose {code}"]

    assert code in found.codes
    assert all(found.messages)
    assert found.changed <= {"audit_events", "outbox_events", "audit_reasons"}
    assert found.actions == ["policy.refused"]


@pytest.mark.parametrize("code", SETS)
def test_a_set_of_policies_that_is_wrong_is_not_simulated(
    tried: Mapping[str, Tried], code: str
) -> None:
    found = tried[f"simulate {code}"]

    assert code in found.codes
    assert (found.changed, found.actions) == (set(), [])


def test_a_role_that_nobody_knows_is_not_given(tried: Mapping[str, Tried]) -> None:
    found = tried["a role that nobody knows"]

    assert found.codes == ["UNKNOWN_ROLE"]
    assert found.changed <= {"audit_events", "outbox_events", "audit_reasons"}
    assert found.actions == ["role.refused"]


def test_nobody_passes_on_a_right_for_longer_than_it_lasts(tried: Mapping[str, Tried]) -> None:
    found = tried["a delegation longer than the own right"]

    assert found.codes == ["DELEGATION_TOO_LONG"]
    assert found.changed <= {"audit_events", "outbox_events", "audit_reasons"}
    assert found.actions == ["delegation.refused"]


@pytest.mark.parametrize("name", TOKENS)
def test_a_token_that_is_wrong_reads_nothing_and_is_counted(
    tried: Mapping[str, Tried], name: str
) -> None:
    code, reason = TOKENS[name]
    found = tried[name]

    assert found.codes == [code]
    assert found.refusals == {reason: 1}
    assert found.changed == ({"audit_events", "outbox_events"} if name in TOLD else set())
    assert found.actions == (["token.refused"] if name in TOLD else [])
