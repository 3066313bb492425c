"""Every failure that granting and revoking may answer with."""

from kinerja.kit.errors import KinerjaError


class GrantNotFoundError(KinerjaError):
    """No such grant in this agency, or none that the asker may see."""

    code = "NOT_FOUND"
    en = "There is no such grant of data sharing in this agency."
    id = "Tidak ada pemberian akses data seperti itu di perangkat daerah ini."


class GrantRevokedError(KinerjaError):
    """Somebody has revoked the grant already."""

    code = "STATE_CONFLICT"
    en = "This grant of data sharing was revoked before. Make a new one if data is to be shared."
    id = "Pemberian akses data ini sudah dicabut. Buat yang baru jika data akan dibagikan lagi."


class ScopesMissingError(KinerjaError):
    """A grant without scopes grants nothing."""

    code = "SCOPES_REQUIRED"
    en = "Name at least one scope."
    id = "Sebutkan paling sedikit satu cakupan."


class UnknownScopeError(KinerjaError):
    """The text names no scope that an agency can grant."""

    code = "UNKNOWN_SCOPE"
    en = "{scope} is no scope that an agency grants. Known are: {known}."
    id = "{scope} bukan cakupan yang dapat diberikan perangkat daerah. Yang dikenal: {known}."


class GrantPeriodError(KinerjaError):
    """The days are in the wrong order, in the past, or more than five years."""

    code = "GRANT_PERIOD"
    en = (
        "The last day must not lie in the past nor before the first; with this first day it is"
        " {latest} at the latest (five years)."
    )
    id = (
        "Hari terakhir tidak boleh sudah lewat atau sebelum hari pertama; dengan hari pertama ini"
        " paling lambat {latest} (lima tahun)."
    )


class GrantLegalBasisError(KinerjaError):
    """The legal basis is missing, too long, or holds control characters."""

    code = "LEGAL_BASIS_REQUIRED"
    en = (
        "Give the legal basis (UU 27/2022 Pasal 20) in 5 to {limit} characters, such as the number"
        " of the agreement."
    )
    id = (
        "Isi dasar hukum (UU 27/2022 Pasal 20) dalam 5 sampai {limit} karakter, misalnya nomor"
        " perjanjian kerja sama."
    )


class GrantPurposeError(KinerjaError):
    """The purpose is missing, too long, or holds control characters."""

    code = "SHARING_PURPOSE_REQUIRED"
    en = "Say in 5 to {limit} characters what the data is for (UU 27/2022 Pasal 28)."
    id = "Sebutkan tujuan penggunaan data dalam 5 sampai {limit} karakter (UU 27/2022 Pasal 28)."
