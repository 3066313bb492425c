"""Walls taken down on purpose: what stands behind them must hold, or the leak must be found."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog
from sqlalchemy import ColumnElement, Text, cast, func, literal_column, select, true

from graphql_schema.answers import ENGINE
from graphql_schema.context import Context
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId
from kinerja.reads import levels, pages, statement
from kinerja.reads.finished import StatementCache
from kinerja.reads.levels import Levels
from kinerja.reads.model import Model
from kinerja.reads.pages import PageText
from kinerja.reads.plan import Total
from kinerja.reads.prepared import PreparedReads
from policies.grants import Grant
from policies.relations import Binds
from policies.subject import Actor

#: An agency to which every agency is equal: comparisons with it hold for all rows.
_ANY_AGENCY: ColumnElement[Any] = literal_column("ANY (ARRAY[1, 2, 3])")


@contextmanager
def planted() -> Iterator[pytest.MonkeyPatch]:
    """Give a patch that is undone, with statements that are not kept before or after."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ENGINE, "prepared", PreparedReads(StatementCache()))
        yield patch


def without_policy(patch: pytest.MonkeyPatch) -> None:
    """Let policy grant every row and every field to everybody."""

    def everything(*_: Any, **__: Any) -> ColumnElement[bool]:
        return true()

    for name in ("rows_of", "rows_held_by"):
        patch.setattr(Grant, name, everything)
    for name in ("fields_of", "always_shows"):
        patch.setattr(Grant, name, lambda *_: True)


def without_agencies(patch: pytest.MonkeyPatch) -> None:
    """Let the read models forget that rows belong to agencies."""
    me = Binds(_ANY_AGENCY, levels.ME.subject, levels.ME.today)
    for module in (levels, statement):
        patch.setattr(module, "ME", me)


def without_the_agency_of(patch: pytest.MonkeyPatch, type_name: str) -> None:
    """Let one read model forget that its rows belong to agencies."""
    opened, me = Levels.open, Binds(_ANY_AGENCY, levels.ME.subject, levels.ME.today)

    def open_(self: Levels, model: Model, *given: Any, **named: Any) -> Any:
        with pytest.MonkeyPatch.context() as inner:
            if model.type_name == type_name:
                inner.setattr(levels, "ME", me)
            return opened(self, model, *given, **named)

    patch.setattr(Levels, "open", open_)


def count_all_rows(patch: pytest.MonkeyPatch) -> None:
    """Let `totalCount` count the table instead of what may be seen of it."""
    valued = PageText._value  # noqa: SLF001 - where the count is made.

    def value(self: PageText, entry: Any) -> Any:
        if not isinstance(entry, Total):
            return valued(self, entry)
        table = self._source.level.model.table
        return (cast(select(func.count()).select_from(table).scalar_subquery(), Text),)

    patch.setattr(pages.PageText, "_value", value)


def tell_an_id(patch: pytest.MonkeyPatch, agency_id: AgencyId, key: object) -> None:
    """Let the refusal to work in an agency name a person who might be asked."""

    class AskSomebodyError(KinerjaError):
        """Who asks has no duty in the agency."""

        code = "ASK_SOMEBODY"
        en = id = "{person}"

    acted = Context.actor

    async def actor(self: Context, asked: AgencyId) -> Actor:
        if asked == agency_id:
            raise AskSomebodyError(person=str(key))
        return await acted(self, asked)

    patch.setattr(Context, "actor", actor)


def log_a_name(patch: pytest.MonkeyPatch, agency_id: AgencyId, name: str) -> None:
    """Let a log line name a person of the agency that is asked for."""
    acted = Context.actor

    async def actor(self: Context, asked: AgencyId) -> Actor:
        if asked == agency_id:
            structlog.get_logger().info("agency asked for", head=name)
        return await acted(self, asked)

    patch.setattr(Context, "actor", actor)
