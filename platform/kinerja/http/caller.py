"""Who asks, as everything behind the edge knows it."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

from starlette.requests import Request

from kinerja.http import negotiation
from kinerja.http.purpose import read_purpose
from kinerja.http.visitors import Visitors
from kinerja.kit.errors import Language
from policies.subject import Subject


@dataclass(frozen=True)
class Caller:
    """Who asks (None: nobody who has signed in), in which language, in which request, and why.

    `visitor` is the network that the request comes from, as a keyed hash.
    """

    subject: Subject | None
    language: Language
    request_id: UUID
    purpose: str | None = None
    visitor: bytes | None = None

    @classmethod
    def of(cls, request: Request, subject: Subject | None, visitors: Visitors) -> Self:
        """Return the caller of a request that was let in for `subject`.

        Raises:
            InvalidPurposeError: what the request says about its purpose cannot be kept.
        """
        language = negotiation.pick_language(request.headers.get("accept-language"))
        purpose, visitor = read_purpose(request.headers), visitors.name(request)
        return cls(subject, language, request.scope["state"]["request_id"], purpose, visitor)

    @property
    def budget_key(self) -> bytes:
        """Whose budget the request is on: the subject's; else the network's that it is from."""
        return self.subject.id.bytes if self.subject else (self.visitor or b"")
