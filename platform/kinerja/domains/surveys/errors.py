"""Every failure that work on surveys may answer with."""

from kinerja.kit.errors import KinerjaError


class SurveyNotFoundError(KinerjaError):
    """No such survey in this agency, or none that the actor may see."""

    code = "NOT_FOUND"
    en = "There is no such survey in this agency."
    id = "Tidak ada survei seperti itu di perangkat daerah ini."


class SurveyUnitNotFoundError(KinerjaError):
    """The agency has no such unit."""

    code = "NOT_FOUND"
    en = "There is no such unit in this agency."
    id = "Tidak ada unit kerja seperti itu di perangkat daerah ini."


class SurveyLinkNotFoundError(KinerjaError):
    """No usable link of a survey that the actor may see."""

    code = "NOT_FOUND"
    en = "There is no such link that could still be used."
    id = "Tidak ada tautan seperti itu yang masih dapat dipakai."


class SurveyStateConflictError(KinerjaError):
    """The survey's state does not allow this step."""

    code = "STATE_CONFLICT"
    en = "This survey is {state}; this step needs one that is {expected}."
    id = "Survei ini berstatus {state}; langkah ini memerlukan status {expected}."


class SurveyChangedError(KinerjaError):
    """Somebody else changed the survey in the meantime."""

    code = "STATE_CONFLICT"
    en = "Somebody else changed this survey at the same time. Read it again and repeat."
    id = "Orang lain mengubah survei ini pada saat yang sama. Baca lagi lalu ulangi."


class SurveyCodeTakenError(KinerjaError):
    """Another survey of the agency has this code."""

    code = "CODE_TAKEN"
    en = "The agency already has a survey with this code. Choose another code."
    id = "Perangkat daerah sudah memiliki survei dengan kode ini. Pilih kode lain."


class SurveyCodeMalformedError(KinerjaError):
    """A code that cannot serve as a stable name."""

    code = "CODE_MALFORMED"
    en = "A code has 1 to 64 lower-case letters, digits or hyphens, a letter or digit first."
    id = "Kode berisi 1 sampai 64 huruf kecil, angka atau tanda hubung, diawali huruf atau angka."


class SurveyTextError(KinerjaError):
    """A text that is blank, too long, or not one line."""

    code = "TEXT_NOT_ALLOWED"
    en = "This text is one line of 1 to {limit} characters."
    id = "Teks ini berupa satu baris, 1 sampai {limit} karakter."


class SurveyPeriodError(KinerjaError):
    """The last day comes before the first, or the campaign is longer than a year."""

    code = "INVALID_PERIOD"
    en = "A survey lasts from its first day to its last, at most {limit} days."
    id = "Survei berlangsung dari hari pertama sampai hari terakhir, paling lama {limit} hari."


class PopulationError(KinerjaError):
    """Nobody, or more people than there are, would be served."""

    code = "POPULATION_OUT_OF_RANGE"
    en = "Say how many people the service is expected to serve: 1 to {limit}."
    id = "Isi perkiraan jumlah penerima layanan: 1 sampai {limit}."


class ElementsIncompleteError(KinerjaError):
    """A survey that is to give an IKM drops or adds elements of its ruleset."""

    code = "ELEMENTS_INCOMPLETE"
    en = (
        "A survey under this ruleset asks for each of its elements once and for no others: {codes}."
        " The wording may be your own. For own questions make an INTERNAL survey."
    )
    id = (
        "Survei menurut aturan ini menanyakan setiap unsurnya satu kali dan tidak ada yang lain:"
        " {codes}. Kalimatnya boleh disesuaikan. Untuk pertanyaan sendiri buat survei INTERNAL."
    )


class OwnElementsError(KinerjaError):
    """An internal survey does not say what it asks for, or asks for too much."""

    code = "ELEMENTS_REQUIRED"
    en = "An internal survey names 1 to {limit} elements of its own, each code once."
    id = "Survei internal menyebutkan 1 sampai {limit} unsur sendiri, setiap kode satu kali."


class ElementCodeError(KinerjaError):
    """A code of an element that cannot serve as a stable name."""

    code = "CODE_MALFORMED"
    en = "The code of an element has 1 to 64 capitals, digits or underscores, a capital first."
    id = "Kode unsur berisi 1 sampai 64 huruf besar, angka atau garis bawah, diawali huruf."


class WeightsNotOneError(KinerjaError):
    """The weights of the elements do not sum to exactly 1."""

    code = "WEIGHTS_NOT_1"
    en = "The weights of the elements sum to {sum}; they must sum to exactly 1."
    id = "Jumlah bobot unsur {sum}; jumlahnya harus tepat 1."


class ElementWeightError(KinerjaError):
    """A weight is missing, is not between 0 and 1, or has too many decimals."""

    code = "WEIGHT_OUT_OF_RANGE"
    en = "With weights of its own each element weighs more than 0 and at most 1, in 8 decimals."
    id = (
        "Dengan bobot sendiri setiap unsur berbobot lebih dari 0 sampai 1, paling banyak 8 desimal."
    )


class WeightsNotAskedError(KinerjaError):
    """Weights are given although the survey weighs its elements alike."""

    code = "WEIGHTS_NOT_ASKED"
    en = "This survey weighs all elements alike. Give weights only with the mode CUSTOM."
    id = "Survei ini memberi bobot sama. Isi bobot hanya dengan mode CUSTOM."


class ReturnReasonError(KinerjaError):
    """A survey is given back without saying why."""

    code = "REASON_REQUIRED"
    en = "Give a reason of 10 to {limit} characters; it is kept in the audit trail."
    id = "Berikan alasan 10 sampai {limit} karakter; alasan disimpan dalam jejak audit."


class SurveyUnansweredError(KinerjaError):
    """A survey is to be closed that nobody has answered."""

    code = "NO_ANSWERS"
    en = (
        "Nobody has answered this survey, so there is no index to make. Import the collected"
        " sheets first, or close it without a result."
    )
    id = (
        "Belum ada yang menjawab survei ini, sehingga tidak ada indeks. Impor dahulu lembar yang"
        " terkumpul, atau tutup tanpa hasil."
    )


class LinkExpiryError(KinerjaError):
    """A link is to end in the past."""

    code = "EXPIRY_IN_PAST"
    en = "A link ends in the future; leave the moment out to end it with the survey."
    id = "Tautan berakhir pada waktu mendatang; kosongkan agar berakhir bersama surveinya."
