"""Every failure that work on frameworks may answer with."""

from collections.abc import Sequence

from kinerja.kit.errors import KinerjaError, PathSegment, Worded


class FrameworkNotFoundError(KinerjaError):
    """No such framework in this agency, or the actor may not know of it."""

    code = "NOT_FOUND"
    en = "There is no such framework in this agency."
    id = "Tidak ada kerangka indikator seperti itu di perangkat daerah ini."


class VersionNotFoundError(KinerjaError):
    """No such version in this agency, or the actor may not know of it."""

    code = "NOT_FOUND"
    en = "There is no such framework version in this agency."
    id = "Tidak ada versi kerangka indikator seperti itu di perangkat daerah ini."


class PresetNotFoundError(KinerjaError):
    """The service carries no preset with this code."""

    code = "NOT_FOUND"
    en = "There is no preset {preset}. Known presets: {known}."
    id = "Tidak ada templat {preset}. Templat yang tersedia: {known}."


class FrameworkCodeTakenError(KinerjaError):
    """Another framework of the agency has this code."""

    code = "CODE_TAKEN"
    en = "The agency already has a framework {framework}. Choose another code."
    id = "Perangkat daerah sudah memiliki kerangka {framework}. Pilih kode lain."


class VersionImmutableError(KinerjaError):
    """Only a draft can be edited: what others rely on never changes under them."""

    code = "VERSION_IMMUTABLE"
    en = (
        "This version is {status}; only a DRAFT can be edited."
        " Make a new version from it with createVersion, or return one in review to draft."
    )
    id = (
        "Versi ini berstatus {status}; hanya DRAFT yang dapat diubah."
        " Buat versi baru darinya dengan createVersion, atau kembalikan yang ditinjau ke draf."
    )


class VersionStateConflictError(KinerjaError):
    """The version's status does not allow this step."""

    code = "STATE_CONFLICT"
    en = "This version is {status}; this step needs one that is {expected}."
    id = "Versi ini berstatus {status}; langkah ini memerlukan status {expected}."


class VersionPinnedError(KinerjaError):
    """A cycle that still runs is appraised by this version."""

    code = "STATE_CONFLICT"
    en = "A cycle that is not finished uses this version. Finish or cancel the cycle first."
    id = "Siklus yang belum selesai memakai versi ini. Selesaikan atau batalkan siklusnya dahulu."


class CycleRunsOnError(KinerjaError):
    """The version would end its predecessor within the period of a cycle that this one has."""

    code = "PERIOD_OVERLAP"
    en = (
        "A cycle of the version before runs into this period. Let this version begin after that"
        " cycle: return it to draft and change its days with updateVersion. Or end that cycle where"
        " this version begins, with amendCycle."
    )
    id = (
        "Siklus dari versi sebelumnya masih berjalan dalam periode ini. Mulailah versi ini setelah"
        " siklus itu: kembalikan ke draf lalu ubah periodenya dengan updateVersion. Atau akhiri"
        " siklus itu pada awal versi ini dengan amendCycle."
    )


class TwoPersonsRequiredError(KinerjaError):
    """Whoever made or submitted a version does not publish it as well."""

    code = "TWO_PERSONS_REQUIRED"
    en = "You made or submitted this version; another person must publish it."
    id = "Anda menyusun atau mengajukan versi ini; orang lain yang harus menerbitkannya."


class PeriodOverlapError(KinerjaError):
    """Two published versions of one framework would be in force on the same day."""

    code = "PERIOD_OVERLAP"
    en = (
        "Another published version of this framework is in force in part of this period."
        " Return this one to draft and give it other days with updateVersion, or retire the other."
    )
    id = (
        "Versi lain yang sudah terbit dari kerangka ini berlaku pada sebagian periode ini."
        " Kembalikan versi ini ke draf lalu ubah periodenya dengan updateVersion, atau cabut versi"
        " yang lain."
    )


class InvalidPeriodError(KinerjaError):
    """The last day comes before the first."""

    code = "INVALID_PERIOD"
    en = "The last day ({end}) comes before the first ({start}), or lies beyond the calendar."
    id = "Hari terakhir ({end}) mendahului hari pertama ({start}), atau di luar kalender."


class FrameworkEmptyError(KinerjaError):
    """A version without components measures nothing."""

    code = "FRAMEWORK_EMPTY"
    en = "This version has no components. Give it some with setComponents first."
    id = "Versi ini belum memiliki komponen. Isi dahulu dengan setComponents."


class WeightsNot100Error(KinerjaError):
    """The weights of siblings do not sum to exactly 100 (domain rule 3.2, invariant 1)."""

    code = "WEIGHTS_NOT_100"
    en = (
        "The weights {place} sum to {sum}, which differs from 100 by {difference}."
        " Siblings must sum to exactly 100."
    )
    id = (
        "Bobot {place} berjumlah {sum}, selisih {difference} dari 100."
        " Bobot yang setingkat harus berjumlah tepat 100."
    )

    def __init__(
        self, *, parent: str | None, sum_: str, difference: str, path: Sequence[PathSegment] = ()
    ) -> None:
        super().__init__(
            place=Worded(f"under {parent}", f"di bawah {parent}")
            if parent
            else Worded("at the top level", "di tingkat teratas"),
            sum=sum_,
            difference=difference,
            path=path,
        )


class WeightsNotSchemeError(KinerjaError):
    """Behaviour does not have the share that PP 30/2019 Pasal 41 gives it."""

    code = "WEIGHTS_NOT_SCHEME"
    en = (
        "Scheme {scheme} gives behaviour {expected} of 100 (PP 30/2019 Pasal 41);"
        " the root components of category BEHAVIOUR sum to {sum}."
    )
    id = (
        "Skema {scheme} memberi perilaku kerja {expected} dari 100 (PP 30/2019 Pasal 41);"
        " komponen akar berkategori BEHAVIOUR berjumlah {sum}."
    )


class WeightNotAllowedError(KinerjaError):
    """One weight is no weight by itself."""

    code = "WEIGHT_NOT_ALLOWED"
    en = "A weight is more than 0, at most 100, and has at most four decimals; {weight} is not."
    id = "Bobot lebih dari 0, paling besar 100, dan paling banyak empat desimal; {weight} tidak."


class MissingNodeError(KinerjaError):
    """A whole set of weights lacks a node of the version."""

    code = "MISSING_NODE"
    en = "The weight of {node} is missing. Give the weight of every node of the version once."
    id = "Bobot {node} tidak ada. Berikan bobot setiap simpul versi ini satu kali."


class UnknownNodeError(KinerjaError):
    """A weight names a node that the version does not have."""

    code = "UNKNOWN_NODE"
    en = "This version has no component or indicator {node}."
    id = "Versi ini tidak memiliki komponen atau indikator {node}."


class DuplicateNodeError(KinerjaError):
    """A node is given two weights."""

    code = "DUPLICATE_NODE"
    en = "{node} is given more than one weight."
    id = "{node} diberi lebih dari satu bobot."


class NodeNotNamedError(KinerjaError):
    """An entry names its node by neither or by both of code and id."""

    code = "NODE_NOT_NAMED"
    en = "Name the node by its code or by its id: one of the two."
    id = "Sebutkan simpul dengan kode atau id-nya: salah satu saja."
