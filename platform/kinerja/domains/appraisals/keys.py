"""New keys made by the database, for rows that a statement makes by the thousand."""

from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Uuid, cast, func


def new_key() -> ColumnElement[UUID]:
    """Return an expression for a new UUIDv7 (RFC 9562), another one for each row.

    PostgreSQL has `uuidv7()` from version 18 on; this works from 16 on: a random UUIDv4 whose first
    48 bits become the milliseconds, and whose version bits become 7.
    """
    milliseconds = cast(func.date_part("epoch", func.clock_timestamp()) * 1000, BigInteger)
    stamp = func.substring(func.int8send(milliseconds), 3)
    stamped = func.overlay(func.uuid_send(func.gen_random_uuid()), stamp, 1, 6)
    versioned = func.set_bit(func.set_bit(stamped, 52, 1), 53, 1)
    return cast(func.encode(versioned, "hex"), Uuid())
