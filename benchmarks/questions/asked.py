"""The questions, in the words of each who answers them: a file a question and answerer.

The peers' documents rename what they ask for as the service names it, so that the answers can be
compared, and are as long as each other as far as possible.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import orjson

from benchmarks.world import World
from kinerja.kit.ids import GlobalId

KINERJA, PLAIN, POSTGRAPHILE = "kinerja", "plain", "postgraphile"


@dataclass(frozen=True)
class Question:
    """One question: what it is, where its documents lie, and its variables."""

    name: str
    told: str
    folder: str
    ours: Mapping[str, Any]
    theirs: Mapping[str, Any]

    def document(self, answerer: str) -> str:
        """Return the document for one of those who answer."""
        folder = resources.files("benchmarks.questions").joinpath(self.folder)
        return folder.joinpath(f"{answerer}.graphql").read_text(encoding="utf-8")

    def body(self, answerer: str) -> bytes:
        """Return the body of the HTTP request."""
        variables = self.ours if answerer == KINERJA else self.theirs
        return orjson.dumps({"query": self.document(answerer), "variables": variables})


def questions(world: World) -> list[Question]:
    """Return all questions about the benchmarks' agency."""
    agency, code = {"agency": world.agency.id}, {"code": world.agency.code}
    cycle = GlobalId("Cycle", world.agency.id, world.cycle)
    employee = GlobalId("Employee", world.agency.id, world.employee)
    return [
        Question(
            "small",
            "one employee by id",
            "small",
            ours={"id": str(employee)},
            theirs={**agency, "id": str(world.employee)},
        ),
        Question(
            "nested, 100",
            "100 employees, 3 appraisals each, 8 scores each, and the indicator of each",
            "nested",
            ours={**code, "people": 100},
            theirs={**agency, "people": 100},
        ),
        Question(
            "nested, 10",
            "the same for 10 employees",
            "nested",
            ours={**code, "people": 10},
            theirs={**agency, "people": 10},
        ),
        Question(
            "filtered",
            "the 50 best final results of a year from 80 up, their people, and how many there are",
            "filtered",
            ours={**code, "cycle": str(cycle)},
            theirs={**agency, "cycle": str(world.cycle)},
        ),
        Question(
            "aggregated",
            "how many final results of a year there are, their mean and bounds, by official grade",
            "aggregated",
            ours={**code, "cycle": str(cycle)},
            theirs={**agency, "cycle": str(world.cycle)},
        ),
        Question(
            "deep",
            "10 units → 5 positions → holders → appraisals → results → indicator → component",
            "deep",
            ours=code,
            theirs=agency,
        ),
    ]
