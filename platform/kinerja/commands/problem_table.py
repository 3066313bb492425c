"""The table of refused rows that `kinerja import` prints."""

from collections.abc import Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from kinerja.commands.terminal import notes, output
from kinerja.kit.errors import Language
from kinerja.kit.sheets.problems import Problem

#: More than these are told only to the file of `--errors-to`.
MOST_SHOWN = 50

_COLUMNS: Mapping[Language, str] = {
    "en": "Line|Column|Code|Reason",
    "id": "Baris|Kolom|Kode|Alasan",
}
_MORE: Mapping[Language, str] = {
    "en": "{count} more; --errors-to FILE lists them all.",
    "id": "{count} lagi; --errors-to BERKAS mencatat semuanya.",
}
_IGNORED: Mapping[Language, str] = {
    "en": "Column {heading} is unknown and was ignored.",
    "id": "Kolom {heading} tidak dikenal dan diabaikan.",
}


def tell_ignored(headings: Sequence[str], language: Language) -> None:
    """Name the columns that were not understood, to standard error."""
    for heading in headings:
        notes.print(_IGNORED[language].format(heading=heading), markup=False)


def tell_problems(problems: Sequence[Problem], language: Language) -> None:
    """Print refused rows to standard output, and to standard error how many more there are."""
    if not problems:
        return
    table = Table(*_COLUMNS[language].split("|"))
    for line, heading, error in problems[:MOST_SHOWN]:
        table.add_row(str(line), escape(heading), error.code, escape(error.message(language)))
    output.print(table)
    if (more := len(problems) - MOST_SHOWN) > 0:
        notes.print(_MORE[language].format(count=more))
