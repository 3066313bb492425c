"""Writes Parquet: typed columns for programs that analyse; pyarrow is loaded only for it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from kinerja.commands.exporting.columns import Column, Kind
from kinerja.commands.exporting.errors import ValueDoesNotFitError

#: Rows that are held and written together, as one row group.
GROUP: Final = 10_000
#: Decimals are exact: 26 digits before the point and 12 behind it.
_DECIMAL: Final = pa.decimal128(38, 12)
_TYPES: Final[Mapping[Kind, pa.DataType]] = {
    Kind.TEXT: pa.string(),
    Kind.DECIMAL: _DECIMAL,
    Kind.DATE: pa.date32(),
    Kind.INSTANT: pa.timestamp("us", tz="UTC"),
    Kind.FLAG: pa.bool_(),
}
_READERS: Final[Mapping[Kind, Callable[[Any], Any]]] = {
    Kind.DECIMAL: Decimal,
    Kind.DATE: date.fromisoformat,
    Kind.INSTANT: datetime.fromisoformat,
}


class ParquetWriter:
    """A Parquet file, compressed (Zstandard); a missing value is null."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._schema = pa.schema([(one.name, _TYPES[one.kind]) for one in columns])
        self._file = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._waiting: list[list[Any]] = [[] for _ in columns]
        self._written = 0

    def write(self, row: Sequence[Any]) -> None:
        """Write one row, with others of its group.

        Raises:
            ValueDoesNotFitError: a decimal has more digits than the column.
        """
        for column, waiting, value in zip(self._columns, self._waiting, row, strict=True):
            read = _READERS.get(column.kind)
            waiting.append(value if value is None or read is None else read(value))
        if len(self._waiting[0]) >= GROUP:
            self._flush()

    def close(self) -> None:
        """Write the last group and the description of the file."""
        if self._waiting[0]:
            self._flush()
        self._file.close()

    def abandon(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _flush(self) -> None:
        arrays = [
            self._array(column, values)
            for column, values in zip(self._columns, self._waiting, strict=True)
        ]
        self._file.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
        self._written += len(self._waiting[0])
        self._waiting = [[] for _ in self._columns]

    def _array(self, column: Column, values: list[Any]) -> pa.Array:
        try:
            return pa.array(values, _TYPES[column.kind])
        except pa.ArrowInvalid as error:
            row = f"{self._written + 1}…{self._written + len(values)}"
            raise ValueDoesNotFitError(row=row, column=column.name, reason="digits") from error
