"""What policies and row-level security cost on the nested read: with both, with one, with none."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from importlib import resources

import orjson
import yaml

from benchmarks.measuring import measure
from benchmarks.reasons import in_agency, reasons
from benchmarks.results import Goal, judge, section
from benchmarks.service import Service, service
from benchmarks.world import World
from graphql_schema.schema import create_schema
from policies.engine import PolicyEngine
from policies.permissions import Resource
from policies.snapshot import PolicySnapshot

TITLE = "Policy and row-level security on the nested read"
BOTH, RLS_ONLY, NEITHER = "policy and RLS", "RLS only", "neither"

NESTED = """
query Nested($code: String!) {
  agency(code: $code) {
    employees(first: 100) {
      nodes {
        id name
        appraisals(first: 3) {
          nodes {
            id state composite numericGrade officialGrade
            scores(first: 8) { nodes { id actual notApplicable enteredAt indicator { code } } }
          }
        }
      }
    }
  }
}
"""


def everything_allowed() -> PolicyEngine:
    """Return policies that let everybody see everything: what is left is a filter on the agency."""
    model = resources.files("policies").joinpath("model.conf").read_text(encoding="utf-8")
    rules = [
        {
            "name": f"everyone-sees-{resource.value.replace('_', '-')}",
            "role": "authenticated",
            "resource": resource.value,
            "action": "view",
            "relation": "anyone",
            "states": "any",
            "fields": "any",
        }
        for resource in Resource
    ]
    return PolicyEngine(PolicySnapshot.read(yaml.safe_dump({"policies": rules})), model)


async def run(world: World, *, rounds: int) -> dict[str, str]:
    """Measure the nested read of the head of the agency, whose filter asks for the subtree."""
    schema = create_schema()
    async with AsyncExitStack() as stack:

        async def open_(url: str, policies: PolicyEngine) -> Service:
            return await stack.enter_async_context(service(url, schema, policies))

        variants = {
            BOTH: await open_(world.urls.application, PolicyEngine.load()),
            RLS_ONLY: await open_(world.urls.application, everything_allowed()),
            NEITHER: await open_(world.urls.administrator, everything_allowed()),
        }

        def asking(variant: Service) -> Callable[[], Awaitable[bytes]]:
            given = {"code": world.agency.code}
            return lambda: variant.ask(world.head, world.agency, NESTED, given)

        # What policy hides is named in `extensions`; the data itself must be the same.
        answers = [orjson.loads(await asking(variant)())["data"] for variant in variants.values()]
        if any(answer != answers[0] for answer in answers):
            raise RuntimeError("the variants do not give the same data")
        times = await measure(
            {name: asking(variant) for name, variant in variants.items()},
            rounds=rounds,
            title="policy cost",
        )
        goals, seen = [Goal(BOTH, NEITHER, 1.15), Goal(BOTH, RLS_ONLY, 1.15)], list[str]()
        if not all(one.is_met for one in judge(times, goals)):
            url, opening = world.urls.application, in_agency(world.agency.id)
            seen = await reasons(BOTH, asking(variants[BOTH]), url=url, opening=opening)
    told = (
        "100 employees, 3 appraisals each, 8 scores each, asked by the head of the agency: from the"
        " parsed request to the bytes of the answer, all three with the same data. Without policy"
        " everybody may see everything; without row-level security a superuser asks."
    )
    return {TITLE: section(TITLE, told, times=times, goals=goals, reasons=seen)}
