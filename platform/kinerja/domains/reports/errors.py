"""Every failure that a report may answer with."""

from kinerja.kit.errors import KinerjaError


class CategoryAmbiguousError(KinerjaError):
    """People have one result in each category: several of them cannot be added up."""

    code = "CATEGORY_AMBIGUOUS"
    en = "Group by CATEGORY, or name one category only: results of several do not add up."
    id = (
        "Kelompokkan menurut CATEGORY, atau sebut satu kategori saja: hasil beberapa kategori"
        " tidak dapat dijumlahkan."
    )


class InvalidPeriodError(KinerjaError):
    """The last day comes before the first."""

    code = "INVALID_PERIOD"
    en = "The last day ({end}) comes before the first ({start}), or lies beyond the calendar."
    id = "Hari terakhir ({end}) mendahului hari pertama ({start}), atau di luar kalender."


class ReportTooLargeError(KinerjaError):
    """The report has more groups than one answer holds."""

    code = "REPORT_TOO_LARGE"
    en = "This report has more than {limit} groups. Ask for fewer agencies, periods or dimensions."
    id = "Laporan ini memiliki lebih dari {limit} kelompok. Kurangi instansi, periode atau dimensi."


class ReportsUnavailableError(KinerjaError):
    """The service runs without the database role that reads across agencies."""

    code = "REPORTS_UNAVAILABLE"
    en = "Reports across agencies are not set up here. Ask the operator for the reporting database."
    id = "Laporan lintas perangkat daerah belum disiapkan. Hubungi operator."
