"""Who asks, and what: a request is let in with both, or refused."""

from starlette.requests import Request

from kinerja.http.anonymous import IsPublic, read_public_operation
from kinerja.http.authentication import Authenticator
from kinerja.http.caller import Caller
from kinerja.http.documents import Documents
from kinerja.http.errors import CrossSiteRequestError
from kinerja.http.operation import Operation, read_operation
from kinerja.http.visitors import Visitors
from policies.subject import Subject

#: What a browser says of a request that a page made it send without asking for permission (CORS):
#: a link, a form, an image. https://www.w3.org/TR/fetch-metadata/
_UNASKED = frozenset({"navigate", "no-cors"})
_OTHER_SITES = frozenset({"cross-site", "same-site"})


class Admission:
    """Lets a request in.

    No page of another site can send one in somebody's name: the token stands in a header, for which
    a browser asks for permission first, and nobody gives it; there are no cookies.
    """

    def __init__(
        self,
        authenticator: Authenticator,
        *,
        documents: Documents,
        is_public: IsPublic,
        visitors: Visitors,
    ) -> None:
        self._authenticator = authenticator
        self._documents = documents
        self._is_public = is_public
        self._visitors = visitors

    async def admit(self, request: Request) -> tuple[Caller, Operation]:
        """Return who asks and what; without a token (None), only what is for everybody.

        Raises:
            UnauthenticatedError: no token, or one that is invalid, expired or revoked.
            AgencySuspendedError: the agency of the person or client is suspended.
            RefusedRequestError: the request is not one that can be run.
        """
        subject, operation = await self._read(request)
        return Caller.of(request, subject, self._visitors), operation

    async def _read(self, request: Request) -> tuple[Subject | None, Operation]:
        _refuse_other_sites(request)
        if "authorization" not in request.headers:
            documents = self._documents.of(None)
            return None, await read_public_operation(request, documents, self._is_public)
        subject = await self._authenticator.authenticate(request.headers)
        return subject, await read_operation(request, self._documents.of(subject))


def _refuse_other_sites(request: Request) -> None:
    """Refuse what a page of another site can make a browser send: a second lock on that door."""
    mode, site = (request.headers.get(f"sec-fetch-{name}", "") for name in ("mode", "site"))
    if mode in _UNASKED and site in _OTHER_SITES:
        raise CrossSiteRequestError
