"""An API client reads in an agency only what a grant of the agency and its own token both give."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy.dialects.postgresql import Range

from kinerja.kit.clock import today
from tenants.api_clients import disable_client
from tenants.sharing import DataSharing
from tests.support.clients import Answer, Client
from tests.support.database import DISHUB, DPMPTSP, DUKCAPIL
from tests.support.sharing_desk import REVOKE, SharingDesk

READ = """
query ($code: String!) { agency(code: $code) {
  cycles { nodes { code } } employees { nodes { id } } frameworks { nodes { code } }
} }
"""
DAY = timedelta(days=1)


def seen(answer: Answer) -> set[str]:
    """Return which kinds of rows an agency shows."""
    assert not answer.errors, answer.errors
    agency = answer.data["agency"]
    return set() if agency is None else {name for name, page in agency.items() if page["nodes"]}


async def reads(tool: Client, code: str = "DISHUB") -> set[str]:
    return seen(await tool.query(READ, {"code": code}))


async def test_without_a_grant_a_client_sees_nothing(desk: SharingDesk) -> None:
    tool = await desk.tool("cycle:view", "employee:view", "framework:view")
    answer = await tool.query(READ, {"code": "DISHUB"})
    assert answer.data == {"agency": None}
    node = await tool.query('{ nodes(ids: ["%s"]) { id } }' % await cycle_id(desk))
    assert node.data == {"nodes": [None]}


async def cycle_id(desk: SharingDesk) -> str:
    answer = await desk.head.query('{ agency(code: "DISHUB") { cycle(code: "c2025") { id } } }')
    return str(answer.data["agency"]["cycle"]["id"])


async def test_token_and_grant_must_both_give_a_scope(desk: SharingDesk) -> None:
    tool = await desk.tool("cycle:view", "employee:view")
    await desk.shared("cycle:view", "framework:view")
    assert await reads(tool) == {"cycles"}


async def test_several_grants_of_one_client_add_up(desk: SharingDesk) -> None:
    tool = await desk.tool("cycle:view", "employee:view", "framework:view")
    await desk.shared("cycle:view")
    await desk.shared("framework:view", "employee:view")
    assert await reads(tool) == {"cycles", "frameworks", "employees"}


async def test_a_grant_is_for_one_client_and_of_one_agency(desk: SharingDesk) -> None:
    tool = await desk.tool("cycle:view")
    other = await desk.tool("cycle:view", name="Aplikasi lain")
    await desk.shared("cycle:view")
    assert await reads(tool) == {"cycles"}
    assert await reads(other) == set()
    assert await reads(tool, "DUKCAPIL") == set()

    await desk.shared("cycle:view", agency_id=DUKCAPIL)
    assert await reads(tool, "DUKCAPIL") == {"cycles"}


async def test_a_token_of_one_agency_reads_in_no_other_that_grants(desk: SharingDesk) -> None:
    token = await desk.client.api_token("cycle:view", agency_id=DUKCAPIL)
    await desk.shared("cycle:view", agency_id=DISHUB)
    tool = desk.client.with_token(token)
    assert await reads(tool, "DUKCAPIL") == {"cycles"}
    refused = await tool.query(READ, {"code": "DISHUB"})
    assert refused.data == {"agency": None}


async def test_a_grant_holds_from_its_first_day_to_its_last(desk: SharingDesk) -> None:
    days = {
        "today alone": (0, 1, {"cycles"}),
        "begun": (-30, 30, {"cycles"}),
        "over": (-30, 0, set[str]()),
        "to come": (1, 30, set[str]()),
    }
    for name, (first, end, expected) in days.items():
        tool = await desk.tool("cycle:view", name=name)
        valid = Range(today() + first * DAY, today() + end * DAY)
        await desk.shared("cycle:view", name=name, valid=valid)
        assert await reads(tool) == expected, name


async def test_a_revoked_grant_gives_nothing(desk: SharingDesk) -> None:
    tool = await desk.tool("cycle:view")
    await desk.shared("cycle:view", revoked_at=datetime.now(UTC))
    assert await reads(tool) == set()


async def test_the_head_grants_and_revokes_and_the_service_follows_at_once(
    desk: SharingDesk,
) -> None:
    tool = await desk.tool("cycle:view", "employee:view")
    # Time stands still, so that nothing that is remembered expires: only being told helps.
    desk.client.app.state.registry.sharing = DataSharing(now=lambda: 0.0)
    assert await reads(tool) == set()  # The service now remembers that nothing is granted.
    head = desk.world.dishub.organisation.head.id

    payload = await desk.grant(desk.head)

    assert payload["errors"] == []
    made = payload["dataSharingGrant"]
    assert made == {
        "id": made["id"],
        "clientName": "Dasbor uji",
        "scopes": ["cycle:view"],
        "legalBasis": "Perjanjian kerja sama 12/2026",
        "purpose": "Dasbor kinerja",
        "periodStart": today().isoformat(),
        "periodEnd": (today() + 29 * DAY).isoformat(),
        "state": "ACTIVE",
        "grantedBy": made["grantedBy"],
        "revokedBy": None,
        "revokedAt": None,
    }
    await follows(tool, {"cycles"})

    answer = await desk.head.query(REVOKE, {"input": {"dataSharingGrantId": made["id"]}})
    revoked = answer.data["revokeDataSharing"]
    assert revoked["errors"] == []
    assert revoked["dataSharingGrant"]["state"] == "REVOKED"
    assert revoked["dataSharingGrant"]["revokedBy"] == made["grantedBy"]
    await follows(tool, set())

    again = await desk.head.query(REVOKE, {"input": {"dataSharingGrantId": made["id"]}})
    assert again.data["revokeDataSharing"]["errors"] == [
        {"code": "STATE_CONFLICT", "path": ["input", "dataSharingGrantId"]}
    ]
    assert await desk.audit() == [("data_sharing.granted", head), ("data_sharing.revoked", head)]


async def follows(tool: Client, expected: set[str]) -> None:
    """Wait until the service has been told, and the client sees this and no more."""
    deadline = time.monotonic() + 20
    while await reads(tool) != expected:
        assert time.monotonic() < deadline, "the service was not told"
        await asyncio.sleep(0.01)


UNSOUND: tuple[tuple[dict[str, object], str, str], ...] = (
    ({"clientName": "Tidak ada"}, "UNKNOWN_CLIENT", "clientName"),
    ({"scopes": []}, "SCOPES_REQUIRED", "scopes"),
    ({"scopes": ["cycle:view", "cycle:edit"]}, "UNKNOWN_SCOPE", "scopes.1"),
    ({"scopes": ["report:view"]}, "UNKNOWN_SCOPE", "scopes.0"),
    ({"legalBasis": "    "}, "LEGAL_BASIS_REQUIRED", "legalBasis"),
    ({"legalBasis": "x" * 501}, "LEGAL_BASIS_REQUIRED", "legalBasis"),
    ({"purpose": "\u0000purpose"}, "SHARING_PURPOSE_REQUIRED", "purpose"),
    ({"periodEnd": (today() - DAY).isoformat()}, "GRANT_PERIOD", "periodEnd"),
    ({"periodEnd": "9998-12-31"}, "GRANT_PERIOD", "periodEnd"),
    ({"periodStart": "2026-01-01", "periodEnd": "2031-01-01"}, "GRANT_PERIOD", "periodEnd"),
)


async def test_a_grant_without_sound_terms_is_refused(desk: SharingDesk) -> None:
    await desk.tool("cycle:view")
    for changes, code, path in UNSOUND:
        payload = await desk.grant(desk.head, **changes)
        assert payload["dataSharingGrant"] is None
        (error,) = payload["errors"]
        assert (error["code"], ".".join(error["path"])) == (code, f"input.{path}")
    assert await desk.audit() == []


async def test_five_years_are_granted_to_the_day(desk: SharingDesk) -> None:
    await desk.tool("cycle:view")
    payload = await desk.grant(desk.head, periodStart="2026-01-01", periodEnd="2030-12-31")
    assert payload["errors"] == []
    leap = await desk.grant(desk.head, periodStart="2028-02-29", periodEnd="2033-02-27")
    assert leap["errors"] == []
    assert leap["dataSharingGrant"]["state"] == "UPCOMING"


async def test_nobody_but_the_head_grants(desk: SharingDesk) -> None:
    tool = await desk.tool("cycle:view", "employee:view")
    await desk.shared("cycle:view", "employee:view")
    organisation = desk.world.dishub.organisation
    elsewhere = desk.client.as_(desk.world.dukcapil.organisation.head.id, agency="DUKCAPIL")
    strangers = [
        desk.client.as_(organisation.ratee.id, agency="DISHUB"),
        desk.client.as_(organisation.rater.id, agency="DISHUB"),
        desk.client.as_(desk.world.officer, agency="DISHUB"),
        desk.client.as_(desk.world.province),
        elsewhere,
        tool,
    ]
    for who in strangers:
        # Nor does anybody learn in this way which clients there are.
        for name in ("Dasbor uji", "Tidak ada"):
            payload = await desk.grant(who, clientName=name)
            assert [error["code"] for error in payload["errors"]] == ["NOT_PERMITTED"]


async def test_a_disabled_client_is_granted_nothing_and_its_tokens_end(desk: SharingDesk) -> None:
    tool = await desk.tool("cycle:view")
    await desk.shared("cycle:view")
    async with desk.client.database.owner.begin() as connection:
        await disable_client(connection, "Dasbor uji")

    answer = await tool.query(READ, {"code": "DISHUB"})
    assert (answer.status, answer.codes) == (401, ["REVOKED_TOKEN"])
    payload = await desk.grant(desk.head)
    assert [error["code"] for error in payload["errors"]] == ["UNKNOWN_CLIENT"]


GRANTS = "dataSharingGrants { nodes { clientName state } totalCount }"


async def test_who_may_see_grants_and_a_client_its_own(desk: SharingDesk) -> None:
    tool = await desk.tool("cycle:view")
    await desk.tool("cycle:view", name="Aplikasi lain")
    await desk.shared("cycle:view", purpose="Masih berlaku")
    await desk.shared("cycle:view", valid=Range(today() - 9 * DAY, today()), purpose="Sudah lewat")
    await desk.shared("cycle:view", name="Aplikasi lain", agency_id=DISHUB)
    query = f'{{ agency(code: "DISHUB") {{ {GRANTS} }} }}'

    for who in (desk.head, desk.client.as_(desk.world.province)):
        answer = await who.query(query)
        assert answer.data["agency"]["dataSharingGrants"]["totalCount"] == 3
    own = (await tool.query(query)).data["agency"]["dataSharingGrants"]["nodes"]
    assert own == [
        {"clientName": "Dasbor uji", "state": "ACTIVE"},
        {"clientName": "Dasbor uji", "state": "EXPIRED"},
    ]
    ratee = desk.client.as_(desk.world.dishub.organisation.ratee.id, agency="DISHUB")
    assert (await ratee.query(query)).data["agency"]["dataSharingGrants"]["totalCount"] == 0


async def test_a_client_of_one_agency_sees_its_grants_as_viewer(desk: SharingDesk) -> None:
    token = await desk.client.api_token("cycle:view", agency_id=DISHUB)
    tool = desk.client.with_token(token)
    answer = await tool.query(f"{{ viewer {{ kind roles agency {{ code }} {GRANTS} }} }}")
    assert answer.data["viewer"] == {
        "kind": "CLIENT",
        "roles": ["api_client"],
        "agency": {"code": "DISHUB"},
        "dataSharingGrants": {
            "nodes": [{"clientName": "Dasbor uji", "state": "ACTIVE"}],
            "totalCount": 1,
        },
    }
    person = await desk.head.query(f"{{ viewer {{ {GRANTS} }} }}")
    assert person.data["viewer"]["dataSharingGrants"]["totalCount"] == 0


async def test_reports_across_agencies_need_the_scope_and_no_grant(desk: SharingDesk) -> None:
    report = "{ crossAgencyReport(groupBy: [AGENCY]) { employees } }"
    assert not (await (await desk.tool("report:view")).query(report)).errors
    token = await desk.client.api_token("report:view", agency_id=DPMPTSP, shared=False)
    refused = await desk.client.with_token(token).query(report)
    assert refused.codes == ["NOT_PERMITTED"]
