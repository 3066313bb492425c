"""Results are rounded half up, also where division has left a half a little short."""

from decimal import Decimal

import pytest
from sqlalchemy import Numeric, literal_column, select

from kinerja.domains.appraisals.composite import rounded
from tests.support.database import Database


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("88.33333483335", "88.3333348334"),
        ("88.33333483334999999999", "88.3333348334"),
        ("88.33333483335000000001", "88.3333348334"),
        ("88.333334833349", "88.3333348333"),
        ("89.9995", "89.9995"),
        ("1.00000000000000000000 / 3 * 1.5", "0.5"),
        ("1.00000000000000000000 / 3 * 0.00000000015", "0.0000000001"),
    ],
)
async def test_a_result_is_rounded_half_up(database: Database, value: str, stored: str) -> None:
    column = rounded(literal_column(value, Numeric()))

    async with database.application.connect() as connection:
        found = await connection.scalar(select(column))

    assert found == Decimal(stored)
