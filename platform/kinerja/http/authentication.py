"""Who is asking: the bearer token of a request becomes a subject, or the request is refused."""

from typing import Protocol

from starlette.datastructures import Headers

from kinerja.http.access_tokens import AccessTokenVerifier
from kinerja.http.api_tokens import PREFIX, APITokenVerifier
from kinerja.http.errors import InvalidTokenError, RefusedTokenError, UnauthenticatedError
from kinerja.kit.ids import AgencyId
from policies.subject import Subject, SubjectKind
from tenants.errors import UnknownAgencyError
from tenants.records import AgencyRecord
from tenants.refusals import RefusalCounter
from tenants.security_events import Refusal


class Agencies(Protocol):
    """The agencies that may use the service now."""

    async def get(self, code: str) -> AgencyRecord:
        """Return the agency with that code; raises when it is unknown or suspended."""

    async def get_by_id(self, agency_id: AgencyId) -> AgencyRecord:
        """Return the agency with that id; raises when it is unknown or suspended."""


class Authenticator:
    """Accepts access tokens of people and tokens of API clients; nothing else, and no cookies.

    Every token that is refused is counted, with the agency if it is an API client's.
    """

    def __init__(
        self,
        *,
        people: AccessTokenVerifier,
        clients: APITokenVerifier,
        agencies: Agencies,
        refusals: RefusalCounter,
    ) -> None:
        self._people = people
        self._clients = clients
        self._agencies = agencies
        self._refusals = refusals

    async def authenticate(self, headers: Headers) -> Subject:
        """Return the subject that the request's token speaks for.

        Raises:
            UnauthenticatedError: no token, or one that is invalid, expired or revoked.
            IdentityProviderUnavailableError: the token cannot be checked at present.
            AgencySuspendedError: the agency of the person or client is suspended.
        """
        try:
            return await self._subject(headers.getlist("authorization"))
        except RefusedTokenError as error:
            self._count(error)
            raise

    async def _subject(self, values: list[str]) -> Subject:
        token = _bearer_token(values)
        if token.startswith(PREFIX):
            return await self._client(token)
        return await self._person(token)

    async def _person(self, token: str) -> Subject:
        claims = await self._people.verify(token)
        agency_id = None
        if claims.agency_code is not None:
            try:
                agency_id = (await self._agencies.get(claims.agency_code)).id
            except UnknownAgencyError as error:
                raise InvalidTokenError(Refusal.FOREIGN) from error
        return Subject(
            id=claims.subject_id,
            kind=SubjectKind.PERSON,
            agency_id=agency_id,
            scopes=frozenset(),
        )

    async def _client(self, token: str) -> Subject:
        stored = await self._clients.verify(token)
        if stored.agency_id is not None:
            await self._agencies.get_by_id(stored.agency_id)
        return Subject(
            id=stored.client_id,
            kind=SubjectKind.CLIENT,
            agency_id=stored.agency_id,
            scopes=stored.scopes,
            purpose=stored.purpose,
            pseudonym_key=stored.pseudonym_key,
        )

    def _count(self, error: RefusedTokenError) -> None:
        if (stored := error.stored) is None:
            self._refusals.count(error.refusal)
            return
        self._refusals.count(
            error.refusal,
            agency_id=stored.agency_id,
            token_id=stored.id,
            client_id=stored.client_id,
        )


def _bearer_token(values: list[str]) -> str:
    if not values:
        raise UnauthenticatedError
    scheme, _, token = values[0].partition(" ")
    if len(values) > 1 or scheme.lower() != "bearer" or not token.strip():
        raise InvalidTokenError(Refusal.MALFORMED)
    return token.strip()
