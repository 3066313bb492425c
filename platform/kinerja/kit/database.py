"""What every table shares: the declarative base, constraint names and column types."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    DateTime,
    MetaData,
    Numeric,
    Text,
    Uuid,
    func,
)
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import UserDefinedType

#: Constraint names come from here, so a database error names the rule that was broken.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of all mapped classes."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy as a class attribute.
        str: Text,
        datetime: DateTime(timezone=True),
        Decimal: Numeric,
        UUID: Uuid(as_uuid=True),
    }


class Ltree(UserDefinedType[str]):
    """PostgreSQL `ltree`: the labels from the root to a node, joined by dots.

    Crosses the wire as text: the driver would ask the server about a type it does not know, one
    more statement in every connection.
    """

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:  # noqa: ANN401 - the signature of SQLAlchemy.
        """Return the type's name in DDL."""
        return "LTREE"

    def bind_expression(self, bindvalue: BindParameter[str]) -> ColumnElement[str]:
        """Send text and let the server make it a path."""
        return func.text2ltree(bindvalue, type_=self)

    def column_expression(self, colexpr: ColumnElement[str]) -> ColumnElement[str]:
        """Read text."""
        return func.ltree2text(colexpr, type_=self)


def one_of(column: str, values: type[StrEnum] | Iterable[str]) -> CheckConstraint:
    """Limit a text column to a closed vocabulary.

    Text with CHECK rather than an enum type: enum comparison is not leakproof, so under row-level
    security it filters where text seeks.
    """
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")
