"""The failures of policy: what a caller may not do, said so that the person knows who may."""

from collections.abc import Collection
from typing import ClassVar

from kinerja.kit.errors import KinerjaError, Language
from policies.permissions import Action, Resource
from policies.sentences import Deed
from policies.words import Requirement, separation_words


class PolicyLoadError(RuntimeError):
    """The policies in the package or the environment are not fit to decide; refuse to start."""


class NotPermittedError(KinerjaError):
    """Policy refuses. The sentence names who could do it, never anything about the row.

    `requirements` are the ways in which the policies would allow it; `open_states`, if any: the
    asker stands in a relation that would do, but only in these states; `separation`: the name of
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
        open_states: Collection[str] = (),
        separation: str | None = None,
    ) -> None:
        self.action = action
        self.resource = resource
        self.requirements = requirements
        self.open_states = frozenset(open_states)
        self.separation = separation
        super().__init__()

    def message(self, language: Language) -> str:
        """Return the sentence: who may do it, or what closes it."""
        about = Deed(self.action, self.resource, language)
        if self.separation:
            return separation_words(self.separation, language)
        if self.open_states:
            return about.closed(self.open_states)
        return about.only(self.requirements)


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
    open_states: Collection[str] = (),
    reason: str | None = None,
) -> NotPermittedError:
    """Return the error for a refusal, in the class whose code says most.

    `reason`: "RELATION" or None, "STATE", or the name of the deny rule that matched.
    `open_states` are those in which the asker's rules would allow it.
    """
    scoring = (action, resource) == (Action.SCORE, Resource.APPRAISAL)
    deciding = (action, resource) == (Action.DECIDE, Resource.APPRAISAL)
    if reason == "STATE":
        return NotPermittedError(action=action, resource=resource, open_states=open_states)
    if reason in {None, "RELATION"}:
        kind = NotRaterError if scoring else NotPermittedError
        return kind(action=action, resource=resource, requirements=requirements)
    himself = reason in {"nobody-scores-himself", "nobody-decides-on-himself"}
    kind = SelfRatingError if himself and (scoring or deciding) else NotPermittedError
    return kind(action=action, resource=resource, separation=reason)
