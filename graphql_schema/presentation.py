"""How errors appear in an answer: expected ones localised, foreseen ones coded, others masked."""

from collections.abc import Iterable
from typing import Any

import structlog
from graphql import FieldNode, GraphQLError, GraphQLFormattedError, GraphQLSyntaxError

from graphql_schema.tracing import note_refusal
from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup, Language
from kinerja.kit.faults import stack_of
from kinerja.kit.ids import new_id
from kinerja.kit.outages import is_outage

log = structlog.get_logger(__name__)

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
BAD_USER_INPUT = "BAD_USER_INPUT"
INTERNAL = "INTERNAL"
#: What stands before the English sentences of GraphQL's own checks, for who reads Indonesian.
_IN_INDONESIAN = {
    PARSE_FAILED: "Dokumen ini bukan GraphQL yang benar",
    VALIDATION_FAILED: "Dokumen ini tidak sesuai dengan skema",
    BAD_USER_INPUT: "Nilai yang dikirim tidak sesuai dengan skema",
}


class InternalError(KinerjaError):
    """Something that nobody foresaw."""

    code = INTERNAL
    en = "Internal error. Tell the operator the errorId."
    id = "Kesalahan internal. Sampaikan errorId kepada operator."


class UnavailableError(KinerjaError):
    """The database is away, so a part of the answer could not be had."""

    code = "UNAVAILABLE"
    en = "The service cannot reach its database now. Try again in a few seconds."
    id = "Layanan sedang tidak dapat menjangkau basis datanya. Coba lagi beberapa detik lagi."


def is_unexpected(error: GraphQLError) -> bool:
    """Tell whether the error is nobody's input but a fault of the service.

    What validation and coercion find names a place in the document and no field that was resolved;
    a fault has the path of the field that it happened in, or no place at all.
    """
    cause = cause_of(error)
    if cause is None or isinstance(cause, KinerjaError):
        return False
    return error.path is not None or not error.nodes


def cause_of(error: GraphQLError) -> Exception | None:
    """Return the exception behind the error, however often GraphQL has wrapped it."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def present(
    errors: Iterable[GraphQLError], language: Language, *, default_code: str
) -> list[dict[str, Any]]:
    """Return the errors as they are answered; the text of an unexpected one stays in the log."""
    return [entry for error in errors for entry in _present(error, language, default_code)]


def _present(error: GraphQLError, language: Language, default_code: str) -> list[dict[str, Any]]:
    cause = cause_of(error)
    if isinstance(cause, KinerjaErrorGroup):
        return [_expected(error, part, language) for part in cause.errors]
    if isinstance(cause, KinerjaError):
        return [_expected(error, cause, language)]
    if is_unexpected(error):
        return [_masked(error, cause, language)]
    code = PARSE_FAILED if isinstance(error, GraphQLSyntaxError) else default_code
    formatted = error.formatted
    extensions = {"code": code, **formatted.get("extensions", {})}
    message = _told(formatted["message"], code, language)
    return [{**formatted, "message": message, "extensions": extensions}]


def _told(message: str, code: str, language: Language) -> str:
    """Return a sentence of GraphQL's own, which is English, with what it is about before it."""
    about = _IN_INDONESIAN.get(code) if language == "id" else None
    return message if about is None else f"{about}: {message}"


def _expected(error: GraphQLError, cause: KinerjaError, language: Language) -> dict[str, Any]:
    note_refusal(cause)
    extensions: dict[str, Any] = {"code": cause.code}
    if cause.path:
        extensions["inputPath"] = [str(segment) for segment in cause.path]
    return {**_place(error), "message": cause.message(language), "extensions": extensions}


def _masked(error: GraphQLError, cause: Exception | None, language: Language) -> dict[str, Any]:
    """Log where it happened, under an id; not its text, which may repeat personal data."""
    error_id = str(new_id())
    log.error(
        "unexpected error",
        error_id=error_id,
        error=type(cause).__name__,
        # The field's name in the schema; its alias in the path is the client's free text.
        field=_field_of(error),
        frames=stack_of(cause),
    )
    masked = UnavailableError() if is_outage(cause) else InternalError()
    extensions = {"code": masked.code, "errorId": error_id}
    return {**_place(error), "message": masked.message(language), "extensions": extensions}


def _field_of(error: GraphQLError) -> str | None:
    node = error.nodes[0] if error.nodes else None
    return node.name.value if isinstance(node, FieldNode) else None


def _place(error: GraphQLError) -> GraphQLFormattedError:
    formatted = error.formatted
    formatted.pop("extensions", None)
    return formatted
