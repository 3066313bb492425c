"""Nothing that a client is told names a person: a walk through the whole language of queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import DateTime, Interval, Table, Uuid, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.kit.ids import AgencyId
from kinerja.reads.catalogue import CATALOGUE, NODE_TYPES
from kinerja.reads.personal import is_personal
from policies.permissions import Scope
from tenants.session import tenant_session
from tests.support.crawling import SCHEMA, Crawl
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.reading import gid
from tests.support.sharing_desk import SharingDesk

ALL = tuple(scope for scope in Scope if scope not in (Scope.IDENTITY_READ, Scope.REPORT_VIEW))
PERSONAL = [name for name in NODE_TYPES if is_personal(name)]
LISTED = "nodes { __typename id }"


@dataclass(frozen=True)
class Canaries:
    """What must never be told: by what it is, the texts that would give it away."""

    texts: Mapping[str, set[str]]

    def found_in(self, told: str) -> dict[str, set[str]]:
        """Return which of them stand in a text."""
        found = {name: {one for one in texts if one in told} for name, texts in self.texts.items()}
        return {name: texts for name, texts in found.items() if texts}


async def canaries(engine: AsyncEngine, *agencies: AgencyId) -> Canaries:
    """Read ids and instants of all rows about people, and what else names somebody."""
    texts: dict[str, set[str]] = {}
    for agency_id in agencies:
        async with tenant_session(engine, agency_id) as session:
            for name in PERSONAL:
                table = CATALOGUE[name].table
                assert isinstance(table, Table)
                await _set_apart(session, table, agency_id)
                rows = await session.execute(select(table).where(table.c.agency_id == agency_id))
                for row in rows.mappings():
                    _collect(texts, name, table, row)
    return Canaries(texts)


async def _set_apart(session: AsyncSession, table: Table, agency_id: AgencyId) -> None:
    """Give each row instants of its own: those of one transaction are all alike."""
    for column in table.columns:
        if isinstance(column.type, DateTime):
            moved = column + func.random() * literal(timedelta(hours=1), Interval())
            statement = update(table).where(table.c.agency_id == agency_id)
            await session.execute(statement.values({column.name: moved}))


def _collect(texts: dict[str, set[str]], name: str, table: Table, row: Mapping[Any, Any]) -> None:
    for column in table.columns:
        value = row[column.name]
        if value is None:
            continue
        if column.name == "id" and isinstance(column.type, Uuid):
            texts.setdefault(f"id of {name}", set()).add(str(value))
        if isinstance(column.type, DateTime) and value.microsecond:
            texts.setdefault(f"instant of {name}", set()).add(f"{value:%H:%M:%S.%f}")
    for known in ("name", "nip", "nrk", "result_hash", "comment"):
        if row.get(known):
            texts.setdefault(known, set()).add(str(row[known]))


async def walked(desk: SharingDesk, *scopes: str, agency_id: AgencyId | None = None) -> Crawl:
    """Let a program with these scopes walk through Dishub, and ask what else can be asked."""
    token = await desk.client.api_token(*scopes, agency_id=agency_id, shared=False)
    await desk.shared(*scopes)
    crawl = Crawl(desk.client.with_token(token).with_headers(accept_language="en"))
    pages = [name for name, edge in _paged("Agency")]
    one_page = "totalCount edges { cursor node { __typename id } }"
    await crawl.walk(
        '{ agency(code: "DISHUB") { __typename id } }',
        *(
            f'{{ agency(code: "DISHUB") {{ {name}(first: 9) {{ {one_page} }} }} }}'
            for name in pages
        ),
        "{ viewer { __typename subjectId kind roles agency { __typename id } } }",
        f"{{ agencies {{ {one_page} }} }}",
    )
    await _ask_the_rest(crawl, desk)
    return crawl


def _paged(type_name: str) -> list[tuple[str, Any]]:
    fields = SCHEMA.get_type(type_name).fields  # type: ignore[union-attr]  # An object type.
    return [(name, one) for name, one in fields.items() if "filter" in one.args]


async def _ask_the_rest(crawl: Crawl, desk: SharingDesk) -> None:
    """Ask every root field that `walk` has not, with what was met and with real ids."""
    organisation = desk.world.dishub.organisation
    real = [
        gid("Employee", organisation.ratee.id),
        gid("Appraisal", desk.world.dishub.appraisals[2025][0]),
    ]
    for key in [*list(crawl.met)[:60], *real]:
        for root in ("whyNot", "whyCan"):
            query = (
                f"query ($id: ID!) {{ {root}(id: $id, action: VIEW)"
                " { allowed code sentence rule role relation state openStates since until } }"
            )
            await crawl.ask(query, id=key)
    await crawl.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[*crawl.met, *real])
    for condition in ({"eq": real[0]}, {"in": real[:1]}, {"eq": real[1]}):
        for edge, name in (("appraisals", "ratee"), ("delegations", "delegator")):
            query = (
                f"query ($filter: {'Appraisal' if edge == 'appraisals' else 'Delegation'}Filter)"
                f' {{ agency(code: "DISHUB") {{ {edge}(filter: $filter) {{ nodes {{ id }} }} }} }}'
            )
            await crawl.ask(query, filter={name: condition})
    await crawl.ask("{ crossAgencyReport(groupBy: [AGENCY, GRADE]) { agencyCode employees mean } }")
    await crawl.ask("{ baselinePolicies { name } policyGuardrails { __typename } }")
    await crawl.ask(
        "query ($change: PolicyChangeInput!) {"
        ' simulatePolicy(agencyCode: "DISHUB", change: $change) { __typename } }',
        change={},
    )
    await crawl.ask(
        "query ($version: ID!, $cycle: ID!) {"
        " simulateFramework(versionId: $version, cycleId: $cycle) { movers { employeeId } } }",
        version=gid("FrameworkVersion", desk.world.dishub.version.version_id),
        cycle=gid("Cycle", desk.world.dishub.cycles[2025]),
    )


#: All root fields, so that a new one cannot be forgotten here.
ASKED = {
    "viewer",
    "node",
    "nodes",
    "agencies",
    "agency",
    "crossAgencyReport",
    "baselinePolicies",
    "policyGuardrails",
    "simulatePolicy",
    "simulateFramework",
    "whyNot",
    "whyCan",
}


async def test_no_answer_of_any_query_names_a_person(desk: SharingDesk) -> None:
    assert SCHEMA.query_type is not None
    assert set(SCHEMA.query_type.fields) == ASKED, "ask the new root field in `_ask_the_rest`"
    forbidden = await canaries(desk.client.database.owner, DISHUB, DUKCAPIL)

    crawl = await walked(desk, *ALL)

    # It is no proof where nothing was seen.
    assert set(crawl.opened) >= {"Employee", "Assignment", "ReportingLine", "Appraisal", "Score"}
    assert len(crawl.bodies) > 100
    assert set(forbidden.texts) >= {"id of Employee", "id of Score", "instant of Employee", "nip"}
    assert forbidden.found_in(crawl.told()) == {}


async def test_the_same_walk_finds_people_who_may_be_known(desk: SharingDesk) -> None:
    """The walk and the canaries do see what there is to see."""
    forbidden = await canaries(desk.client.database.owner, DISHUB)
    crawl = await walked(desk, *ALL, Scope.IDENTITY_READ)
    found = set(forbidden.found_in(crawl.told()))
    assert found >= {
        "id of Employee",
        "id of Appraisal",
        "id of Score",
        "nip",
        "name",
        "result_hash",
    }
    assert found >= {"instant of Employee"}


async def test_two_clients_have_no_id_of_a_row_about_people_in_common(desk: SharingDesk) -> None:
    walks = []
    for name in ("Satu", "Dua"):
        tool = await desk.tool(*ALL, name=name)
        await desk.shared(*ALL, name=name)
        crawl = Crawl(tool)
        await crawl.walk(
            *(
                f'{{ agency(code: "DISHUB") {{ {name}(first: 50) {{ {LISTED} }} }} }}'
                for name in ("employees", "appraisals")
            )
        )
        walks.append({key for key, kind in crawl.met.items() if kind in PERSONAL})
    assert all(len(walk) > 30 for walk in walks)
    assert walks[0].isdisjoint(walks[1])


@pytest.mark.parametrize("name", PERSONAL)
def test_rows_about_people_have_ids_that_can_be_permuted(name: str) -> None:
    model = CATALOGUE[name]
    assert model.key == "id"
    assert isinstance(model.table.c[model.key].type, Uuid)
