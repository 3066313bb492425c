"""Which document a request means: the text that it sends, or a trusted one that it names."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kinerja.http.errors import (
    DocumentHashError,
    DocumentRequiredError,
    MalformedRequestError,
    UnknownDocumentError,
)
from policies.subject import Subject, SubjectKind
from tenants.trusted_documents import TrustedDocuments

#: A SHA-256 without its prefix, as Apollo's clients send it.
_PLAIN_SHA256: Final = re.compile(r"[0-9a-f]{64}")
APOLLO_VERSION: Final = 1


@dataclass(frozen=True)
class CallersDocuments:
    """The trusted documents of one caller; `only`: it may run nothing else."""

    known: TrustedDocuments
    client_id: UUID | None
    only: bool

    def find(self, document_id: str) -> str | None:
        """Return the text of a document of the caller's, or of everybody's."""
        if _PLAIN_SHA256.fullmatch(document_id):
            document_id = f"sha256:{document_id}"
        return self.known.find(document_id, self.client_id)


@dataclass(frozen=True)
class Documents:
    """All trusted documents; `only`: no caller may run anything else."""

    known: TrustedDocuments
    only: bool

    def of(self, subject: Subject | None) -> CallersDocuments:
        """Return those of a caller. People, and who has not signed in, have everybody's."""
        is_client = subject is not None and subject.kind is SubjectKind.CLIENT
        client_id = subject.id if subject is not None and is_client else None
        return CallersDocuments(self.known, client_id, self.only or self.known.requires(client_id))


def read_document(members: Mapping[str, object], documents: CallersDocuments) -> str:
    """Return the text of the document that a request asks for.

    It is sent as `query`, or named by `documentId`, or named as Apollo does it, by
    `extensions.persistedQuery`; the latter may come with the text, which then has to fit.

    Raises:
        MalformedRequestError: there is no document, or it is given in two ways.
        UnknownDocumentError: the caller has no document of that name.
        DocumentRequiredError: the caller may run trusted documents only.
        DocumentHashError: the text has another hash than the request says.
    """
    text, document_id = members.get("query"), members.get("documentId")
    apollo_id = _apollo_id(members.get("extensions"))
    if document_id is not None and (text is not None or apollo_id is not None):
        raise MalformedRequestError(problem="give `query` or `documentId`, not both")
    if text is not None:
        return _sent(text, apollo_id, documents)
    if document_id is None:
        document_id = apollo_id
    if document_id is None:
        raise MalformedRequestError(problem="`query` is missing or not a text")
    if not isinstance(document_id, str) or not document_id:
        raise MalformedRequestError(problem="`documentId` is not a text")
    return _named(document_id, documents)


def _sent(text: object, apollo_id: str | None, documents: CallersDocuments) -> str:
    if not isinstance(text, str) or not text.strip():
        raise MalformedRequestError(problem="`query` is missing or not a text")
    if apollo_id is not None and hashlib.sha256(text.encode()).hexdigest() != apollo_id:
        raise DocumentHashError
    if documents.only and (apollo_id is None or documents.find(apollo_id) is None):
        raise DocumentRequiredError
    return text


def _named(document_id: str, documents: CallersDocuments) -> str:
    found = documents.find(document_id)
    if found is None:
        raise UnknownDocumentError
    return found


def _apollo_id(extensions: object) -> str | None:
    """Return the hash that `extensions.persistedQuery` names; None: there is no such member."""
    if not isinstance(extensions, dict) or "persistedQuery" not in extensions:
        return None
    given = extensions["persistedQuery"]
    version = given.get("version") if isinstance(given, dict) else None
    found = given.get("sha256Hash") if isinstance(given, dict) else None
    if version != APOLLO_VERSION or not isinstance(found, str):
        problem = "`extensions.persistedQuery` is not {version: 1, sha256Hash: …}"
        raise MalformedRequestError(problem=problem)
    return found.lower()
