"""Deciding at the same time, on several services, and under guardrails that became narrower."""

import asyncio
import time

from sqlalchemy import insert, true

from kinerja.domains.policies.content import rule_columns
from kinerja.domains.policies.repository import PolicyRepository, Proposal
from kinerja.kit.ids import GlobalId
from policies.agency import AgencyPolicies, OwnRule
from tenants.policy_models import AgencyPolicyRule
from tenants.session import tenant_session
from tests.support.clients import Client, running_client
from tests.support.database import DISHUB
from tests.support.identity_provider import IdentityProvider
from tests.support.policy_office import SOUND, PolicyOffice, content, version_gid

#: How long another service may take to hear of it; the promise is two seconds.
DEADLINE_SECONDS = 10


async def test_of_several_who_approve_at_once_one_wins(office: PolicyOffice) -> None:
    others = [
        content(suspensions=[name])
        for name in ("officer-sees-units", "staff-see-colleagues", "officer-sees-cycles")
    ]
    waiting = [(await office.propose(change))["version"]["id"] for change in (SOUND, *others)]
    twice = [*waiting, *waiting]

    answers = await asyncio.gather(
        *(office.take("approvePolicies", version_id, by=office.head) for version_id in twice)
    )

    won = [answer for answer in answers if not answer["errors"]]
    lost = [answer["errors"][0]["code"] for answer in answers if answer["errors"]]
    assert len(won) == 1
    assert set(lost) <= {"STALE_VERSION", "STATE_CONFLICT"}
    assert (await office.in_force())["id"] == won[0]["version"]["id"]
    approvals = await office.deeds("policy.approved")
    refusals = await office.deeds("policy.refused")
    assert (len(approvals), len(refusals)) == (1, len(twice) - 1)


async def test_of_several_who_propose_at_once_all_get_a_number(office: PolicyOffice) -> None:
    changes = [
        content(suspensions=[name])
        for name in ("officer-sees-units", "staff-see-colleagues", "officer-sees-cycles")
    ]

    payloads = await asyncio.gather(*(office.propose(change) for change in changes))

    assert sorted(payload["version"]["number"] for payload in payloads) == [1, 2, 3]


async def test_another_service_decides_by_what_was_approved_here(
    office: PolicyOffice, provider: IdentityProvider
) -> None:
    units = '{ agency(code: "DISHUB") { orgUnits { totalCount } } }'
    async with running_client(office.client.database, provider) as elsewhere:
        asking = elsewhere.as_(office.agency.ratee.id, agency="DISHUB")
        assert (await asking.query(units)).data["agency"]["orgUnits"]["totalCount"] == 5

        version = (await office.propose(SOUND))["version"]["id"]
        await office.take("approvePolicies", version, by=office.head)

        assert await _counts_until(asking, units, 0)


async def _counts_until(asking: Client, document: str, expected: int) -> bool:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        answer = await asking.query(document)
        if answer.data["agency"]["orgUnits"]["totalCount"] == expected:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_guardrails_that_became_narrower_hold_at_the_approval(office: PolicyOffice) -> None:
    """Such a proposal was sound when it was made; here it is written past the check."""
    wide = OwnRule("wide", "employee", "appraisal", "view", "staff")
    version_id = await _written(office, AgencyPolicies(DISHUB, rows=(wide,)))

    refused = await office.take("approvePolicies", version_id, by=office.head)

    assert [one["code"] for one in refused["errors"]] == ["BEYOND_GUARDRAILS"]
    assert await office.in_force() is None
    [(_, _, after)] = await office.deeds("policy.refused")
    assert after == {"step": "approve", "codes": ["BEYOND_GUARDRAILS"]}


async def test_what_was_changed_after_it_was_proposed_is_not_approved(
    office: PolicyOffice,
) -> None:
    """The database lets nobody add to it; if somebody could, the hash would tell."""
    version = (await office.propose(SOUND))["version"]["id"]
    added = OwnRule("added", "employee", "cycle", "view", "staff", None, frozenset({"public"}))
    async with tenant_session(office.client.database.owner, DISHUB) as session:
        key = {"agency_id": DISHUB, "version_id": GlobalId.parse(version).key}
        await session.execute(insert(AgencyPolicyRule).values(**key, **rule_columns(added)))

    refused = await office.take("approvePolicies", version, by=office.head)

    assert [one["code"] for one in refused["errors"]] == ["CONCURRENT_CHANGE"]
    assert await office.in_force() is None


async def _written(office: PolicyOffice, policies: AgencyPolicies) -> str:
    proposer = office.officer_id
    proposal = Proposal(policies=policies, note="Uji.", based_on_id=None, proposed_by=proposer)
    async with tenant_session(office.client.database.application, DISHUB) as session:
        key = await PolicyRepository(session, DISHUB).add(proposal, allowed=true())
    assert key is not None
    return version_gid(key)
