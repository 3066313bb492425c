"""Whose tokens people bring: the province's identity provider, or on one machine our own issuer."""

from urllib.parse import urlsplit

from kinerja.http.access_tokens import AccessTokenVerifier
from kinerja.http.development_issuer import ISSUER, DevelopmentIssuer
from kinerja.http.jwks import RemoteKeys, fetcher
from kinerja.kit.errors import KinerjaError
from kinerja.settings import Settings

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class IssuerMissingError(KinerjaError):
    """A real database without an identity provider: nobody could say who signs in."""

    code = "ISSUER_MISSING"
    en = (
        "Set both KINERJA_ISSUER and KINERJA_JWKS_URL. The development issuer works only with the"
        " embedded database, never with KINERJA_DATABASE_URL."
    )
    id = (
        "Isi KINERJA_ISSUER dan KINERJA_JWKS_URL. Penerbit pengembangan hanya berlaku dengan basis"
        " data tertanam, tidak pernah dengan KINERJA_DATABASE_URL."
    )


class InsecureKeysError(KinerjaError):
    """Keys that anybody on the way could exchange."""

    code = "INSECURE_JWKS_URL"
    en = "KINERJA_JWKS_URL must begin with https:// (http:// is for this machine's own address)."
    id = "KINERJA_JWKS_URL harus diawali https:// (http:// hanya untuk alamat mesin ini sendiri)."


def issues_own_tokens(settings: Settings) -> bool:
    """Tell whether the development issuer counts.

    Raises:
        IssuerMissingError: neither it nor an identity provider may be used as things are set.
    """
    if settings.issuer and settings.jwks_url:
        return False
    if settings.issuer or settings.jwks_url or not settings.is_embedded:
        raise IssuerMissingError
    return True


def people_verifier(settings: Settings) -> AccessTokenVerifier:
    """Return what checks people's tokens: exactly one issuer, never two.

    Raises:
        IssuerMissingError: it is not clear whose tokens count.
        InsecureKeysError: the keys would come over a line that others can change.
    """
    if issues_own_tokens(settings):
        own = DevelopmentIssuer.open(settings.home)
        return AccessTokenVerifier(own, issuer=ISSUER, audience=settings.audience)
    url = urlsplit(settings.jwks_url or "")
    if url.scheme != "https" and not (url.scheme == "http" and url.hostname in LOOPBACK):
        raise InsecureKeysError
    keys = RemoteKeys(fetcher(settings.jwks_url or ""))
    return AccessTokenVerifier(keys, issuer=settings.issuer or "", audience=settings.audience)
