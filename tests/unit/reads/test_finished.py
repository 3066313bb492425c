"""Statements are kept without the values of the request that they were made for."""

from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, literal, select

from kinerja.reads.access import Access
from kinerja.reads.arguments import Arguments
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.finished import Finished, StatementCache
from kinerja.reads.planning import Planner
from kinerja.reads.selection import Selection
from kinerja.reads.statement import StatementBuilder
from tests.unit.reads.test_statement import AGENCY, actor


def test_a_statement_keeps_nothing_of_its_first_asker() -> None:
    access = Access(actor())
    selection = Selection(
        "root", "root", on=(("Appraisal", (Selection("c", "composite"), Selection("i", "id"))),)
    )
    planner = Planner(Arguments(AGENCY), access)
    plan = planner.object(CATALOGUE["Appraisal"], selection, ())

    finished = Finished.of(StatementBuilder(access).one(plan))

    assert {"policy_agency", "policy_subject", "policy_today", "root_key"} <= set(finished.names)
    assert UUID(int=1) not in finished.constants.values()
    assert set(finished.constants) == set()


def test_constants_of_the_statement_are_kept() -> None:
    statement = select(literal(5, Integer()), bindparam("given", 7, Integer())).limit(1)
    finished = Finished.of(statement)

    assert sorted(finished.constants.values()) == [1, 5]
    assert "given" in finished.names
    assert finished.text.count("$") == 3


def test_the_cache_keeps_what_was_used_last() -> None:
    cache = StatementCache(size=2)
    built: list[int] = []

    def get(number: int) -> None:
        def build() -> Select[Any]:
            built.append(number)
            return select(literal(number, Integer()))

        cache.get(number, build)

    for number in (1, 2, 1, 3, 1, 2):
        get(number)

    assert built == [1, 2, 3, 2]
    assert (cache.hits, cache.misses) == (2, 4)
