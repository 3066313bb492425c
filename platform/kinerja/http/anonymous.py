"""What may be asked without a token: nothing but the operations that are for everybody."""

from collections.abc import Callable

from starlette.requests import Request

from kinerja.http.documents import CallersDocuments
from kinerja.http.errors import DocumentRequiredError, RefusedRequestError, UnauthenticatedError
from kinerja.http.operation import Operation, read_operation

#: Bytes of a body that are read before anybody has said who asks.
MOST_BYTES = 16_384

#: Tells of a document, and the name of one of its operations, whether that is for everybody.
IsPublic = Callable[[str, str | None], bool]


async def read_public_operation(
    request: Request, documents: CallersDocuments, is_public: IsPublic
) -> Operation:
    """Read the operation of a request that carries no token.

    Whatever is wrong with it, and whatever else it asks for: it is told to sign in, as ever.

    Raises:
        UnauthenticatedError: it is not an operation for everybody.
        DocumentRequiredError: the service runs trusted documents only.
    """
    length = request.headers.get("content-length", "")
    is_small = length.isascii() and length.isdigit() and int(length) <= MOST_BYTES
    if request.method != "POST" or not is_small:
        raise UnauthenticatedError
    try:
        operation = await read_operation(request, documents)
    except DocumentRequiredError:
        raise
    except RefusedRequestError:
        raise UnauthenticatedError from None
    if not is_public(operation.query, operation.name):
        raise UnauthenticatedError
    return operation
