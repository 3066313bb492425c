"""What an asker is told about an action on one row: what decided, and the sentence."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kinerja.kit.errors import Language
from policies.agency import RuleSource
from policies.grants import Rule
from policies.permissions import Action, Resource
from policies.sentences import Deed
from policies.words import Requirement, separation_words


class Verdict(StrEnum):
    """What decided, as far as the asker may know."""

    ALLOWED = "ALLOWED"
    NOT_FOUND_OR_HIDDEN = "NOT_FOUND_OR_HIDDEN"
    SEPARATED = "SEPARATED"
    WRONG_STATE = "WRONG_STATE"
    NO_LONGER = "NO_LONGER"
    NOT_YET = "NOT_YET"
    NOT_RELATED = "NOT_RELATED"


@dataclass(frozen=True)
class Explanation:
    """The answer about one row.

    `rule` decided, or would decide on another day; `states` are those in which the action would be
    open to the asker; `since` and `until` are the first and the last day on which the rule is the
    asker's; `requirements` tell who may, from the policies alone.
    """

    verdict: Verdict
    resource: Resource
    action: Action
    requirements: tuple[Requirement, ...]
    rule: Rule | None = None
    source: RuleSource | None = None
    state: str | None = None
    states: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None

    @property
    def is_allowed(self) -> bool:
        """Whether the action is permitted."""
        return self.verdict is Verdict.ALLOWED

    def message(self, language: Language) -> str:
        """Return the sentence in `language`."""
        about = Deed(self.action, self.resource, language)
        if self.verdict is Verdict.NOT_FOUND_OR_HIDDEN:
            return about.hidden(self.requirements)
        if self.rule is None:
            return about.only(self.requirements)
        if self.verdict is Verdict.SEPARATED:
            return separation_words(self.rule.name, language)
        if self.verdict is Verdict.WRONG_STATE:
            return about.closed(self.states, state=self.state)
        way = Requirement(self.rule.role, self.rule.relation)
        say = {Verdict.NO_LONGER: about.gone, Verdict.NOT_YET: about.coming}
        return say.get(self.verdict, about.allowed)(way, since=self.since, until=self.until)
