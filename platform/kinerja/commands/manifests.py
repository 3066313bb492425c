"""Reads documents out of the files that clients' builds write: manifests, and plain GraphQL."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kinerja.kit.errors import KinerjaError

APOLLO_FORMAT: Final = "apollo-persisted-query-manifest"
APOLLO_VERSION: Final = 1
#: The grammar of identifiers, and what stands for the hash of a text in them.
#: https://github.com/graphql/graphql-over-http, appendix "Persisted Documents".
IDENTIFIER: Final = re.compile(r"(x-[A-Za-z0-9._~-]+:)?[A-Za-z0-9._~-]+")
LONGEST_IDENTIFIER: Final = 200
_HEX: Final = re.compile(r"[0-9a-f]+")
_SHA256_LENGTH: Final = 64
#: By how many hex digits they have: of relay-compiler, GraphQL Code Generator, and Apollo.
_HASHES: Final[Mapping[int, Callable[[bytes], str]]] = {
    32: lambda text: hashlib.md5(text, usedforsecurity=False).hexdigest(),
    40: lambda text: hashlib.sha1(text, usedforsecurity=False).hexdigest(),
    _SHA256_LENGTH: lambda text: hashlib.sha256(text).hexdigest(),
}


class ManifestError(KinerjaError):
    """The file holds no documents in a form that is known."""

    code = "INVALID_MANIFEST"
    en = (
        "{file}: {problem}. Known are the manifests of relay-compiler, GraphQL Code Generator and"
        " Apollo (JSON), and GraphQL itself (.graphql, .gql)."
    )
    id = (
        "{file}: {problem}. Yang dikenal: manifes relay-compiler, GraphQL Code Generator dan"
        " Apollo (JSON), serta GraphQL itu sendiri (.graphql, .gql)."
    )


@dataclass(frozen=True)
class Listed:
    """A document as a file lists it; `given_id` is what the client calls it, if the file tells."""

    file: str
    text: str
    given_id: str | None = None

    @property
    def sha256_id(self) -> str:
        """The identifier by which every document is known: the SHA-256 of its exact text."""
        return f"sha256:{hashlib.sha256(self.text.encode()).hexdigest()}"

    def identifiers(self) -> list[str]:
        """Return all identifiers that the document is to have.

        Raises:
            ValueError: the given one has a shape that is not allowed, or is another text's hash.
        """
        given = self.given_id
        if given is None or given == self.sha256_id:
            return [self.sha256_id]
        plain = given.removeprefix("sha256:")
        if len(given) > LONGEST_IDENTIFIER or not IDENTIFIER.fullmatch(plain):
            message = "identifiers are letters, digits, `-`, `.`, `_` and `~`, or begin with `x-…:`"
            raise ValueError(message)
        made = _HASHES.get(len(plain)) if _HEX.fullmatch(plain) else None
        if given != plain or (made is not None and made(self.text.encode()) != plain):
            message = "the identifier is the hash of another text"
            raise ValueError(message)
        # What Apollo sends is the hex of the SHA-256 alone; the service reads it as `sha256:`.
        is_sha256 = made is not None and len(plain) == _SHA256_LENGTH
        return [self.sha256_id] if is_sha256 else [self.sha256_id, given]


def read_documents(path: Path) -> Iterator[Listed]:
    """Yield the documents of a file, which must be in UTF-8.

    Raises:
        ManifestError: it cannot be read, or has no form that is known.
    """
    try:
        text = path.read_bytes().decode()  # As it is, line ends too: its hash is the identifier.
    except OSError as error:
        raise ManifestError(file=path, problem=error.strerror or "it cannot be read") from error
    except UnicodeDecodeError as error:
        raise ManifestError(file=path, problem="it is not UTF-8") from error
    if path.suffix in {".graphql", ".gql"}:
        yield Listed(path.name, text)
        return
    yield from _of_manifest(path, text)


def _of_manifest(path: Path, text: str) -> Iterator[Listed]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ManifestError(file=path, problem="it is not JSON") from error
    if not isinstance(content, dict):
        raise ManifestError(file=path, problem="it is not an object")
    pairs = _of_apollo(path, content) if "format" in content else list(content.items())
    for given, document in pairs:
        if not isinstance(given, str) or not isinstance(document, str):
            raise ManifestError(file=path, problem="an entry is not a document by its identifier")
        yield Listed(path.name, document, given)


def _of_apollo(path: Path, content: Mapping[str, object]) -> list[tuple[object, object]]:
    operations = content.get("operations")
    if (content["format"], content.get("version")) != (APOLLO_FORMAT, APOLLO_VERSION):
        raise ManifestError(file=path, problem="its format or version is unknown")
    if not isinstance(operations, list) or not all(isinstance(one, dict) for one in operations):
        raise ManifestError(file=path, problem="it lists no operations")
    return [(one.get("id"), one.get("body")) for one in operations]
