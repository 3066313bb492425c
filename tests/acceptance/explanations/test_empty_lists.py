"""An empty list explains itself over HTTP, in the language of the request."""

from typing import Any

import pytest

from tenants.session import tenant_session
from tests.support.database import DISHUB
from tests.support.organisation_factories import make_employee

Asking = Any  # Of the fixture `asking`: conftest modules are not imported.
QUERY = """{ agency(code: "DISHUB") {
  appraisals { nodes { id } }
  employees(filter: {name: {eq: "Nobody"}}) { edges { node { id } } } } }"""


@pytest.mark.parametrize(
    ("language", "nothing", "filtered"),
    [
        (
            "en",
            "Nothing here is for you to see. You may see this employee's appraisal as ",
            "Nothing that you may see meets the filter. Policy hides none of these from you.",
        ),
        (
            "id",
            "Tidak ada yang boleh Anda lihat di sini. Anda boleh melihat penilaian pegawai ini ",
            (
                "Tidak ada yang boleh Anda lihat yang memenuhi saringan. Kebijakan tidak"
                " menyembunyikan satu pun dari Anda."
            ),
        ),
    ],
)
async def test_an_empty_list_explains_itself(
    asking: Asking, language: str, nothing: str, filtered: str
) -> None:
    async with tenant_session(asking.client.database.owner, DISHUB) as session:
        newcomer = await make_employee(session, DISHUB)
    client = asking.client.as_(newcomer.id, agency="DISHUB")

    answer = await client.with_headers(accept_language=language).query(QUERY)

    assert not answer.errors
    first, second = answer.body["extensions"]["emptyLists"]
    assert [first["path"], first["code"]] == [["agency", "appraisals"], "NONE_VISIBLE"]
    assert first["message"].startswith(nothing)
    assert second == {"path": ["agency", "employees"], "code": "NO_MATCH", "message": filtered}
