"""What each ruleset asks and how it grades: elements by code, and the bands of the index.

An element is known by its code and never by its place: some systems number the last two of 2017 the
other way round.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from kinerja.domains.surveys.vocabulary import Ruleset, ServiceBand


class StandardElement(NamedTuple):
    """An element (unsur) of a ruleset: its code and what it is about in both languages."""

    code: str
    name_id: str
    name_en: str


_OF_2017: Final = (
    StandardElement("REQUIREMENTS", "Persyaratan", "Requirements"),
    StandardElement("PROCEDURE", "Sistem, mekanisme, dan prosedur", "System and procedure"),
    StandardElement("TIME", "Waktu penyelesaian", "Time to completion"),
    StandardElement("COST", "Biaya/tarif", "Cost or tariff"),
    StandardElement("PRODUCT", "Produk spesifikasi jenis pelayanan", "Product of the service"),
    StandardElement("COMPETENCE", "Kompetensi pelaksana", "Competence of staff"),
    StandardElement("BEHAVIOUR", "Perilaku pelaksana", "Behaviour of staff"),
    StandardElement(
        "COMPLAINT_HANDLING",
        "Penanganan pengaduan, saran, dan masukan",
        "Handling of complaints and suggestions",
    ),
    StandardElement("FACILITIES", "Sarana dan prasarana", "Facilities"),
)
_OF_2004: Final = (
    StandardElement("PROCEDURE", "Prosedur pelayanan", "Procedure"),
    StandardElement("REQUIREMENTS", "Persyaratan pelayanan", "Requirements"),
    StandardElement("STAFF_CLARITY", "Kejelasan petugas pelayanan", "Clarity about who serves"),
    StandardElement("STAFF_DISCIPLINE", "Kedisiplinan petugas pelayanan", "Discipline of staff"),
    StandardElement(
        "STAFF_RESPONSIBILITY", "Tanggung jawab petugas pelayanan", "Responsibility of staff"
    ),
    StandardElement("STAFF_ABILITY", "Kemampuan petugas pelayanan", "Ability of staff"),
    StandardElement("SPEED", "Kecepatan pelayanan", "Speed"),
    StandardElement("FAIRNESS", "Keadilan mendapatkan pelayanan", "Fairness"),
    StandardElement("COURTESY", "Kesopanan dan keramahan petugas", "Courtesy of staff"),
    StandardElement("COST_FAIRNESS", "Kewajaran biaya pelayanan", "Fairness of the cost"),
    StandardElement("COST_CERTAINTY", "Kepastian biaya pelayanan", "Certainty of the cost"),
    StandardElement("SCHEDULE_CERTAINTY", "Kepastian jadwal pelayanan", "Certainty of the time"),
    StandardElement("COMFORT", "Kenyamanan lingkungan", "Comfort"),
    StandardElement("SAFETY", "Keamanan pelayanan", "Safety"),
)

#: The elements in the official order, which gives them their numbers U1, U2 and so on.
STANDARD_ELEMENTS: Final[Mapping[Ruleset, Sequence[StandardElement]]] = {
    Ruleset.PERMENPANRB_14_2017: _OF_2017,
    Ruleset.KEP_25_2004: _OF_2004,
}

#: From which index, rounded to two decimals, a band begins; what lies below all of them is a D.
#: Between 76.60 and 76.61 the regulation has a gap, so an index is rounded before it is graded.
BANDS: Final[Mapping[Ruleset, Sequence[tuple[ServiceBand, Decimal]]]] = {
    Ruleset.PERMENPANRB_14_2017: (
        (ServiceBand.A, Decimal("88.31")),
        (ServiceBand.B, Decimal("76.61")),
        (ServiceBand.C, Decimal("65.00")),
    ),
    Ruleset.KEP_25_2004: (
        (ServiceBand.A, Decimal("81.26")),
        (ServiceBand.B, Decimal("62.51")),
        (ServiceBand.C, Decimal("43.76")),
    ),
}
