"""Why somebody reads: the purpose of a client's token, the one that a person states, or the role's.

The phrases are Indonesian, as they stand in the access log that people are shown.
"""

from collections.abc import Collection, Mapping
from typing import Final

from policies.identity import Subject, SubjectKind
from policies.permissions import Role

#: The statutory duty of each role, the most particular first: the first one held is the purpose.
DUTIES: Final[Mapping[Role, str]] = {
    Role.INSPECTORATE: "Pengawasan intern pemerintah (PP 60/2008, PP 12/2017)",
    Role.DPO: "Pelindungan data pribadi (UU 27/2022 Pasal 53-54)",
    Role.PROVINCE_HR: "Pembinaan manajemen kinerja ASN (UU 20/2023, PP 30/2019)",
    Role.SURVEY_OWNER: "Evaluasi pelayanan publik (PermenPANRB 14/2017)",
    Role.PERFORMANCE_OFFICER: "Pengelolaan kinerja pegawai (PermenPANRB 6/2022)",
    Role.OPERATOR: "Pengoperasian layanan atas instruksi pengendali data (UU 27/2022 Pasal 51)",
    Role.EMPLOYEE: "Penilaian kinerja pegawai (PP 30/2019, PermenPANRB 6/2022)",
    Role.AUTHENTICATED: "Keterbukaan informasi dasar perangkat daerah (UU 14/2008)",
}


def purpose_of(subject: Subject, roles: Collection[str], *, stated: str | None) -> str:
    """Return the purpose of a read.

    A client has that for which its token was issued, and cannot state another one. A person may
    state one; else it is the statutory duty of the role.
    """
    if subject.kind is SubjectKind.CLIENT:
        return subject.purpose
    if stated is not None:
        return stated
    held = (duty for role, duty in DUTIES.items() if role.value in roles)
    return next(held, DUTIES[Role.AUTHENTICATED])
