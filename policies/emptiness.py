"""Why a list is empty, in words: who sees such rows, and never whether there are others."""

from collections.abc import Mapping
from enum import StrEnum

from kinerja.kit.errors import Language
from policies.permissions import Action, Resource
from policies.words import Requirement, Words, action_words, holder_words


class Emptiness(StrEnum):
    """Why a list is empty, as far as the asker may know.

    NO_RULE: policy shows such rows to nobody in the asker's roles. NO_AGENCY: the asker belongs to
    no agency, and the list is of the asker's own. FIELD_HIDDEN: the field that leads to the rows is
    hidden. BEYOND_CURSOR and NO_MATCH: a cursor or a filter is given, and no visible row is left.
    NONE_VISIBLE: no row here is one that the asker sees. NONE: there is none; the asker sees all.
    """

    NO_RULE = "NO_RULE"
    NO_AGENCY = "NO_AGENCY"
    FIELD_HIDDEN = "FIELD_HIDDEN"
    BEYOND_CURSOR = "BEYOND_CURSOR"
    NO_MATCH = "NO_MATCH"
    NONE_VISIBLE = "NONE_VISIBLE"
    NONE = "NONE"


_WHAT: Mapping[Emptiness, Words] = {
    Emptiness.NO_RULE: {
        "en": "None of these is for you to see. Only {who} may {deed}.",
        "id": "Tidak satu pun boleh Anda lihat. Yang boleh {deed} hanya {who}.",
    },
    Emptiness.NO_AGENCY: {
        "en": "You belong to no agency, so nothing here is your own. Ask below `agency(code:)`.",
        "id": "Anda tidak termasuk perangkat daerah mana pun, jadi tidak ada yang milik Anda di"
        " sini. Tanyakan di bawah `agency(code:)`.",
    },
    Emptiness.FIELD_HIDDEN: {
        "en": "You may not see the field that leads to these rows.",
        "id": "Anda tidak boleh melihat bidang yang menuju ke baris-baris ini.",
    },
    Emptiness.BEYOND_CURSOR: {
        "en": "Nothing that you may see lies beyond the cursor.",
        "id": "Tidak ada lagi yang boleh Anda lihat setelah kursor ini.",
    },
    Emptiness.NO_MATCH: {
        "en": "Nothing that you may see meets the filter.",
        "id": "Tidak ada yang boleh Anda lihat yang memenuhi saringan.",
    },
    Emptiness.NONE_VISIBLE: {
        "en": "Nothing here is for you to see.",
        "id": "Tidak ada yang boleh Anda lihat di sini.",
    },
    Emptiness.NONE: {"en": "There is none here.", "id": "Tidak ada satu pun di sini."},
}
_SIGHT: Mapping[bool, Words] = {
    True: {
        "en": " Policy hides none of these from you.",
        "id": " Kebijakan tidak menyembunyikan satu pun dari Anda.",
    },
    False: {"en": " You may {deed} as {who}.", "id": " Anda boleh {deed} sebagai {who}."},
}
_MISSING: Words = {
    "en": " Where a field is hidden from you, it counts as having no value.",
    "id": " Bidang yang tersembunyi bagi Anda dianggap tidak berisi.",
}
#: What is said of these is all that there is to say.
_ENOUGH = frozenset({Emptiness.NO_RULE, Emptiness.NO_AGENCY, Emptiness.FIELD_HIDDEN})


def empty_words(
    reason: Emptiness,
    resource: Resource | None,
    language: Language,
    *,
    ways: tuple[Requirement, ...] = (),
    sees_all: bool = False,
    misses_values: bool = False,
) -> str:
    """Return the sentences.

    `ways`: in which roles and relations such rows are seen, by others (NO_RULE) or by the asker;
    `sees_all`: policy hides none of them from the asker; `misses_values`: the filter is about a
    field that it hides on some.
    """
    sentence = _WHAT[reason][language]
    if reason is Emptiness.NO_MATCH and misses_values:
        sentence += _MISSING[language]
    if reason not in _ENOUGH and (sees_all or ways):
        sentence += _SIGHT[sees_all][language]
    if resource is None or not ways:
        return _NOBODY[language] if reason is Emptiness.NO_RULE else sentence
    deed = action_words(Action.VIEW, resource, language)
    return sentence.format(deed=deed, who=holder_words(ways, resource, language))


_NOBODY: Words = {
    "en": "None of these is for you to see; no rule shows them to anybody.",
    "id": "Tidak satu pun boleh Anda lihat; tidak ada aturan yang memperlihatkannya.",
}
