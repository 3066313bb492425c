"""Requests that are refused before any GraphQL runs, each with its HTTP status and headers."""

from collections.abc import Mapping
from typing import ClassVar

from kinerja.kit.errors import KinerjaError
from tenants.api_tokens import StoredToken
from tenants.security_events import Refusal


class RefusedRequestError(KinerjaError):
    """A request that is answered with `status` and without running anything."""

    status: ClassVar[int] = 400
    #: Answered like a document that is not valid: in the media type asked for, and with 200 where
    #: that is plain JSON, since older clients read no other answer.
    is_request_error: ClassVar[bool] = False

    def headers(self) -> Mapping[str, str]:
        """Return the headers that the status demands."""
        return {}


class UnauthenticatedError(RefusedRequestError):
    """The request carries no token."""

    status = 401
    code = "UNAUTHENTICATED"
    en = "Send a token: `Authorization: Bearer <token>`."
    id = "Sertakan token: `Authorization: Bearer <token>`."
    #: The error of RFC 6750, section 3.1; none when no token was sent at all.
    challenge: ClassVar[str] = ""

    def headers(self) -> Mapping[str, str]:
        """Return the challenge that RFC 9110, section 11.6.1 demands with a 401."""
        return {"www-authenticate": 'Bearer realm="kinerja"' + self.challenge}


class RefusedTokenError(UnauthenticatedError):
    """The request carries a token that does not count.

    `refusal` is for the record of security events, and `stored` the API token if it is known; the
    caller learns no more than the code says.
    """

    def __init__(self, refusal: Refusal, *, stored: StoredToken | None = None) -> None:
        super().__init__()
        self.refusal = refusal
        self.stored = stored


class InvalidTokenError(RefusedTokenError):
    """The token is not one that this service accepts; the reason stays here."""

    code = "INVALID_TOKEN"
    en = "The token is not valid for this service."
    id = "Token tidak berlaku untuk layanan ini."
    challenge = ', error="invalid_token", error_description="The token is not valid"'


class ExpiredTokenError(RefusedTokenError):
    """The token was good once."""

    code = "EXPIRED_TOKEN"
    en = "The token has expired. Obtain a new one."
    id = "Token sudah kedaluwarsa. Mintalah token baru."
    challenge = ', error="invalid_token", error_description="The token has expired"'

    def __init__(self, *, stored: StoredToken | None = None) -> None:
        super().__init__(Refusal.EXPIRED, stored=stored)


class RevokedTokenError(RefusedTokenError):
    """An operator has ended the token before its time."""

    code = "REVOKED_TOKEN"
    en = "The token was revoked. Ask the operator of the service for a new one."
    id = "Token telah dicabut. Mintalah token baru kepada operator layanan ini."
    challenge = ', error="invalid_token", error_description="The token was revoked"'

    def __init__(self, *, stored: StoredToken) -> None:
        super().__init__(Refusal.REVOKED, stored=stored)


class IdentityProviderUnavailableError(RefusedRequestError):
    """The key of a token is not known, and the identity provider cannot be asked for it now."""

    status = 503
    code = "IDENTITY_PROVIDER_UNAVAILABLE"
    en = "The identity provider cannot be reached now. Try again in a few seconds."
    id = "Penyedia identitas sedang tidak dapat dihubungi. Coba lagi beberapa detik lagi."

    def headers(self) -> Mapping[str, str]:
        """Say when another attempt makes sense."""
        return {"retry-after": "5"}


class MethodNotAllowedError(RefusedRequestError):
    """GraphQL over HTTP knows GET and POST only."""

    status = 405
    code = "METHOD_NOT_ALLOWED"
    en = "Use GET for queries or POST."
    id = "Gunakan GET untuk kueri atau POST."

    def headers(self) -> Mapping[str, str]:
        """List the methods that are allowed."""
        return {"allow": "GET, POST"}


class MutationOverGetError(RefusedRequestError):
    """GET is safe by definition (RFC 9110, section 9.2.1), so it runs queries only."""

    status = 405
    code = "METHOD_NOT_ALLOWED"
    en = "GET runs queries only. Send this operation by POST."
    id = "GET hanya menjalankan kueri. Kirimkan operasi ini dengan POST."

    def headers(self) -> Mapping[str, str]:
        """List the method that is allowed for this operation."""
        return {"allow": "POST"}


class NotAcceptableError(RefusedRequestError):
    """None of the media types in `Accept` can be produced."""

    status = 406
    code = "NOT_ACCEPTABLE"
    en = "Accept `application/graphql-response+json` or `application/json`."
    id = "Terimalah `application/graphql-response+json` atau `application/json`."


class BodyTooLargeError(RefusedRequestError):
    """The body is larger than the service reads."""

    status = 413
    code = "BODY_TOO_LARGE"
    en = "The request body may hold {limit} bytes at most. Send fewer items at once."
    id = "Isi permintaan paling banyak {limit} bita. Kirimkan lebih sedikit sekaligus."


class URITooLongError(RefusedRequestError):
    """The query string is longer than the service reads; a body may be much longer."""

    status = 414
    code = "URI_TOO_LONG"
    en = "The query string may hold {limit} bytes. Send the request by POST."
    id = "String kueri paling banyak {limit} bita. Kirimkan permintaan ini dengan POST."


class UnsupportedMediaTypeError(RefusedRequestError):
    """The body is not JSON in UTF-8; forms are refused, since they need no preflight."""

    status = 415
    code = "UNSUPPORTED_MEDIA_TYPE"
    en = "Send the body as `Content-Type: application/json` in UTF-8, not compressed."
    id = "Kirimkan isi sebagai `Content-Type: application/json` dalam UTF-8, tanpa kompresi."


class MalformedRequestError(RefusedRequestError):
    """The body or the query string is not a GraphQL request."""

    status = 400
    code = "BAD_REQUEST"
    en = "This is not a GraphQL request: {problem}."
    id = "Ini bukan permintaan GraphQL: {problem}."


class BatchingNotSupportedError(RefusedRequestError):
    """The body is a list of requests: their cost and their changes would be one's together."""

    status = 400
    code = "BATCHING_NOT_SUPPORTED"
    en = "Send one request at a time, not a list of them. One document may have several fields."
    id = "Kirimkan satu permintaan, bukan daftar. Satu dokumen boleh memuat beberapa bidang."


class InputTooDeepError(RefusedRequestError):
    """Values are nested more deeply than any input needs."""

    status = 400
    code = "INPUT_TOO_DEEP"
    en = "Objects and lists may be nested {limit} levels deep."
    id = "Objek dan daftar paling dalam bersarang {limit} tingkat."


class CrossSiteRequestError(RefusedRequestError):
    """A browser sends this for another site, in a way that needed nobody's permission."""

    status = 403
    code = "CROSS_SITE_REQUEST"
    en = "Pages of other sites may not send this. Ask from a program, or from this site."
    id = "Halaman situs lain tidak boleh mengirim ini. Kirimkan dari program atau situs ini."


class UnknownDocumentError(RefusedRequestError):
    """The caller has no trusted document of that name; whoever else may have one.

    Apollo's clients know the code: they send the text after it, where that is allowed.
    """

    code = "PERSISTED_QUERY_NOT_FOUND"
    en = "No trusted document has this id for you. It must be registered before it is used."
    id = "Tidak ada dokumen tepercaya dengan id ini untuk Anda. Daftarkan sebelum dipakai."
    is_request_error = True


class DocumentRequiredError(RefusedRequestError):
    """The caller may run trusted documents only, and has sent a text."""

    status = 403
    code = "DOCUMENT_REQUIRED"
    en = "Only registered documents are run here. Name one in `documentId`, without `query`."
    id = "Hanya dokumen terdaftar yang dijalankan. Sebutkan di `documentId`, tanpa `query`."


class DocumentHashError(RefusedRequestError):
    """The text is not the one whose hash stands beside it."""

    status = 400
    code = "DOCUMENT_HASH_MISMATCH"
    en = "`extensions.persistedQuery.sha256Hash` is not the SHA-256 of `query`."
    id = "`extensions.persistedQuery.sha256Hash` bukan SHA-256 dari `query`."


class InternalError(RefusedRequestError):
    """Something that nobody foresaw. The text stays in the log, under the id that is answered."""

    status = 500
    code = "INTERNAL"
    en = "Internal error. Tell the operator the errorId."
    id = "Kesalahan internal. Sampaikan errorId kepada operator."


class UnavailableError(RefusedRequestError):
    """The database does not answer, so nothing can be said about the request."""

    status = 503
    code = "UNAVAILABLE"
    en = "The service cannot reach its database now. Try again in a few seconds."
    id = "Layanan sedang tidak dapat menjangkau basis datanya. Coba lagi beberapa detik lagi."

    def headers(self) -> Mapping[str, str]:
        """Say when another attempt makes sense."""
        return {"retry-after": "5"}
