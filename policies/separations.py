"""What a deny rule says when it keeps two duties apart, in Indonesian and English."""

from collections.abc import Mapping

from kinerja.kit.errors import Language

_Sentence = Mapping[Language, str]

_NO_CASE: _Sentence = {
    "en": "Nobody sees or runs an inspection case about oneself.",
    "id": "Tidak seorang pun boleh melihat atau mengelola perkara pemeriksaan tentang dirinya"
    " sendiri.",
}
_NO_HOLD: _Sentence = {
    "en": "Nobody sees, places or lifts a legal hold on the own data.",
    "id": "Tidak seorang pun boleh melihat, menetapkan atau mencabut penahanan penghapusan atas"
    " datanya sendiri.",
}
_RATER_ELSEWHERE: _Sentence = {
    "en": "Who scores does not also approve. The superior of the rater, or the head of the unit"
    " above, does.",
    "id": "Yang menilai tidak sekaligus menyetujui. Itu wewenang atasan pejabat penilai, atau"
    " kepala unit kerja di atasnya.",
}
_DUTIES_APART: _Sentence = {
    "en": "Your role configures or supervises appraisals, so it may not also do this. Let the"
    " agency delegate it to another person, or give up the role.",
    "id": "Peran Anda mengatur atau mengawasi penilaian, sehingga tidak boleh sekaligus melakukan"
    " ini. Mintalah instansi mendelegasikannya kepada orang lain, atau lepaskan peran itu.",
}
_OPERATOR_READS: _Sentence = {
    "en": "Who operates the platform never reads what is about other people.",
    "id": "Operator platform tidak boleh membaca apa pun tentang orang lain.",
}

_SENTENCES: Mapping[str, _Sentence] = {
    "nobody-scores-himself": {
        "en": "Nobody may score the own appraisal. Your rater scores it.",
        "id": "Tidak seorang pun boleh menilai dirinya sendiri. Pejabat penilai Anda yang menilai.",
    },
    "nobody-decides-on-himself": {
        "en": "Nobody may decide on the own appraisal. The superior of your rater does.",
        "id": "Tidak seorang pun boleh memutuskan penilaiannya sendiri. Itu wewenang atasan "
        "pejabat penilai Anda.",
    },
    "rater-never-approves": _RATER_ELSEWHERE,
    "scorer-never-approves": {
        "en": "You decided these ratings in the place of the rater, so another person approves"
        " them: the head of the unit above does.",
        "id": "Anda menetapkan penilaian ini menggantikan pejabat penilai, sehingga orang lain yang"
        " menyetujuinya: kepala unit kerja di atasnya.",
    },
    "substitute-never-approves": {
        "en": "While you may score in the place of the overdue rater, you may not also approve."
        " The head of the unit above does.",
        "id": "Selama Anda boleh menilai menggantikan pejabat penilai yang terlambat, Anda tidak"
        " boleh sekaligus menyetujui. Itu wewenang kepala unit kerja di atasnya.",
    },
    "rater-never-calibrates": _RATER_ELSEWHERE,
    "nobody-calibrates-himself": {
        "en": "Nobody may decide on the calibration of the own result.",
        "id": "Tidak seorang pun boleh memutuskan kalibrasi hasilnya sendiri.",
    },
    "nobody-prepares-own-calibration": {
        "en": "Nobody may prepare the calibration of the own result. Another performance officer"
        " does.",
        "id": "Tidak seorang pun boleh menyiapkan kalibrasi hasilnya sendiri. Itu tugas pengelola"
        " kinerja yang lain.",
    },
    "nobody-reads-own-calibration": {
        "en": "Nobody sees the calibration of the own result. You will see the result when it is"
        " delivered.",
        "id": "Tidak seorang pun boleh melihat kalibrasi hasilnya sendiri. Anda akan melihat"
        " hasilnya setelah disampaikan.",
    },
    "nobody-decides-own-objection": {
        "en": "Nobody may decide on the own objection. The superior of your rater does.",
        "id": "Tidak seorang pun boleh memutuskan keberatannya sendiri. Itu wewenang atasan pejabat"
        " penilai Anda.",
    },
    "rater-never-decides-objection": {
        "en": "Who scored does not decide on the objection to it. The superior of the rater does.",
        "id": "Yang menilai tidak memutuskan keberatan atasnya. Itu wewenang atasan pejabat"
        " penilai.",
    },
    "nobody-enters-own-discipline": {
        "en": "Nobody may enter facts about the own discipline. Another performance officer does.",
        "id": "Tidak seorang pun boleh memasukkan data disiplinnya sendiri. Itu tugas pengelola"
        " kinerja yang lain.",
    },
    "nobody-reads-answers-about-himself": {
        "en": "Nobody reads single 360 answers about oneself; their summary of three or more is in"
        " the appraisal.",
        "id": "Tidak seorang pun boleh membaca satu per satu jawaban umpan balik 360 tentang"
        " dirinya; ringkasan dari tiga jawaban atau lebih ada dalam penilaian.",
    },
    "proposer-never-approves": {
        "en": "Who proposed it, or whom it concerns, does not decide on it. Another head does.",
        "id": "Yang mengusulkan, atau yang bersangkutan, tidak memutuskannya. Itu wewenang kepala"
        " yang lain.",
    },
    "investigated-never-sees-case": _NO_CASE,
    "held-never-sees-hold": _NO_HOLD,
    "held-never-runs-hold": _NO_HOLD,
    "investigated-never-runs-case": _NO_CASE,
    "nobody-decides-own-request": {
        "en": "Nobody may decide on the own request. The data protection officer, or another"
        " performance officer, does.",
        "id": "Tidak seorang pun boleh memutuskan permohonannya sendiri. Itu wewenang pejabat"
        " pelindungan data pribadi, atau pengelola kinerja yang lain.",
    },
}


def sentence_of(rule: str, language: Language) -> str:
    """Return the sentence of a deny rule; those about roles share theirs by the role's duty."""
    shared = _OPERATOR_READS if rule.startswith("operator-never-reads") else _DUTIES_APART
    return _SENTENCES.get(rule, shared)[language]


def has_own_sentence(rule: str) -> bool:
    """Tell whether a rule's refusal is explained, not only said to be one of duties apart."""
    return rule in _SENTENCES or rule.startswith(("officer-never-", "operator-never-"))
