"""Whose tokens people bring: the province's identity provider, or on one machine our own issuer."""

from kinerja.http.access_tokens import AccessTokenVerifier
from kinerja.http.development_issuer import ISSUER, DevelopmentIssuer
from kinerja.http.discovery import discovered_keys, is_discoverable, is_trustworthy
from kinerja.http.jwks import RemoteKeys, fetcher
from kinerja.kit.errors import KinerjaError
from kinerja.settings import Settings


class IssuerMissingError(KinerjaError):
    """A real database without an identity provider: nobody could say who signs in."""

    code = "ISSUER_MISSING"
    en = (
        "Set KINERJA_ISSUER to the address of your OpenID provider. The development issuer works"
        " only with the embedded database, never with KINERJA_DATABASE_URL."
    )
    id = (
        "Isi KINERJA_ISSUER dengan alamat penyedia OpenID. Penerbit pengembangan hanya berlaku"
        " dengan basis data tertanam, tidak pernah dengan KINERJA_DATABASE_URL."
    )


class InsecureKeysError(KinerjaError):
    """Keys that anybody on the way could exchange."""

    code = "INSECURE_JWKS_URL"
    en = "KINERJA_JWKS_URL must begin with https:// (http:// is for this machine's own address)."
    id = "KINERJA_JWKS_URL harus diawali https:// (http:// hanya untuk alamat mesin ini sendiri)."


class UndiscoverableIssuerError(KinerjaError):
    """The issuer cannot be asked for its keys, and nothing else says where they are."""

    code = "UNDISCOVERABLE_ISSUER"
    en = (
        "KINERJA_ISSUER is no https:// address, so its keys cannot be found (http:// is for this"
        " machine's own address). Correct it, or set KINERJA_JWKS_URL."
    )
    id = (
        "KINERJA_ISSUER bukan alamat https://, sehingga kuncinya tidak dapat ditemukan"
        " (http:// hanya untuk alamat mesin ini sendiri). Perbaiki, atau isi KINERJA_JWKS_URL."
    )


def issues_own_tokens(settings: Settings) -> bool:
    """Tell whether the development issuer counts.

    Raises:
        IssuerMissingError: neither it nor an identity provider may be used as things are set.
    """
    if settings.issuer:
        return False
    if settings.jwks_url or not settings.is_embedded:
        raise IssuerMissingError
    return True


def people_verifier(settings: Settings) -> AccessTokenVerifier:
    """Return what checks people's tokens: exactly one issuer, never two.

    Raises:
        IssuerMissingError: it is not clear whose tokens count.
        InsecureKeysError: the keys would come over a line that others can change.
        UndiscoverableIssuerError: nothing says where the keys are.
    """
    if issues_own_tokens(settings):
        own = DevelopmentIssuer.open(settings.home)
        return AccessTokenVerifier(own, issuer=ISSUER, audience=settings.audience)
    issuer = settings.issuer or ""
    return AccessTokenVerifier(
        _keys_of(issuer, settings.jwks_url), issuer=issuer, audience=settings.audience
    )


def _keys_of(issuer: str, jwks_url: str | None) -> RemoteKeys:
    """Take the keys from where the settings say, else from where the issuer says."""
    if jwks_url:
        if not is_trustworthy(jwks_url):
            raise InsecureKeysError
        return RemoteKeys(fetcher(jwks_url))
    if not is_discoverable(issuer):
        raise UndiscoverableIssuerError
    return RemoteKeys(discovered_keys(issuer))
