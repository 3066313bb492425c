"""Every failure that work on appraisals may answer with."""

from collections.abc import Sequence

from kinerja.kit.errors import KinerjaError, PathSegment


class AppraisalNotFoundError(KinerjaError):
    """No such appraisal in this agency."""

    code = "NOT_FOUND"
    en = "There is no such appraisal in this agency."
    id = "Tidak ada penilaian seperti itu di perangkat daerah ini."


class IndicatorNotFoundError(KinerjaError):
    """The pinned version of the appraisal has no such indicator."""

    code = "NOT_FOUND"
    en = "The framework version of this appraisal has no such indicator."
    id = "Versi kerangka penilaian ini tidak memiliki indikator seperti itu."


class AppraisalStateConflictError(KinerjaError):
    """The appraisal's state does not allow this step."""

    code = "STATE_CONFLICT"
    en = "This appraisal is {state}; this step needs one that is {expected}."
    id = "Penilaian ini berstatus {state}; langkah ini memerlukan status {expected}."


class ConcurrentUpdateError(KinerjaError):
    """Somebody else changed the same thing at the same time; of the two, one was kept."""

    code = "CONCURRENT_UPDATE"
    en = "Somebody else changed this at the same time. Read it again and repeat."
    id = "Orang lain mengubahnya pada saat yang sama. Baca lagi lalu ulangi."


class TooManyItemsError(KinerjaError):
    """One call does more than it may."""

    code = "TOO_MANY_ITEMS"
    en = "One call takes at most {limit} items; this one has {count}. Send several calls."
    id = "Satu panggilan menerima paling banyak {limit} butir; yang ini {count}. Bagilah."


class DuplicateItemError(KinerjaError):
    """The same thing is named twice in one call."""

    code = "DUPLICATE_ITEM"
    en = "Item {first} of this call is about the same; send each only once."
    id = "Butir {first} dalam panggilan ini tentang hal yang sama; kirim masing-masing satu kali."

    def __init__(self, *, first: int, path: Sequence[PathSegment] = ()) -> None:
        super().__init__(first=first, path=path)
        self.first = first

    def among(self, positions: Sequence[int]) -> "DuplicateItemError":
        """Return the same error for the call of which only the items at `positions` came here."""
        return DuplicateItemError(first=positions[self.first], path=self.path)


class NotWrittenError(KinerjaError):
    """The item is right, but the call writes all items or none, and another one is wrong."""

    code = "NOT_WRITTEN"
    en = "This item was not written, since another item of this call was refused."
    id = "Butir ini tidak ditulis karena butir lain dalam panggilan ini ditolak."


class ValueRequiredError(KinerjaError):
    """A score is either a value or the word that the indicator does not apply."""

    code = "VALUE_REQUIRED"
    en = "Give either an actual value, or notApplicable: true. Not both, not neither."
    id = "Isi nilai realisasi, atau notApplicable: true. Salah satu, jangan keduanya."


class TextNotAllowedError(KinerjaError):
    """A text is too long, or holds control characters."""

    code = "TEXT_NOT_ALLOWED"
    en = "This is a text of at most {limit} characters without control characters."
    id = "Ini berupa teks paling panjang {limit} karakter tanpa karakter kendali."


class OutOfScaleError(KinerjaError):
    """The value lies outside the scale of its indicator."""

    code = "OUT_OF_SCALE"
    en = "Indicator {indicator} has a scale from {low} to {high}; the value lies outside."
    id = "Indikator {indicator} berskala {low} sampai {high}; nilainya di luar skala."


class NotApplicableNotAllowedError(KinerjaError):
    """The indicator's policy BLOCK refuses the word "not applicable"."""

    code = "NA_NOT_ALLOWED"
    en = "Indicator {indicator} must be scored; it may not be marked as not applicable."
    id = "Indikator {indicator} wajib dinilai; tidak boleh ditandai tidak berlaku."


class EvidenceRequiredError(KinerjaError):
    """The indicator, or the innovation, counts only with evidence."""

    code = "EVIDENCE_REQUIRED"
    en = "Evidence is required here: name the document or the address where it is kept."
    id = "Bukti dukung wajib diisi: sebutkan dokumen atau alamat penyimpanannya."


class IndicatorNotApplicableError(KinerjaError):
    """The indicator does not apply to the position class of the ratee."""

    code = "INDICATOR_NOT_APPLICABLE"
    en = "Indicator {indicator} does not apply to the position class {position_class}."
    id = "Indikator {indicator} tidak berlaku bagi kelas jabatan {position_class}."


class ValueFromSourceError(KinerjaError):
    """The indicator's own source has reported; nobody overrides a fact by hand."""

    code = "VALUE_FROM_SOURCE"
    en = (
        "The value of indicator {indicator} was reported by its source ({source}). Have a wrong"
        " value corrected there."
    )
    id = (
        "Nilai indikator {indicator} dilaporkan oleh sumbernya ({source}). Nilai yang keliru"
        " dikoreksi di sumbernya."
    )


class ReasonRequiredError(KinerjaError):
    """A decision that departs from what the score suggests is explained."""

    code = "REASON_REQUIRED"
    en = (
        "The scores suggest {suggested}; give a reason of at least {least} characters for another"
        " rating."
    )
    id = (
        "Nilai menyarankan {suggested}; berikan alasan paling sedikit {least} karakter bila"
        " rating yang diputuskan berbeda."
    )


class ReturnReasonRequiredError(KinerjaError):
    """The rater is told why the appraisal comes back."""

    code = "REASON_REQUIRED"
    en = "Give a reason of at least {least} characters; the rater has to know what to change."
    id = "Berikan alasan paling sedikit {least} karakter; penilai perlu tahu apa yang diubah."


class TooManyReturnsError(KinerjaError):
    """A rater gives a self-review back twice at most (domain rules, 3.3)."""

    code = "TOO_MANY_RETURNS"
    en = "The self-review came back {limit} times already. Score the appraisal as it is."
    id = "Penilaian mandiri ini sudah dikembalikan {limit} kali. Nilailah sebagaimana adanya."


class AnswerTooLateError(KinerjaError):
    """The days in which a result may be answered are over (PP 30/2019 Pasal 59: 14 days)."""

    code = "ANSWER_TOO_LATE"
    en = "The last day to object to this result was {last}. It is becoming final."
    id = "Hari terakhir untuk mengajukan keberatan atas hasil ini adalah {last}. Hasil ditetapkan."


class ScoresMissingError(KinerjaError):
    """An applicable indicator has no score yet."""

    code = "SCORES_MISSING"
    en = (
        "These indicators are not scored yet: {indicators}. Score them, or mark them as not"
        " applicable, before submitting."
    )
    id = (
        "Indikator ini belum dinilai: {indicators}. Nilai, atau tandai tidak berlaku, sebelum"
        " mengajukan."
    )


class RatingsMissingError(KinerjaError):
    """The rater has not decided the ratings; a number never decides them (UU 27/2022 Pasal 10)."""

    code = "RATINGS_MISSING"
    en = "Decide the ratings of work and of behaviour first, with decideRatings."
    id = "Putuskan dahulu rating hasil kerja dan perilaku kerja, dengan decideRatings."


class InnovationByRaterError(KinerjaError):
    """An innovation is recognised by somebody other than rater and ratee (domain rule 3.2.13)."""

    code = "INNOVATION_BY_RATER"
    en = (
        "Neither the rater nor the ratee may approve the innovation. The superior of the rater or"
        " the head of a unit above does."
    )
    id = (
        "Inovasi tidak boleh disetujui pejabat penilai maupun pegawai yang dinilai. Itu wewenang"
        " atasan pejabat penilai atau kepala unit kerja di atasnya."
    )
