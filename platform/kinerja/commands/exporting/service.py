"""Asks the service for rows, as the person whose token it has: policy decides what comes."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import urlsplit

import httpx
import orjson

from kinerja.commands.exporting.errors import (
    ExportCutError,
    InsecureAddressError,
    NotFoundError,
    NoTokenError,
    NotReachedError,
    RefusedExportError,
)
from kinerja.kit.errors import Language

JSONL: Final = "application/jsonl"
#: To connect, and between two parts of an answer; the service itself waits a minute for its reader.
TIMEOUT: Final = httpx.Timeout(60, connect=10)


@dataclass(frozen=True)
class Access:
    """Where the service is, who asks, in which language, and why (the access log keeps it)."""

    url: str
    token: str
    language: Language
    purpose: str | None = None

    def __post_init__(self) -> None:
        """Refuse to send a token in the clear to another machine.

        Raises:
            InsecureAddressError: the address is neither encrypted nor this machine.
        """
        parts = urlsplit(self.url)
        if parts.scheme != "https" and not _is_local(parts.hostname or ""):
            raise InsecureAddressError(url=self.url)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of every request."""
        headers = {"authorization": f"Bearer {self.token}", "accept-language": self.language}
        if self.purpose is not None:
            headers["kinerja-purpose"] = self.purpose
        return headers


class Lines:
    """The rows of one answer; `hidden` tells the paths that policy hides on all of them."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        head = self._next(0)
        hidden = head.get("extensions", {}).get("hiddenFields", [])
        self.hidden: Sequence[Mapping[str, Any]] = hidden

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        """Yield the rows.

        Raises:
            ExportCutError: they end before the mark that all have come.
        """
        count, row = 0, self._next(0)
        for line in self._lines:
            yield row
            count, row = count + 1, orjson.loads(line)
        if row.get("complete") is not True or row.get("count") != count:
            raise ExportCutError(rows=count, reason=_told(row) or "the connection ended")

    def _next(self, rows: int) -> Any:  # noqa: ANN401 - a value of JSON.
        line = next(self._lines, None)
        if line is None:
            raise ExportCutError(rows=rows, reason="the connection ended")
        return orjson.loads(line)


class Service:
    """The service at an address."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._client = httpx.Client(headers=access.headers, timeout=TIMEOUT)
        self._url = f"{access.url.rstrip('/')}/graphql"

    def __enter__(self) -> Self:
        """Return the service; the connection is closed after the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._client.close()

    def ask(self, operation: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the data of one answer.

        Raises:
            RefusedExportError: the service says why not.
            NotReachedError: it does not answer.
        """
        body = {"query": operation, "variables": variables}
        with self._reached():
            response = self._client.post(self._url, json=body)
        answer = _json(response)
        if answer.get("errors"):
            raise _refusal(answer)
        data: Mapping[str, Any] = answer["data"]
        return data

    def count(self, operation: str, variables: Mapping[str, Any]) -> int:
        """Return how many rows there are for who asks.

        Raises:
            NotFoundError: there is no agency or no cycle of this code for who asks.
            RefusedExportError: the service says why not.
            NotReachedError: it does not answer.
        """
        found: Any = self.ask(operation, variables)
        while isinstance(found, dict):
            [(name, found)] = found.items()
            if found is None:
                raise NotFoundError(what=name)
        return int(found)

    @contextmanager
    def lines(self, operation: str, variables: Mapping[str, Any]) -> Iterator[Lines]:
        """Give the rows of the list that the operation asks for, as they come.

        Raises:
            RefusedExportError: the service says why not.
            NotReachedError: it does not answer.
            ExportCutError: the connection ends before the last row.
        """
        body = {"query": operation, "variables": variables}
        headers = {"accept": JSONL}
        with (
            self._reached(),
            self._client.stream("POST", self._url, json=body, headers=headers) as response,
        ):
            if response.headers.get("content-type", "").partition(";")[0] != JSONL:
                response.read()
                raise _refusal(_json(response))
            yield Lines(_lines(response))

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except httpx.RemoteProtocolError as error:
            raise ExportCutError(rows="some", reason=str(error)) from error
        except httpx.TransportError as error:
            reason = str(error) or type(error).__name__
            raise NotReachedError(url=self._access.url, reason=reason) from error


def read_token(file: Path | None, given: str | None) -> str:
    """Return the token in the file, or else the given one.

    Raises:
        NoTokenError: there is none.
    """
    token = (given or "" if file is None else file.read_text("utf-8")).strip()
    if not token:
        raise NoTokenError
    return token


def _lines(response: httpx.Response) -> Iterator[bytes]:
    """Yield the lines, which end with a line feed and nothing else: texts hold other breaks."""
    rest = b""
    for part in response.iter_bytes():
        *whole, rest = (rest + part).split(b"\n")
        yield from whole


def _json(response: httpx.Response) -> Mapping[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise RefusedExportError(reason=response.status_code, told="this is no answer of Kinerja")
    return answer


def _refusal(answer: Mapping[str, Any]) -> RefusedExportError:
    errors = answer.get("errors") or [{}]
    code = errors[0].get("extensions", {}).get("code", "?")
    return RefusedExportError(reason=code, told=_told(answer))


def _told(answer: Mapping[str, Any]) -> str:
    return " ".join(str(error.get("message")) for error in answer.get("errors") or ())


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
