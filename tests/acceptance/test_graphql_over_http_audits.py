"""Every audit of the npm package `graphql-http`, against the service as `kinerja serve` runs it.

The audits stand for the specification of GraphQL over HTTP: what MUST, SHOULD and MAY be. All have
to pass. They ask with a real token, since the service answers nobody without one.
"""

import json
import subprocess
from collections.abc import Mapping
from typing import NamedTuple

import pytest
import pytest_asyncio

from kinerja.kit.ids import new_id
from tests.support.database import ROOT, Server, cloned_database
from tests.support.identity_provider import IdentityProvider
from tests.support.openid_provider import NODE
from tests.support.served import served

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAM = ROOT / "tests" / "node" / "graphql_http_audits.mjs"
#: The audits of graphql-http 1.23.1, in its order.
_AUDITS = """
22EB 4655 47DE 80D8 82A3 BF61 78D5 2C94 5A70 9C48 9ABE 03D4 A5BF 423L LKJ0 LKJ1 LKJ2 LKJ3 34A2 13EE
6C00 6C01 6C02 6C03 8161 B8B3 94B0 0220 94B1 0221 94B2 0222 4760 4761 4762 4763 2EA1 28B9 D6D5 6A70
58B0 58B1 58B2 58B3 428F 1B7A B6DC BCF8 B7N8 8764 3E3A 572B FDE2 7B9B 865D 556A D586 51FE 74FF 5E5B
86EE
"""
AUDITS = _AUDITS.split()


class Finding(NamedTuple):
    """What an audit asks for, whether it was given (`ok`), and what was wrong."""

    name: str
    status: str
    reason: str | None


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def findings(
    server: Server, template: str, provider: IdentityProvider
) -> Mapping[str, Finding]:
    """Return what each audit found, all run once."""
    async with cloned_database(server, template) as database:
        with served(database, provider) as address:
            token = provider.token(new_id(), agency="DISHUB")
            asked = json.dumps({"url": f"{address}/graphql", "token": token})
            ran = subprocess.run(  # noqa: ASYNC221, S603 - nothing else runs here; our own program.
                [NODE, PROGRAM],
                cwd=PROGRAM.parent,
                input=asked,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
    assert ran.returncode == 0, f"`make setup` installs the audits:\n{ran.stderr}"
    return {
        found["id"]: Finding(found["name"], found["status"], found.get("reason"))
        for found in json.loads(ran.stdout)
    }


@pytest.mark.parametrize("audit", AUDITS)
async def test_the_service_passes_the_audit(findings: Mapping[str, Finding], audit: str) -> None:
    found = findings[audit]

    assert found.status == "ok", f"{found.name}: {found.reason}"


async def test_no_audit_of_the_package_is_left_out(findings: Mapping[str, Finding]) -> None:
    assert list(findings) == AUDITS
    assert len(set(AUDITS)) == 61
