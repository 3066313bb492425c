"""The failures of policy: what a caller may not do, said so that the person knows who may."""

from typing import ClassVar

from kinerja.kit.errors import KinerjaError, Language
from policies.permissions import Action, Resource
from policies.words import Requirement, action_words, holder_words, separation_words


class PolicyLoadError(RuntimeError):
    """The policies in the package or the environment are not fit to decide; refuse to start."""


class NotPermittedError(KinerjaError):
    """Policy refuses. The sentence names who could do it, never anything about the row.

    `requirements` are the ways in which the policies would allow it; `state_is_wrong`: the asker
    stands in the right relation, but the row's state is closed for this; `separation`: the name of
    the deny rule that keeps two duties apart.
    """

    code: ClassVar[str] = "NOT_PERMITTED"
    en: ClassVar[str] = "You are not permitted to do this."
    id: ClassVar[str] = "Anda tidak diizinkan melakukan ini."

    def __init__(
        self,
        *,
        action: Action,
        resource: Resource,
        requirements: tuple[Requirement, ...] = (),
        state_is_wrong: bool = False,
        separation: str | None = None,
    ) -> None:
        self.action = action
        self.resource = resource
        self.requirements = requirements
        self.state_is_wrong = state_is_wrong
        self.separation = separation
        super().__init__()

    def message(self, language: Language) -> str:
        """Return the sentence: who may do it, or what closes it."""
        deed = action_words(self.action, self.resource, language)
        if self.separation:
            return separation_words(self.separation, language)
        if self.state_is_wrong:
            return _CLOSED[language].format(deed=deed)
        if not self.requirements:
            return _NOBODY[language].format(deed=deed)
        who = holder_words(self.requirements, self.resource, language)
        return _ONLY[language].format(deed=deed, who=who)


class NotRaterError(NotPermittedError):
    """Somebody who is not the rater wants to score."""

    code: ClassVar[str] = "NOT_RATER"
    en: ClassVar[str] = "You may not score this employee. Only the rater on this date may."
    id: ClassVar[str] = (
        "Anda tidak boleh menilai pegawai ini. Yang boleh hanya pejabat penilainya pada tanggal"
        " ini."
    )


class SelfRatingError(NotPermittedError):
    """Somebody wants to score or decide the own appraisal."""

    code: ClassVar[str] = "SELF_RATING"
    en: ClassVar[str] = "Nobody may score, or approve anything in, the own appraisal."
    id: ClassVar[str] = "Tidak seorang pun boleh menilai atau menyetujui penilaiannya sendiri."


def refusal_error(
    action: Action,
    resource: Resource,
    *,
    requirements: tuple[Requirement, ...],
    reason: str | None = None,
) -> NotPermittedError:
    """Return the error for a refusal, in the class whose code says most.

    `reason`: "RELATION" or None, "STATE", or the name of the deny rule that matched.
    """
    scoring = (action, resource) == (Action.SCORE, Resource.APPRAISAL)
    deciding = (action, resource) == (Action.DECIDE, Resource.APPRAISAL)
    if reason == "STATE":
        return NotPermittedError(action=action, resource=resource, state_is_wrong=True)
    if reason in {None, "RELATION"}:
        kind = NotRaterError if scoring else NotPermittedError
        return kind(action=action, resource=resource, requirements=requirements)
    himself = reason in {"nobody-scores-himself", "nobody-decides-on-himself"}
    kind = SelfRatingError if himself and (scoring or deciding) else NotPermittedError
    return kind(action=action, resource=resource, separation=reason)


_ONLY = {
    "en": "You may not {deed}. Only {who} may.",
    "id": "Anda tidak boleh {deed}. Yang boleh hanya {who}.",
}
_CLOSED = {
    "en": "You may {deed}, but not in its present state.",
    "id": "Anda boleh {deed}, tetapi tidak dalam statusnya saat ini.",
}
_NOBODY = {
    "en": "Nobody may {deed}.",
    "id": "Tidak seorang pun boleh {deed}.",
}
