"""The read engine answers what a plain reader answers, byte for byte, whoever asks."""

from collections.abc import AsyncIterator
from random import Random

import pytest
import pytest_asyncio

from tests.support.database import Server, cloned_database
from tests.support.reference.catalogue import TWINS
from tests.support.reference.comparing import Arena, Question, arena
from tests.support.reference.execution import reference_schema

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(server: Server, template: str) -> AsyncIterator[Arena]:
    random = Random(1)  # noqa: S311 - no secret.
    async with cloned_database(server, template) as database, arena(database, random) as made:
        yield made


async def test_everybody_gets_the_same_lists_from_both(place: Arena) -> None:
    connections = [name for name, edge in TWINS["Agency"].edges.items() if name.endswith("s")]
    for persona in place.personas:
        for name in connections:
            fields = " ".join(TWINS[TWINS["Agency"].edges[name].target].fields)
            query = (
                f'{{ agency(code: "DISHUB") {{ {name} {{ totalCount nodes {{ {fields} }} }} }} }}'
            )
            await place.compare(Question(persona, "baseline", query, {}))


async def test_the_plain_reader_knows_the_whole_schema() -> None:
    schema = reference_schema()
    for name, twin in TWINS.items():
        known = {*twin.fields, *twin.edges, *(["id"] if twin.is_node else [])}
        assert known == set(schema.type_map[name].fields), name  # type: ignore[attr-defined]
