"""The report across agencies beside SQL that somebody wrote by hand for the same groups."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import asyncpg
import orjson

from benchmarks.answers import check_same
from benchmarks.measuring import measure
from benchmarks.reasons import reasons
from benchmarks.results import Goal, judge, section
from benchmarks.service import service
from benchmarks.world import World
from graphql_schema.schema import create_schema
from kinerja.demonstration.organisation import IN_OFFICE_SINCE
from kinerja.settings import Settings
from policies.engine import PolicyEngine
from policies.permissions import Role
from tenants.engines import create_owner_engine
from tenants.holding import ensure_province_role

TITLE = "The report across agencies"
REPORT, BY_HAND = "crossAgencyReport", "SQL by hand"
MOST = 1.3

DOCUMENT = """
query Report {
  crossAgencyReport(groupBy: [AGENCY, CATEGORY]) {
    agencyCode agencyName category employees mean minimum maximum suppressed
  }
}
"""
#: As one who knows the tables writes it, small groups withheld; all of it becomes JSON there.
STATEMENT = """
SELECT coalesce(json_agg(json_build_object(
    'agencyCode', code, 'agencyName', name, 'category', category,
    'employees', CASE WHEN shown THEN employees END,
    'mean', CASE WHEN shown THEN round(score_sum / employees, 10)::text END,
    'minimum', CASE WHEN shown THEN score_min::text END,
    'maximum', CASE WHEN shown THEN score_max::text END,
    'suppressed', NOT shown) ORDER BY code, category), '[]')::text
FROM (
    SELECT a.code, a.name, c.category, sum(c.employees) AS employees,
        sum(c.score_sum) AS score_sum, min(c.score_min) AS score_min,
        max(c.score_max) AS score_max, sum(c.employees) >= $1 AS shown
    FROM report_cells c JOIN agencies a ON a.id = c.agency_id
    GROUP BY a.code, a.name, c.category
) grouped
"""


async def run(world: World, *, rounds: int) -> dict[str, str]:
    """Measure the report as the province reads it, over all agencies of the world."""
    await _admit(world)
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(
            service(
                world.urls.application,
                create_schema(),
                PolicyEngine.load(),
                reporter_url=world.urls.reporter,
            )
        )
        connection = await asyncpg.connect(world.urls.reporter)
        stack.push_async_callback(connection.close)
        prepared = await connection.prepare(STATEMENT)

        async def by_hand() -> bytes:
            found: str = await prepared.fetchval(Settings().report_minimum_group)
            return found.encode()

        variants: dict[str, Callable[[], Awaitable[bytes]]] = {
            REPORT: lambda: ours.ask(world.officer, None, DOCUMENT, {}),
            BY_HAND: by_hand,
        }
        ours_told: list[Any] = orjson.loads(await variants[REPORT]())["data"]["crossAgencyReport"]
        check_same({REPORT: ours_told, BY_HAND: orjson.loads(await by_hand())})
        times = await measure(variants, rounds=rounds, title="report across agencies")
        goals, seen = [Goal(REPORT, BY_HAND, MOST)], list[str]()
        if not all(one.is_met for one in judge(times, goals)):
            url = world.urls.reporter
            seen = await reasons(REPORT, variants[REPORT], url=url, opening="")
    agencies = len({group["agencyCode"] for group in ours_told})
    told = (
        f"The means of {agencies:,} agencies by what was measured, {len(ours_told):,} groups, asked"
        " by the province, from the parsed request to the bytes of the answer: what small groups"
        " give away is worked out, and that the report was read is written down. By hand: one"
        " statement that makes the same JSON, and withholds small groups only."
    )
    return {TITLE: section(TITLE, told, times=times, goals=goals, reasons=seen)}


async def _admit(world: World) -> None:
    """Let the officer also read reports for the province."""
    owner = create_owner_engine(world.urls.administrator)
    try:
        await ensure_province_role(
            owner, subject_id=world.officer, role=Role.PROVINCE_HR.value, on=IN_OFFICE_SINCE
        )
    finally:
        await owner.dispose()
