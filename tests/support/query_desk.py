"""Who reads in the tests of the query language, and how many statements that takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event

from tests.support.clients import Answer, Client
from tests.support.reading import Place


@dataclass(frozen=True)
class QueryDesk:
    """A client that reads, and what there is to read."""

    client: Client
    place: Place

    async def data(self, document: str, *, statements: int = 1, **variables: Any) -> Any:
        """Return the `data` of an answer without errors, each root field from one statement."""
        answer, sent = await self.ask(document, **variables)
        assert answer.body.get("errors") is None, answer.body["errors"]
        assert len(sent) == statements, sent
        return answer.data

    async def refused(self, document: str, **variables: Any) -> list[str]:
        """Return the codes of a refusal, for which nothing was sent to the database."""
        answer, sent = await self.ask(document, **variables)
        assert sent == []
        return answer.codes

    async def ask(self, document: str, **variables: Any) -> tuple[Answer, list[str]]:
        """Return an answer, and the statements by which it was read."""
        with self._watched() as sent:
            answer = await self.client.query(document, variables)
        return answer, sent

    @contextmanager
    def _watched(self) -> Iterator[list[str]]:
        """Collect the statements that write JSON: those of the reads."""
        sent: list[str] = []

        def note(_: Any, __: Any, statement: str, *___: Any) -> None:
            if "'{\"" in statement:
                sent.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(Engine, "before_cursor_execute", note)
