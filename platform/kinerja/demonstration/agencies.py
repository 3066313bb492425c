"""The agencies (perangkat daerah) of Jakarta: Perda DKI 5/2016 as amended.

`share` is how large an agency is beside the others; no published figure of staff per agency was
found, so the shares are a plausible guess and mean nothing beyond the demonstration.
"""

from typing import NamedTuple

from tenants.models import AgencyKind


class DemonstrationAgency(NamedTuple):
    """One agency to provision, and the preset that its framework starts from."""

    code: str
    name: str
    kind: AgencyKind
    share: int
    preset: str


_DINAS = (
    ("DISDIK", "Dinas Pendidikan", 240, "dukcapil"),
    ("DINKES", "Dinas Kesehatan", 200, "dpmptsp"),
    ("BINAMARGA", "Dinas Bina Marga", 50, "dukcapil"),
    ("SDA", "Dinas Sumber Daya Air", 50, "dukcapil"),
    ("CITATA", "Dinas Cipta Karya, Tata Ruang dan Pertanahan", 40, "dukcapil"),
    ("PERKIM", "Dinas Perumahan Rakyat dan Kawasan Permukiman", 35, "dpmptsp"),
    ("SATPOLPP", "Satuan Polisi Pamong Praja", 90, "dukcapil"),
    ("GULKARMAT", "Dinas Penanggulangan Kebakaran dan Penyelamatan", 80, "dukcapil"),
    ("DINSOS", "Dinas Sosial", 45, "dpmptsp"),
    ("NAKER", "Dinas Tenaga Kerja, Transmigrasi dan Energi", 40, "dpmptsp"),
    (
        "PPAPP",
        "Dinas Pemberdayaan, Perlindungan Anak dan Pengendalian Penduduk",
        35,
        "dpmptsp",
    ),
    ("KPKP", "Dinas Ketahanan Pangan, Kelautan dan Pertanian", 35, "dukcapil"),
    ("LH", "Dinas Lingkungan Hidup", 60, "dukcapil"),
    ("TAMHUT", "Dinas Pertamanan dan Hutan Kota", 40, "dukcapil"),
    ("DUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil", 90, "dukcapil"),
    ("DISHUB", "Dinas Perhubungan", 120, "dishub-v1"),
    ("KOMINFOTIK", "Dinas Komunikasi, Informatika dan Statistik", 35, "dpmptsp"),
    (
        "PPKUKM",
        "Dinas Perindustrian, Perdagangan, Koperasi, Usaha Kecil dan Menengah",
        40,
        "dpmptsp",
    ),
    ("DPMPTSP", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", 90, "dpmptsp"),
    ("DISPORA", "Dinas Pemuda dan Olahraga", 35, "dukcapil"),
    ("DISBUD", "Dinas Kebudayaan", 35, "dukcapil"),
    ("DISPUSIP", "Dinas Perpustakaan dan Kearsipan", 35, "dpmptsp"),
    ("PAREKRAF", "Dinas Pariwisata dan Ekonomi Kreatif", 35, "dpmptsp"),
)
_BADAN = (
    ("BAPPEDA", "Badan Perencanaan Pembangunan Daerah", 35, "dukcapil"),
    ("BPKD", "Badan Pengelolaan Keuangan Daerah", 35, "dukcapil"),
    ("BPAD", "Badan Pengelolaan Aset Daerah", 35, "dukcapil"),
    ("BAPENDA", "Badan Pendapatan Daerah", 50, "dpmptsp"),
    ("BKD", "Badan Kepegawaian Daerah", 35, "dukcapil"),
    ("KESBANGPOL", "Badan Kesatuan Bangsa dan Politik", 30, "dukcapil"),
    ("BPSDM", "Badan Pengembangan Sumber Daya Manusia", 30, "dukcapil"),
    ("BPBD", "Badan Penanggulangan Bencana Daerah", 30, "dukcapil"),
    ("BPPBJ", "Badan Pelayanan Pengadaan Barang dan Jasa", 30, "dpmptsp"),
)
_BIRO = (
    ("BIRO_PEMERINTAHAN", "Biro Pemerintahan", 25, "dukcapil"),
    ("BIRO_HUKUM", "Biro Hukum", 25, "dukcapil"),
    ("BIRO_ORB", "Biro Organisasi dan Reformasi Birokrasi", 25, "dukcapil"),
    ("BIRO_KSD", "Biro Kerja Sama Daerah", 25, "dukcapil"),
    ("BIRO_KDH", "Biro Kepala Daerah", 25, "dukcapil"),
    ("BIRO_UMUM", "Biro Umum dan Administrasi", 25, "dukcapil"),
    ("BIRO_EKKEU", "Biro Perekonomian dan Keuangan", 25, "dukcapil"),
    ("BIRO_PLH", "Biro Pembangunan dan Lingkungan Hidup", 25, "dukcapil"),
    ("BIRO_DIKMENTAL", "Biro Pendidikan dan Mental Spiritual", 25, "dukcapil"),
    ("BIRO_KESOS", "Biro Kesejahteraan Sosial", 25, "dukcapil"),
)

AGENCIES = (
    *(DemonstrationAgency(c, n, AgencyKind.DINAS, s, p) for c, n, s, p in _DINAS),
    *(DemonstrationAgency(c, n, AgencyKind.BADAN, s, p) for c, n, s, p in _BADAN),
    DemonstrationAgency("INSPEKTORAT", "Inspektorat", AgencyKind.INSPEKTORAT, 35, "dukcapil"),
    DemonstrationAgency("SETWAN", "Sekretariat DPRD", AgencyKind.SEKRETARIAT, 30, "dukcapil"),
    *(DemonstrationAgency(c, n, AgencyKind.BIRO, s, p) for c, n, s, p in _BIRO),
    DemonstrationAgency(
        "JAKPUS", "Kota Administrasi Jakarta Pusat", AgencyKind.WILAYAH, 50, "kelurahan"
    ),
    DemonstrationAgency(
        "JAKUT", "Kota Administrasi Jakarta Utara", AgencyKind.WILAYAH, 50, "kelurahan"
    ),
    DemonstrationAgency(
        "JAKBAR", "Kota Administrasi Jakarta Barat", AgencyKind.WILAYAH, 50, "kelurahan"
    ),
    DemonstrationAgency(
        "JAKSEL", "Kota Administrasi Jakarta Selatan", AgencyKind.WILAYAH, 50, "kelurahan"
    ),
    DemonstrationAgency(
        "JAKTIM", "Kota Administrasi Jakarta Timur", AgencyKind.WILAYAH, 50, "kelurahan"
    ),
    DemonstrationAgency(
        "KEPSERIBU",
        "Kabupaten Administrasi Kepulauan Seribu",
        AgencyKind.WILAYAH,
        30,
        "kelurahan",
    ),
)


def share_out(people: int) -> dict[str, int]:
    """Divide `people` over the agencies by their shares; each gets at least 12."""
    total = sum(agency.share for agency in AGENCIES)
    return {agency.code: max(12, people * agency.share // total) for agency in AGENCIES}
