"""Policy in words, Indonesian and English: what is done, and who may do it."""

from collections.abc import Mapping
from typing import NamedTuple

from kinerja.kit.errors import Language
from policies.permissions import Action, Relation, Resource, Role
from policies.separations import sentence_of

Words = Mapping[Language, str]


class Requirement(NamedTuple):
    """One way to be allowed: hold the role and stand in the relation."""

    role: str
    relation: Relation


_VERBS: Mapping[Action, Words] = {
    Action.VIEW: {"en": "see", "id": "melihat"},
    Action.SCORE: {"en": "score", "id": "menilai"},
    Action.DECIDE: {"en": "decide on", "id": "memutuskan"},
    Action.CONFIGURE: {"en": "configure", "id": "mengatur"},
}
_NOUNS: Mapping[Resource, Words] = {
    Resource.AGENCY: {"en": "this agency", "id": "perangkat daerah ini"},
    Resource.ORG_UNIT: {"en": "the org units of this agency", "id": "unit kerja instansi ini"},
    Resource.EMPLOYEE: {"en": "the employees of this agency", "id": "pegawai instansi ini"},
    Resource.FRAMEWORK: {"en": "this framework", "id": "kerangka indikator ini"},
    Resource.CYCLE: {"en": "this cycle", "id": "siklus penilaian ini"},
    Resource.APPRAISAL: {"en": "this employee's appraisal", "id": "penilaian pegawai ini"},
    Resource.SCORE: {"en": "the self-assessment of this appraisal", "id": "penilaian diri ini"},
    Resource.REPORT: {"en": "the report across agencies", "id": "laporan lintas perangkat daerah"},
    Resource.PLAN: {"en": "this performance plan", "id": "sasaran kinerja pegawai (SKP) ini"},
    Resource.FEEDBACK: {"en": "this 360 answer", "id": "jawaban umpan balik 360 ini"},
    Resource.CALIBRATION: {"en": "this calibration", "id": "kalibrasi ini"},
    Resource.OBJECTION: {"en": "this objection", "id": "keberatan ini"},
    Resource.DISCIPLINE: {"en": "these discipline facts", "id": "data disiplin ini"},
    Resource.SURVEY: {"en": "this survey", "id": "survei kepuasan masyarakat ini"},
    Resource.SURVEY_RESULT: {
        "en": "the results of surveys and complaints of this unit",
        "id": "hasil survei dan pengaduan unit kerja ini",
    },
    Resource.AUDIT_EVENT: {"en": "the audit log of this agency", "id": "log audit instansi ini"},
    Resource.POLICY: {"en": "the policies of this agency", "id": "kebijakan akses instansi ini"},
    Resource.CASE: {"en": "this inspection case", "id": "perkara pemeriksaan ini"},
    Resource.DELEGATION: {"en": "this delegation", "id": "pelimpahan wewenang ini"},
    Resource.DATA_SHARING_GRANT: {"en": "this data sharing", "id": "pemberian akses data ini"},
    Resource.DATA_REQUEST: {"en": "this request", "id": "permohonan ini"},
    Resource.LEGAL_HOLD: {"en": "this legal hold", "id": "penahanan penghapusan data ini"},
    Resource.DEVELOPMENT: {"en": "this development action", "id": "rencana pengembangan ini"},
    Resource.DIALOGUE: {"en": "this feedback", "id": "umpan balik ini"},
}
_DEEDS: Mapping[tuple[Action, Resource], Words] = {
    (Action.DECIDE, Resource.AGENCY): {
        "en": "say who heads this agency",
        "id": "menentukan kepala perangkat daerah ini",
    },
    (Action.SCORE, Resource.APPRAISAL): {"en": "score this employee", "id": "menilai pegawai ini"},
    (Action.SCORE, Resource.SCORE): {
        "en": "fill in this self-assessment",
        "id": "mengisi penilaian diri ini",
    },
    (Action.DECIDE, Resource.APPRAISAL): {
        "en": "approve anything in this appraisal",
        "id": "menyetujui sesuatu dalam penilaian ini",
    },
    (Action.VIEW, Resource.SCORE): {"en": "see these scores", "id": "melihat nilai ini"},
    (Action.DECIDE, Resource.FRAMEWORK): {
        "en": "publish, return or retire this framework version",
        "id": "menetapkan, mengembalikan atau mencabut versi kerangka indikator ini",
    },
    (Action.DECIDE, Resource.CYCLE): {
        "en": "finalise this cycle",
        "id": "menetapkan hasil siklus penilaian ini",
    },
    (Action.SCORE, Resource.PLAN): {
        "en": "write in this performance plan",
        "id": "mengisi sasaran kinerja pegawai (SKP) ini",
    },
    (Action.DECIDE, Resource.PLAN): {
        "en": "agree to this performance plan",
        "id": "menyepakati sasaran kinerja pegawai (SKP) ini",
    },
    (Action.SCORE, Resource.FEEDBACK): {
        "en": "give this 360 answer",
        "id": "memberi jawaban umpan balik 360 ini",
    },
    (Action.CONFIGURE, Resource.CALIBRATION): {
        "en": "prepare this calibration",
        "id": "menyiapkan kalibrasi ini",
    },
    (Action.SCORE, Resource.OBJECTION): {
        "en": "write in this objection",
        "id": "mengisi keberatan ini",
    },
    (Action.CONFIGURE, Resource.DISCIPLINE): {
        "en": "import these discipline facts",
        "id": "mengimpor data disiplin ini",
    },
    (Action.DECIDE, Resource.SURVEY): {
        "en": "approve or close this survey",
        "id": "menyetujui atau menutup survei kepuasan masyarakat ini",
    },
    (Action.CONFIGURE, Resource.POLICY): {
        "en": "propose policies for this agency",
        "id": "mengusulkan kebijakan akses instansi ini",
    },
    (Action.DECIDE, Resource.POLICY): {
        "en": "decide on the policies and roles of this agency",
        "id": "memutuskan kebijakan akses dan peran di instansi ini",
    },
    (Action.CONFIGURE, Resource.CASE): {
        "en": "open or close inspection cases",
        "id": "membuka atau menutup perkara pemeriksaan",
    },
    (Action.CONFIGURE, Resource.DELEGATION): {
        "en": "make or end this delegation",
        "id": "membuat atau mengakhiri pelimpahan wewenang ini",
    },
    (Action.CONFIGURE, Resource.DATA_SHARING_GRANT): {
        "en": "grant or revoke this data sharing",
        "id": "memberi atau mencabut akses data ini",
    },
    (Action.SCORE, Resource.DATA_REQUEST): {
        "en": "file or withdraw this request",
        "id": "mengajukan atau menarik permohonan ini",
    },
    (Action.SCORE, Resource.DEVELOPMENT): {
        "en": "plan this employee's development or follow it up",
        "id": "merencanakan atau menindaklanjuti pengembangan pegawai ini",
    },
    (Action.SCORE, Resource.DIALOGUE): {
        "en": "give this employee feedback",
        "id": "memberi umpan balik kepada pegawai ini",
    },
    (Action.CONFIGURE, Resource.LEGAL_HOLD): {
        "en": "place or lift legal holds",
        "id": "menetapkan atau mencabut penahanan penghapusan data",
    },
}
_BY_RELATION: Mapping[Relation, Words] = {
    Relation.SELF: {
        "en": "the employee whom it is about",
        "id": "pegawai yang bersangkutan",
    },
    Relation.AUTHOR: {"en": "the person who entered it", "id": "orang yang mengisinya"},
    Relation.RATER: {
        "en": "the rater of this employee on this date",
        "id": "pejabat penilai pegawai ini pada tanggal ini",
    },
    Relation.SUPERIOR: {"en": "the superior of the rater", "id": "atasan pejabat penilai"},
    Relation.ESCALATED: {
        "en": "the superior of a rater who is seven days overdue",
        "id": "atasan pejabat penilai yang terlambat tujuh hari",
    },
    Relation.UNIT_MEMBER: {
        "en": "somebody who works in this unit",
        "id": "pegawai yang bekerja di unit kerja ini",
    },
    Relation.INVESTIGATED: {
        "en": "the inspectorate while a case about this employee is open",
        "id": "inspektorat selama ada perkara pemeriksaan tentang pegawai ini",
    },
}
#: Where a relation means something of its own.
_BY_RELATION_TO: Mapping[tuple[Relation, Resource], Words] = {
    (Relation.AUTHOR, Resource.FEEDBACK): {"en": "the respondent", "id": "responden"},
    (Relation.AUTHOR, Resource.POLICY): {
        "en": "the person who proposed it",
        "id": "orang yang mengusulkannya",
    },
    (Relation.AUTHOR, Resource.DELEGATION): {
        "en": "the person who delegates",
        "id": "orang yang melimpahkan",
    },
    (Relation.SELF, Resource.DELEGATION): {
        "en": "the person to whom it is delegated",
        "id": "orang yang menerima pelimpahan",
    },
    (Relation.AUTHOR, Resource.DATA_SHARING_GRANT): {
        "en": "the API client to which it was granted",
        "id": "klien API yang menerimanya",
    },
    (Relation.SELF, Resource.DATA_REQUEST): {
        "en": "the person whose data it is about",
        "id": "orang yang datanya dimaksud",
    },
}
_HEADS: Mapping[bool, Words] = {
    True: {"en": "the head of the agency", "id": "kepala perangkat daerah"},
    False: {"en": "the head of the unit", "id": "kepala unit kerja"},
}
#: Decisions about these concern the agency as a whole: only the head of the root unit makes them.
_OF_THE_AGENCY = frozenset(
    {
        Resource.AGENCY,
        Resource.FRAMEWORK,
        Resource.CYCLE,
        Resource.REPORT,
        Resource.SURVEY,
        Resource.AUDIT_EVENT,
        Resource.POLICY,
        Resource.DATA_SHARING_GRANT,
    }
)
_BY_ROLE: Mapping[str, Words] = {
    Role.AUTHENTICATED: {"en": "somebody who has signed in", "id": "orang yang sudah masuk"},
    Role.EMPLOYEE: {"en": "an employee of this agency", "id": "pegawai instansi ini"},
    Role.PERFORMANCE_OFFICER: {
        "en": "the performance officer of this agency",
        "id": "pengelola kinerja instansi ini",
    },
    Role.PROVINCE_HR: {"en": "the province's HR agency (BKD)", "id": "BKD provinsi"},
    Role.INSPECTORATE: {"en": "the inspectorate", "id": "inspektorat"},
    Role.SURVEY_OWNER: {"en": "the organisation bureau (Biro ORB)", "id": "Biro ORB"},
    Role.API_CLIENT: {
        "en": "an API client whose token was granted the scope for it",
        "id": "klien API yang tokennya diberi cakupan untuk itu",
    },
    Role.OPERATOR: {"en": "the operator of the platform", "id": "operator platform"},
    Role.DPO: {"en": "the data protection officer", "id": "pejabat pelindungan data pribadi"},
}


def action_words(action: Action, resource: Resource, language: Language) -> str:
    """Return what is done to what, for the middle of a sentence."""
    deed = _DEEDS.get((action, resource))
    if deed is not None:
        return deed[language]
    return f"{_VERBS[action][language]} {_NOUNS[resource][language]}"


def holder_words(
    requirements: tuple[Requirement, ...], resource: Resource, language: Language
) -> str:
    """Return who may do it, as a list for the middle of a sentence."""
    named = list(dict.fromkeys(_holder(one, resource)[language] for one in requirements))
    *most, last = named
    joiner = {"en": " or ", "id": " atau "}[language]
    return joiner.join([", ".join(most), last]) if most else last


def separation_words(rule: str, language: Language) -> str:
    """Return the sentence of a deny rule that keeps two duties apart."""
    return sentence_of(rule, language)


def _holder(requirement: Requirement, resource: Resource) -> Words:
    role, relation = requirement
    if relation is Relation.UNIT_HEAD:
        by_relation: Words | None = _HEADS[resource in _OF_THE_AGENCY]
    else:
        by_relation = _BY_RELATION_TO.get((relation, resource), _BY_RELATION.get(relation))
    if role in _BY_ROLE:
        return by_relation or _BY_ROLE[role]
    if by_relation is None:
        return {
            "en": f"a holder of the role {role} of this agency",
            "id": f"pemegang peran {role} di instansi ini",
        }
    return {
        "en": f"{by_relation['en']} who also holds the role {role} of this agency",
        "id": f"{by_relation['id']} yang juga memegang peran {role} di instansi ini",
    }
