"""Ids of people's rows in SQL, as the API client that asks knows them.

The ids of all rows that policy judges by a person (`RowFacts.owner`) are pseudonyms for a client
that may not know who is who: else it could put together what it got with what others know. The
database permutes them on the way out, into objects and cursors alike.
"""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, LargeBinary, Uuid, bindparam, func

#: The parameter that carries the key of the client that asks.
KEY = "pseudonym_key"


def shown_id(real: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return an id as the client that asks knows it."""
    return func.pseudonym(_key(), real, type_=Uuid())


def place_of(real: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return by what the rows are ordered for that client, see `kinerja.kit.pseudonyms.place`."""
    return func.sha256(_key().concat(func.uuid_send(real)), type_=LargeBinary())


def _key() -> BindParameter[Any]:
    return bindparam(KEY, None, LargeBinary())
