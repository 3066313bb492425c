"""What can be wrong with an agency, told to whoever asked for it."""

from kinerja.kit.errors import KinerjaError


class UnknownAgencyError(KinerjaError):
    """No agency has this code (or this id)."""

    code = "UNKNOWN_AGENCY"
    en = "There is no agency {agency}. The query `agencies {{ code name }}` lists them."
    id = "Tidak ada perangkat daerah {agency}. Kueri `agencies {{ code name }}` menampilkan semua."


class AgencySuspendedError(KinerjaError):
    """The agency exists, but an operator has suspended it."""

    code = "AGENCY_SUSPENDED"
    en = "The agency {agency} is suspended. Ask the operator of the service to resume it."
    id = "Perangkat daerah {agency} sedang dinonaktifkan. Hubungi operator layanan ini."


class AgencyExistsError(KinerjaError):
    """The code belongs to another agency already."""

    code = "AGENCY_EXISTS"
    en = "There is an agency {agency} already; choose another code."
    id = "Kode {agency} sudah dipakai perangkat daerah lain; pilih kode lain."


class AgencyCodeError(KinerjaError):
    """The code does not have the shape of an agency's code."""

    code = "AGENCY_CODE"
    en = (
        "{agency} is no agency code: use 2 to 32 capital letters, digits and underscores, beginning"
        " with a letter, for example DISHUB."
    )
    id = (
        "{agency} bukan kode perangkat daerah: pakai 2 sampai 32 huruf kapital, angka, dan garis"
        " bawah, diawali huruf, misalnya DISHUB."
    )


class InvalidRoleError(KinerjaError):
    """The name is not that of a role."""

    code = "INVALID_ROLE"
    en = "{role} is no role name: use lower-case letters, digits and underscores."
    id = "{role} bukan nama peran: pakai huruf kecil, angka, dan garis bawah."


class RoleNotHeldError(KinerjaError):
    """There is nothing to end."""

    code = "ROLE_NOT_HELD"
    en = "That person does not hold the role {role} there. `kinerja role list` tells who does."
    id = "Orang itu tidak memegang peran {role} di sana. Lihat `kinerja role list`."


class StatementTimeoutError(KinerjaError):
    """A statement took longer than it may, and PostgreSQL stopped it."""

    code = "STATEMENT_TIMEOUT"
    en = (
        "This takes longer than one request may; it was stopped and nothing was changed. Ask for"
        " less at once: smaller pages, a narrower filter."
    )
    id = (
        "Ini memakan waktu lebih lama daripada yang diizinkan untuk satu permintaan; pekerjaan"
        " dihentikan dan tidak ada yang berubah. Mintalah lebih sedikit sekaligus: halaman lebih"
        " kecil, saringan lebih sempit."
    )


class DatabaseBusyError(KinerjaError):
    """Other transactions held a table for too long."""

    code = "DATABASE_BUSY"
    en = "Long transactions of the service are in the way. Nothing was changed; try again later."
    id = "Ada transaksi panjang yang sedang berjalan. Tidak ada yang berubah; coba lagi nanti."
