"""What thousands of policies and role assignments change about one request."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import asyncpg
import orjson

from benchmarks.measuring import measure
from benchmarks.policy_cost import NESTED
from benchmarks.reasons import in_agency, reasons
from benchmarks.results import Goal, judge, section
from benchmarks.service import Service, service
from benchmarks.world import World
from graphql_schema.schema import create_schema
from kinerja.kit.ids import AgencyId
from policies.agency import AgencyPolicies, OwnRole, OwnRule
from policies.engine import PolicyEngine
from tenants.session import set_agency

TITLE = "Thousands of policies and role assignments"
ALONE, ELSEWHERE, HERE = "baseline alone", "10,000 policies elsewhere", "10,000 policies here"
POLICIES, ASSIGNMENTS, AGENCIES = 10_000, 100_000, 500
#: Enough of the own roles are held to matter: their rules come into the filter.
HELD = 5

_ASSIGN = """
INSERT INTO role_assignments (agency_id, id, subject_id, role, valid)
SELECT $1, gen_random_uuid(), gen_random_uuid(), 'own_' || n % 2000, daterange('2024-01-01', NULL)
FROM generate_series(1, $2) n
"""
_HOLD = """
INSERT INTO role_assignments (agency_id, id, subject_id, role, valid)
SELECT $1, gen_random_uuid(), $2, 'own_' || n, daterange('2024-01-01', NULL)
FROM generate_series(0, $3 - 1) n
"""


def policies_of(agency_id: AgencyId, number: int) -> AgencyPolicies:
    """Return `number` rules of an agency, each for a role of its own, over several resources."""
    roles = tuple(OwnRole(f"own_{place}", "Peran uji") for place in range(number))
    rules = tuple(
        OwnRule(
            name=f"own-rule-{place}",
            role=f"own_{place}",
            resource=("appraisal", "score", "employee", "cycle")[place % 4],
            action="view",
            relation=("unit_head", "rater", "superior")[place % 3],
            field_classes=frozenset({"public", "internal"}),
        )
        for place in range(number)
    )
    return AgencyPolicies(agency_id, roles, rules)


async def run(world: World, *, rounds: int) -> dict[str, str]:
    """Measure the nested read of the head, who holds some of the agency's own roles."""
    schema = create_schema()
    elsewhere, here = PolicyEngine.load(), PolicyEngine.load()
    for number in range(AGENCIES):
        agency_id = AgencyId(world.agency.id + 1 + number)
        elsewhere.put(policies_of(agency_id, POLICIES // AGENCIES))
    here.put(policies_of(world.agency.id, POLICIES))
    async with AsyncExitStack() as stack:

        async def open_(policies: PolicyEngine) -> Service:
            opened = await stack.enter_async_context(
                service(world.urls.application, schema, policies)
            )
            await opened.registry.stop()  # What it has read stays as it is.
            return opened

        variants = {ALONE: await open_(PolicyEngine.load())}
        await _assign(world)
        stack.push_async_callback(_forget, world)
        variants |= {ELSEWHERE: await open_(elsewhere), HERE: await open_(here)}

        def asking(variant: Service) -> Callable[[], Awaitable[bytes]]:
            given = {"code": world.agency.code}
            return lambda: variant.ask(world.head, world.agency, NESTED, given)

        answers = [orjson.loads(await asking(variant)())["data"] for variant in variants.values()]
        if any(answer != answers[0] for answer in answers):
            raise RuntimeError("the variants do not give the same data")
        times = await measure(
            {name: asking(variant) for name, variant in variants.items()},
            rounds=rounds,
            title="many policies",
        )
        goals, seen = [Goal(ELSEWHERE, ALONE, 1.10), Goal(HERE, ALONE, 1.10)], list[str]()
        if not all(one.is_met for one in judge(times, goals)):
            url, opening = world.urls.application, in_agency(world.agency.id)
            seen = await reasons(HERE, asking(variants[HERE]), url=url, opening=opening)
    told = (
        f"The same nested read. Elsewhere: {POLICIES:,} policies of {AGENCIES} other agencies;"
        f" here: {POLICIES:,} of the own agency, of whose roles the asker holds {HELD}. In both,"
        f" {ASSIGNMENTS:,} roles are assigned in the own agency."
    )
    return {TITLE: section(TITLE, told, times=times, goals=goals, reasons=seen)}


async def _assign(world: World) -> None:
    connection = await asyncpg.connect(world.urls.administrator)
    try:
        async with connection.transaction():
            await connection.execute(set_agency(world.agency.id))
            await connection.execute(_ASSIGN, world.agency.id, ASSIGNMENTS)
            await connection.execute(_HOLD, world.agency.id, world.head, HELD)
    finally:
        await connection.close()


async def _forget(world: World) -> None:
    connection = await asyncpg.connect(world.urls.administrator)
    try:
        await connection.execute(
            "DELETE FROM role_assignments WHERE agency_id = $1 AND role LIKE 'own_%'",
            world.agency.id,
        )
    finally:
        await connection.close()
