"""What policy decided, in sentences: of explanations and of refused changes alike."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kinerja.kit.errors import Language
from policies.permissions import Action, Relation, Resource, Role
from policies.words import Requirement, Words, action_words, holder_words

_ONLY: Words = {
    "en": "You may not {deed}. Only {who} may.",
    "id": "Anda tidak boleh {deed}. Yang boleh hanya {who}.",
}
_NOBODY: Words = {"en": "Nobody may {deed}.", "id": "Tidak seorang pun boleh {deed}."}
_WHO: Words = {
    "en": "Only {who} may {deed}.",
    "id": "Yang boleh {deed} hanya {who}.",
}
_HIDDEN: Words = {
    "en": "There is no such object, or you may not see it.",
    "id": "Objek itu tidak ada, atau Anda tidak boleh melihatnya.",
}
_ALLOWED: Words = {
    "en": "You may {deed} as {who}{since}{until}.",
    "id": "Anda boleh {deed} sebagai {who}{since}{until}.",
}
_CLOSED: Words = {
    "en": "You may {deed}, but not in its present state{state}; only in {states}.",
    "id": "Anda boleh {deed}, tetapi tidak dalam statusnya saat ini{state}; hanya dalam {states}.",
}
_GONE: Words = {
    "en": "Until {until} you could {deed} as {who}. That is over.",
    "id": "Sampai {until} Anda boleh {deed} sebagai {who}. Itu sudah berakhir.",
}
_COMING: Words = {
    "en": "From {since} on{until} you may {deed} as {who}, but not yet.",
    "id": "Mulai {since}{until} Anda boleh {deed} sebagai {who}, tetapi sekarang belum.",
}
_SINCE: Words = {"en": ", since {day}", "id": ", sejak {day}"}
_UNTIL: Words = {"en": ", until {day}", "id": ", sampai {day}"}
_OR: Words = {"en": " or ", "id": " atau "}
#: Somebody's standing, apart from any date.
_STANDING: Mapping[Relation, Words] = {
    Relation.RATER: {"en": "the rater of this employee", "id": "pejabat penilai pegawai ini"},
}


@dataclass(frozen=True)
class Deed:
    """An action on a resource, to be spoken of in one language."""

    action: Action
    resource: Resource
    language: Language

    def only(self, who: tuple[Requirement, ...]) -> str:
        """Say that the asker may not, and who may."""
        return self._say(_ONLY, who=self._holders(who)) if who else self._say(_NOBODY)

    def hidden(self, who: tuple[Requirement, ...]) -> str:
        """Say nothing about an object, and who may act on such objects."""
        return (
            self._say(_HIDDEN)
            + " "
            + (self._say(_WHO, who=self._holders(who)) if who else self._say(_NOBODY))
        )

    def closed(self, states: Iterable[str], *, state: str | None = None) -> str:
        """Say that the state is in the way, and in which states it would not be."""
        shown = f" {state}" if state else ""
        return self._say(_CLOSED, state=shown, states=_OR[self.language].join(sorted(states)))

    def allowed(self, way: Requirement, *, since: date | None, until: date | None) -> str:
        """Say as what the asker may, since when and until when."""
        days = self._day(_SINCE, since), self._day(_UNTIL, until)
        return self._say(_ALLOWED, who=self._standing(way), since=days[0], until=days[1])

    def gone(self, way: Requirement, *, since: date | None, until: date | None) -> str:
        """Say until when the asker could, and as what."""
        del since  # What ended long ago may have begun by other people's dates.
        return self._say(_GONE, who=self._standing(way), until=until)

    def coming(self, way: Requirement, *, since: date | None, until: date | None) -> str:
        """Say from when on the asker may, and as what."""
        end = self._day(_UNTIL, until)
        return self._say(_COMING, who=self._standing(way), since=since, until=end)

    def _say(self, words: Words, **places: object) -> str:
        deed = action_words(self.action, self.resource, self.language)
        return words[self.language].format(deed=deed, **places)

    def _holders(self, who: tuple[Requirement, ...]) -> str:
        return holder_words(who, self.resource, self.language)

    def _standing(self, way: Requirement) -> str:
        words = _STANDING.get(way.relation) if way.role in set(Role) else None
        return words[self.language] if words else self._holders((way,))

    def _day(self, words: Words, day: date | None) -> str:
        return words[self.language].format(day=day) if day else ""
