"""What the service keeps of documents: forgotten on purpose, and watched."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import graphql
import pytest
from graphql.execution import collect_fields as collecting

from graphql_schema import documents, executor, selection
from graphql_schema.answers import ENGINE
from graphql_schema.cost import CostEstimate
from kinerja.kit.recent import Recent
from kinerja.reads import finished
from kinerja.reads.finished import StatementCache
from kinerja.reads.planning import Planner
from kinerja.reads.prepared import PreparedReads
from kinerja.reads.statement import StatementBuilder


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Run as in a process that has just started: no document, plan or statement is kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "_kept", Recent(documents.KEPT))
        patch.setattr(ENGINE, "prepared", PreparedReads(StatementCache()))
        yield


@contextmanager
def work_counted() -> Iterator[Counter[str]]:
    """Count what a request should find done already."""
    done: Counter[str] = Counter()
    with pytest.MonkeyPatch.context() as patch:

        def count(place: Any, name: str, what: str) -> None:
            original: Callable[..., Any] = getattr(place, name)

            def counted(*given: Any, **named: Any) -> Any:
                done[what] += 1
                return original(*given, **named)

            patch.setattr(place, name, counted)

        count(documents, "parse", "parsed")
        count(documents, "validate_document", "validated")
        count(documents, "broken_limit", "limited")
        count(CostEstimate, "of", "estimated")
        count(executor, "collect_fields", "collected")
        count(selection, "collect_subfields", "collected")
        count(graphql.execution.executor, "collect_subfields", "collected")
        count(collecting, "visit_selection_sets", "collected")
        count(selection.SelectionReader, "read", "selected")
        for name in ("object", "page"):
            count(Planner, name, "planned")
        for name in ("one", "page", "many"):
            count(StatementBuilder, name, "built")
        count(finished.Finished, "of", "compiled")
        yield done
