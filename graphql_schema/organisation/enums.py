"""The vocabularies of the organisation, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.organisation.vocabulary import (
    AssignmentKind,
    EmployeeState,
    Employment,
    PositionClass,
    ReportingLineKind,
    UnitLevel,
)

describe(
    UnitLevel,
    "How high an org unit stands in its agency.",
    AGENCY="The agency itself: the root of the tree.",
    SEKRETARIAT="The agency's secretariat.",
    BIDANG="A division (bidang).",
    SUKU_DINAS="The agency's office in an administrative city (suku dinas).",
    SEKSI="A section (seksi).",
    SUBBAGIAN="A subdivision of a secretariat (subbagian).",
    UPT="A technical implementation unit (unit pelaksana teknis).",
    KECAMATAN="A district (kecamatan).",
    KELURAHAN="An urban village (kelurahan).",
)
describe(
    Employment,
    "The legal kind of employment of a civil servant (UU 20/2023).",
    PNS="Permanent civil servant (pegawai negeri sipil).",
    PPPK="Contract civil servant (pegawai pemerintah dengan perjanjian kerja).",
)
describe(
    EmployeeState,
    "Whether an employee serves at present.",
    ACTIVE="Serves.",
    INACTIVE="Has left or is on long leave.",
)
describe(
    PositionClass,
    "The class of a position; indicators and weights may differ by it.",
    JPT="Senior leadership (jabatan pimpinan tinggi).",
    ADMINISTRATOR="Administrator.",
    PENGAWAS="Supervisor (pengawas).",
    PELAKSANA="Executing staff (pelaksana).",
    FUNGSIONAL="Functional position (jabatan fungsional).",
)
describe(
    AssignmentKind,
    "How a position is held.",
    DEFINITIF="Definitively.",
    PLT="As acting official while the position is vacant (pelaksana tugas).",
    PLH="As daily acting official while the holder is away (pelaksana harian).",
)
describe(
    ReportingLineKind,
    "Why somebody is the rater.",
    LINE="Line of command.",
    DELEGATED="Dated delegation, for instance to an acting official.",
    TEAM="Leader of a team.",
)

__all__ = [
    "AssignmentKind",
    "EmployeeState",
    "Employment",
    "PositionClass",
    "ReportingLineKind",
    "UnitLevel",
]
