"""Ids of people's rows in SQL, as the API client that asks knows them.

The ids of all rows that policy judges by a person (`RowFacts.owner`) are pseudonyms for a client
that may not know who is who: else it could put together what it got with what others know. The
database permutes them on the way out; so cursors carry them, and they break the ties of orders.
"""

from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, Uuid, bindparam, func

#: The parameter that carries the key of the client that asks.
KEY = "pseudonym_key"


def shown_id(real: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return an id as the client that asks knows it."""
    return func.pseudonym(bindparam(KEY, None, LargeBinary()), real, type_=Uuid())
