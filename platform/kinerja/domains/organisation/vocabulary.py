"""The closed vocabularies of the organisation."""

from enum import StrEnum


class UnitLevel(StrEnum):
    """How high an org unit stands in its agency."""

    AGENCY = "AGENCY"
    SEKRETARIAT = "SEKRETARIAT"
    BIDANG = "BIDANG"
    SUKU_DINAS = "SUKU_DINAS"
    SEKSI = "SEKSI"
    SUBBAGIAN = "SUBBAGIAN"
    UPT = "UPT"
    KECAMATAN = "KECAMATAN"
    KELURAHAN = "KELURAHAN"


class Employment(StrEnum):
    """The legal kind of employment of an ASN (UU 20/2023)."""

    PNS = "PNS"
    PPPK = "PPPK"


class EmployeeState(StrEnum):
    """Whether an employee serves at present."""

    ACTIVE = "ACTIVE"
    INACTIVE = "INACTIVE"


class PositionClass(StrEnum):
    """The class of a position; indicators and weights may differ by it."""

    JPT = "JPT"
    ADMINISTRATOR = "ADMINISTRATOR"
    PENGAWAS = "PENGAWAS"
    PELAKSANA = "PELAKSANA"
    FUNGSIONAL = "FUNGSIONAL"


class AssignmentKind(StrEnum):
    """How a position is held: definitively, or as acting official (Plt, Plh)."""

    DEFINITIF = "DEFINITIF"
    PLT = "PLT"
    PLH = "PLH"


class ReportingLineKind(StrEnum):
    """Why somebody is the rater: line of command, dated delegation, or team."""

    LINE = "LINE"
    DELEGATED = "DELEGATED"
    TEAM = "TEAM"
