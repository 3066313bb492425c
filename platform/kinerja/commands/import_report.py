"""What `kinerja import` tells about an import, in Indonesian or English."""

from collections.abc import Mapping

from rich.table import Table

from kinerja.commands.problem_table import MOST_SHOWN, tell_ignored, tell_problems
from kinerja.commands.terminal import notes, output
from kinerja.domains.organisation.importing.report import ImportReport
from kinerja.domains.organisation.importing.upserts import STEPS
from kinerja.domains.organisation.nip import NipWarning
from kinerja.kit.errors import Language

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "remark": "Line {line}, {heading}: {warning} Loaded all the same.",
        "changes": "|Created|Updated",
        "good": "{accepted} of {rows} rows are good.",
        "not_kept": " Nothing was kept.",
    },
    "id": {
        "remark": "Baris {line}, {heading}: {warning} Tetap dimuat.",
        "changes": "|Dibuat|Diperbarui",
        "good": "{accepted} dari {rows} baris benar.",
        "not_kept": " Tidak ada yang disimpan.",
    },
}
_NOUNS = {
    "units": "unit kerja",
    "positions": "jabatan",
    "heads": "kepala unit",
    "employees": "pegawai",
    "assignments": "penugasan",
    "reporting_lines": "garis penilaian",
}
_WARNINGS: Mapping[NipWarning, Mapping[Language, str]] = {
    NipWarning.APPOINTED_TOO_YOUNG: {
        "en": "by this NIP the person was appointed before the age of 18.",
        "id": "menurut NIP ini, pegawai diangkat sebelum berusia 18 tahun.",
    },
    NipWarning.APPOINTED_TOO_OLD: {
        "en": "by this NIP the person was appointed at an unusually high age.",
        "id": "menurut NIP ini, pegawai diangkat pada usia yang luar biasa tinggi.",
    },
    NipWarning.APPOINTED_IN_FUTURE: {
        "en": "by this NIP the appointment lies in the future.",
        "id": "menurut NIP ini, pengangkatannya masih akan datang.",
    },
}


def tell(report: ImportReport, language: Language) -> None:
    """Print refused rows and counts to standard output, everything else to standard error."""
    words = _WORDS[language]
    tell_ignored(report.ignored_columns, language)
    tell_problems(report.headed_problems, language)
    for line, of, warning in report.remarks[:MOST_SHOWN]:
        told = {
            "line": line,
            "heading": report.heading(of),
            "warning": _WARNINGS[warning][language],
        }
        notes.print(words["remark"].format(**told), markup=False)
    _tell_changes(report, language)
    kept = "" if report.is_kept else words["not_kept"]
    notes.print(words["good"].format(accepted=report.accepted, rows=report.rows) + kept)


def _tell_changes(report: ImportReport, language: Language) -> None:
    table = Table(*_WORDS[language]["changes"].split("|"))
    for noun in dict.fromkeys(step.noun for step in STEPS):
        name = _NOUNS[noun] if language == "id" else noun.replace("_", " ")
        created = report.changes.created.get(noun, 0)
        table.add_row(name, str(created), str(report.changes.updated[noun]))
    output.print(table)
