"""No personal data leaves in traces, metrics or logs, whatever a request carries and answers."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from kinerja.kit.ids import GlobalId, new_id
from tenants.session import tenant_session
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.organisation_factories import make_employee
from tests.support.telemetry import Recording, recording

NIP = "198001012005011001"
NAME = "Kenanga Tirtayasa"
PERSONAL = (NIP, NAME)
Written = Callable[[], str]

EMPLOYEES = 'query Own { agency(code: "DISHUB") { employees(first: 9) { nodes { name nip } } } }'
SET_WEIGHTS = """
mutation Set($input: SetWeightsInput!) { setWeights(input: $input) { errors { code } } }
"""


@pytest.fixture
def recorded() -> Iterator[Recording]:
    with recording() as running:
        yield running


@pytest.fixture
def written(capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Written:
    """Return what gives all that was logged: our lines on standard error, libraries' in `logging`.

    Without handlers, as in production, Python writes the latter to standard error as well.
    """

    def text() -> str:
        output = capfd.readouterr()
        return output.out + output.err + caplog.text

    return text


@pytest.fixture
async def employee(client: Client) -> UUID:
    """Make a person of whom the database knows name and NIP."""
    async with tenant_session(client.database.owner, DISHUB) as session:
        made = await make_employee(session, DISHUB, name=NAME, nip=NIP)
    await client.app.state.registry.refresh(DISHUB)
    return made.id


@pytest.fixture
async def officer(client: Client, employee: UUID) -> Client:
    await client.give_role(employee, "performance_officer", DISHUB)
    return client.as_(employee, agency="DISHUB")


async def test_personal_data_in_an_answer_stays_in_the_answer(
    officer: Client, recorded: Recording, written: Written
) -> None:
    answer = await officer.query(EMPLOYEES)

    assert answer.data["agency"]["employees"]["nodes"] == [{"name": NAME, "nip": NIP}]
    assert recorded.named("POST /graphql")
    assert_nothing_personal(recorded, written)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(f'{{ agency(code: "{NIP}") {{ name }} }}', id="literal"),
        pytest.param(f'{{ node(id: "{NIP}") {{ id }} }}', id="malformed id"),
        pytest.param(f"{{ agencies {{ x{NIP} }} }}", id="unknown field"),
        pytest.param(f"query Q{NIP} {{ viewer {{ id }} }}", id="operation name"),
        pytest.param(f"{{ agencies {{ {NIP}", id="syntax error"),
        pytest.param(f'{{ alias{NIP}: agency(code: "DISHUB") {{ name }} }}', id="alias"),
    ],
)
async def test_personal_data_in_a_document_is_not_recorded(
    officer: Client, recorded: Recording, written: Written, document: str
) -> None:
    await officer.query(document)
    await officer.send("GET", params={"query": document})

    assert len(recorded.named("POST /graphql")) == len(recorded.named("GET /graphql")) == 1
    assert_nothing_personal(recorded, written)


async def test_personal_data_in_variables_and_headers_is_not_recorded(
    officer: Client, recorded: Recording, written: Written
) -> None:
    document = "query Q($code: String!) { agency(code: $code) { name } }"
    noisy = officer.with_headers(user_agent=NIP, x_request_id=NIP, cookie=f"nip={NIP}")

    await noisy.query(document, {"code": NIP})
    await noisy.query(document, {"code": {"nip": NIP}})

    assert len(recorded.named("POST /graphql")) == 2
    assert_nothing_personal(recorded, written)


async def test_a_token_is_not_recorded(
    client: Client, recorded: Recording, written: Written
) -> None:
    await client.with_token(f"{NIP}.{NIP}.{NIP}").query("{ viewer { id } }")

    assert recorded.named("POST /graphql")
    assert_nothing_personal(recorded, written)


async def test_a_read_is_traced_from_http_through_the_operation_to_its_statement(
    officer: Client,
) -> None:
    await officer.query(EMPLOYEES)  # The first request of an agency also loads its roles.

    with recording() as recorded:
        await officer.query(EMPLOYEES)
        (request,) = recorded.named("POST /graphql")
        spans = recorded.spans

    assert request.context is not None
    trace = request.context.trace_id  # The registry may load roles meanwhile, in its own trace.
    traced = [span for span in spans if span.context and span.context.trace_id == trace]
    # Somebody else's NIP was read, so the read is accounted for.
    names = ["SELECT employees", "query", "INSERT access_events", "POST /graphql"]
    assert [span.name for span in traced] == names
    statement, operation, _, _ = traced
    assert operation.context is not None
    assert operation.parent is not None
    assert statement.parent is not None
    assert operation.parent.span_id == request.context.span_id
    assert statement.parent.span_id == operation.context.span_id


async def test_a_refusal_by_policy_is_counted_by_resource_and_action(
    client: Client, recorded: Recording
) -> None:
    stranger = client.as_(new_id(), agency="DISHUB")
    version = str(GlobalId("FrameworkVersion", DISHUB, new_id()))
    entries = [{"code": "a", "weight": "100"}]

    answer = await stranger.query(
        SET_WEIGHTS, {"input": {"versionId": version, "entries": entries}}
    )

    assert answer.data["setWeights"]["errors"] == [{"code": "NOT_PERMITTED"}]
    denied = recorded.count(
        "kinerja.policy.denials", kinerja_resource="framework", kinerja_action="configure"
    )
    assert denied == 1


def assert_nothing_personal(recorded: Recording, written: Written) -> None:
    text = recorded.text + written()
    for personal in PERSONAL:
        assert personal not in text
