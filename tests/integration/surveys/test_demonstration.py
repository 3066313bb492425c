"""The demonstration holds surveys at Dukcapil: citizens want it faster."""

from sqlalchemy import text

from kinerja.demonstration.citizens import ask_citizens
from kinerja.demonstration.loading import load_organisation
from kinerja.demonstration.organisation import generate_agency
from kinerja.demonstration.years import cast_of
from kinerja.kit.ids import AgencyId
from policies.engine import PolicyEngine
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL, Database


async def _ask(database: Database, code: str, agency_id: AgencyId) -> list[tuple[object, ...]]:
    made = generate_agency(code, 40, 7)
    async with tenant_session(database.application, agency_id) as session:
        await load_organisation(session, agency_id, made)
        cast = cast_of(made, agency_id, PolicyEngine.load())
        await ask_citizens(cast, session, made, seed=7)
    async with tenant_session(database.application, agency_id) as session:
        found = await session.execute(
            text(
                "SELECT s.code, s.state, r.responses, r.band,"
                " (SELECT e.code FROM survey_element_results e WHERE e.result_id = r.id"
                " ORDER BY e.mean LIMIT 1),"
                " (SELECT e.code FROM survey_element_results e WHERE e.result_id = r.id"
                " ORDER BY e.wishes DESC LIMIT 1)"
                " FROM surveys s LEFT JOIN survey_results r ON r.survey_id = s.id ORDER BY s.code"
            )
        )
        return [tuple(row) for row in found]


async def test_dukcapil_has_a_closed_survey_and_one_that_is_open(database: Database) -> None:
    assert await _ask(database, "DUKCAPIL", DUKCAPIL) == [
        ("skm-akta-1", "CLOSED", 300, "B", "TIME", "TIME"),
        ("skm-akta-2", "OPEN", None, None, None, None),
    ]


async def test_other_agencies_hold_none(database: Database) -> None:
    assert await _ask(database, "DISHUB", DISHUB) == []
