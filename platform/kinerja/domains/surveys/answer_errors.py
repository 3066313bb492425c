"""Why the answers of a citizen are refused. No sentence repeats a token or an answer."""

from kinerja.kit.errors import KinerjaError


class UnknownSurveyTokenError(KinerjaError):
    """No link has this token; the reason stays here."""

    code = "UNKNOWN_SURVEY_TOKEN"
    en = "This link does not lead to a survey. Open the survey again from its link or QR code."
    id = "Tautan ini tidak menuju survei mana pun. Buka kembali survei dari tautan atau kode QR."


class ExpiredSurveyTokenError(KinerjaError):
    """The link was good once."""

    code = "EXPIRED_SURVEY_TOKEN"
    en = "This link is no longer in use. Ask the service for the present one."
    id = "Tautan ini sudah tidak dipakai. Mintalah tautan terbaru kepada unit layanan."


class SurveyNotOpenError(KinerjaError):
    """The campaign takes no answers: not yet, or no longer."""

    code = "SURVEY_NOT_OPEN"
    en = "This survey takes no answers today."
    id = "Survei ini tidak menerima jawaban hari ini."


class DuplicateResponseError(KinerjaError):
    """The form or the receipt has been used already."""

    code = "DUPLICATE_RESPONSE"
    en = "This form, or this receipt, has been used already. The first answers count."
    id = "Formulir atau nomor tanda terima ini sudah dipakai. Jawaban pertama yang dihitung."


class SubmissionKeyError(KinerjaError):
    """The form did not make itself a key."""

    code = "SUBMISSION_KEY_MALFORMED"
    en = "A submission key has 16 to 64 letters, digits or hyphens, made anew for each form."
    id = "Kunci pengiriman berisi 16 sampai 64 huruf, angka atau tanda hubung, baru tiap formulir."


class ReceiptError(KinerjaError):
    """The survey asks for a receipt of the service, and there is none or it is too long."""

    code = "RECEIPT_REQUIRED"
    en = "Enter the number on the receipt or queue ticket of the service, 3 to 64 characters."
    id = "Isi nomor pada tanda terima atau karcis antrean layanan, 3 sampai 64 karakter."


class NoAnswersError(KinerjaError):
    """A questionnaire without a single answer."""

    code = "NO_ANSWERS"
    en = "Answer at least one of the questions."
    id = "Jawab sedikitnya satu pertanyaan."


class UnknownElementError(KinerjaError):
    """The survey does not ask for this element."""

    code = "UNKNOWN_ELEMENT"
    en = "The survey does not ask for this element. It asks for: {codes}."
    id = "Survei ini tidak menanyakan unsur ini. Yang ditanyakan: {codes}."


class RepeatedElementError(KinerjaError):
    """One element is answered twice."""

    code = "REPEATED_ELEMENT"
    en = "This element is answered twice. Answer each one once."
    id = "Unsur ini dijawab dua kali. Jawab masing-masing satu kali."


class AnswerOutOfScaleError(KinerjaError):
    """An answer is not one of the four."""

    code = "OUT_OF_SCALE"
    en = "An answer is a whole number from {lowest} (not good) to {highest} (very good)."
    id = "Jawaban berupa bilangan bulat dari {lowest} (tidak baik) sampai {highest} (sangat baik)."


class RateLimitedError(KinerjaError):
    """Too many answers came from one link or one network at once."""

    code = "RATE_LIMITED"
    en = "Too many answers come from this link or network at once. Try again in {seconds} seconds."
    id = "Terlalu banyak jawaban dari tautan atau jaringan ini. Coba lagi dalam {seconds} detik."
