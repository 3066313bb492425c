"""Statements with WITH that stand inside another one and speak of its rows."""

from typing import Any

from sqlalchemy import Integer, Select, TextualSelect, bindparam, literal_column, text
from sqlalchemy.dialects import postgresql

from policies.relations import AGENCY

#: The agency where a nested statement names it: the parameter that every read has.
NESTED_AGENCY = literal_column(f":{AGENCY}", Integer())


def nested(statement: Select[Any]) -> TextualSelect:
    """Return `statement` with its WITH clauses inside it.

    SQLAlchemy lifts them to the top of the whole statement, where the row that they are computed
    from is out of scope. So it is written down here. Its constants must be our own words and
    numbers, and its only parameter is `NESTED_AGENCY`: it holds no value of a request.
    """
    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types.
    written = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    agency = bindparam(AGENCY, None, Integer())
    return text(written).bindparams(agency).columns(*statement.selected_columns)
