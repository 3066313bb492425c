"""Every failure that is a simulation's own."""

from kinerja.kit.errors import KinerjaError


class NoResultsError(KinerjaError):
    """Nobody in the cycle has a result that could be recalculated."""

    code = "NO_RESULTS"
    en = (
        "Nobody in this cycle whom the version applies to has been scored to the end. Choose a"
        " cycle whose appraisals are submitted, or final."
    )
    id = (
        "Belum ada pegawai dalam siklus ini yang tercakup versi tersebut dan selesai dinilai. Pilih"
        " siklus yang penilaiannya sudah diajukan atau final."
    )


class NoIndicatorsError(KinerjaError):
    """A version without indicators measures nothing."""

    code = "FRAMEWORK_EMPTY"
    en = "This version has no indicators. Give it some with setComponents first."
    id = "Versi ini belum memiliki indikator. Isi dahulu dengan setComponents."


class NothingInCommonError(KinerjaError):
    """No indicator of the version was scored in the cycle."""

    code = "NOTHING_IN_COMMON"
    en = (
        "No indicator of this version stands at the same place and has the same unit in the version"
        " of the cycle, so no score counts for it. Choose a cycle of the same framework."
    )
    id = (
        "Tidak ada indikator versi ini yang tempat dan satuannya sama dengan versi siklus tersebut,"
        " sehingga tidak ada nilai yang dapat dipakai. Pilih siklus dari kerangka yang sama."
    )
