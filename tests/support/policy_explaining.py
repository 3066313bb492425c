"""Compares explanations with Casbin on random worlds: the rule, the reason, and every day."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from sqlalchemy import ColumnElement, literal_column, select, true
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.reads.finished import Finished
from policies.engine import PolicyEngine
from policies.explanations import Inquiry
from policies.facts import Organisation, Period, PlainRow, RowFacts
from policies.own_days import Chance
from policies.permissions import Action, Effect, Resource
from policies.raters import ESCALATED_AFTER_DAYS
from policies.relations import values_for
from policies.snapshot import PolicyRow, PolicySnapshot
from policies.subject import Actor
from policies.verdicts import Explanation, Verdict
from tests.support.policy_agreement import (
    MODEL,
    DisagreementError,
    actor_of,
    facts_of,
    plain_of,
    written,
)
from tests.support.policy_draws import DAY
from tests.support.policy_worlds import World

_APPRAISALS = Appraisal.__table__.alias("a")
#: The others differ in what the relations do, which is compared elsewhere.
_SHAPES = ("pinned", "looked up", "of the agency")
_VERDICTS = {
    "STATE": {Verdict.WRONG_STATE},
    "RELATION": {Verdict.NOT_RELATED, Verdict.NOT_YET, Verdict.NO_LONGER},
}


@dataclass
class Seen:
    """How often each verdict was seen, and how often with a date."""

    verdicts: Counter[Verdict]
    dated: Counter[Verdict]


async def compare_explanations(engine: AsyncEngine, world: World, seen: Seen) -> None:
    """Write the world, ask for an explanation of every row, and hold it against Casbin.

    Raises:
        DisagreementError: they differ about the decision, the rule, the reason or a day.
    """
    policies = PolicyEngine(PolicySnapshot("world", world.policies), MODEL)
    async with written(engine, world) as connection:
        for asked in world.askers:
            for shape in _SHAPES:
                actor = actor_of(asked, policies)
                await _compare_shape(connection, actor, world, shape, seen)


async def _compare_shape(
    connection: AsyncConnection, actor: Actor, world: World, shape: str, seen: Seen
) -> None:
    inquiry = Inquiry.of(actor, Resource.APPRAISAL, Action.VIEW)
    facts = _as_text(facts_of(shape))
    source = _APPRAISALS.join(inquiry.decision(facts, actor), true())
    columns = inquiry.columns(facts, actor)
    statement = Finished.of(select(_APPRAISALS.c.id, *columns).select_from(source))
    answers = await statement.run(AsyncSession(connection), values_for(actor))
    by_key = {answer.id: answer for answer in answers}
    for row in world.rows:
        plain = plain_of(row.plain, shape)
        if plain.agency == actor.agency_id:  # Rows of others are never asked about.
            judge = Judge(actor, world, plain)
            answer = dict(by_key[row.key]._mapping)  # noqa: SLF001 - SQLAlchemy's public name.
            explanation = inquiry.explain(actor, answer)
            judge.hold(explanation)
            for number, chance in enumerate(inquiry.chances):
                judge.hold_days(chance, answer[f"days_{number}"])
            seen.verdicts[explanation.verdict] += 1
            seen.dated[explanation.verdict] += bool(explanation.since or explanation.until)


def _as_text(facts: RowFacts) -> RowFacts:
    """Name the columns as reads do: by the alias of the row, and not by their table."""
    named = {
        name: literal_column(f"a.{column.name}", column.type)
        for name, column in vars(facts).items()
        if isinstance(column, ColumnElement) and hasattr(column, "name")
    }
    return replace(facts, **named)


@dataclass(frozen=True)
class Judge:
    """Casbin's view of one row to one asker, by one rule and on any day."""

    actor: Actor
    world: World
    plain: PlainRow

    def hold(self, given: Explanation) -> None:
        """Compare the decision, the rule and the reason.

        Raises:
            DisagreementError: they differ.
        """
        decision = self.actor.explain(
            given.resource, given.action, self.plain, organisation=self.world.organisation
        )
        self._same(given.is_allowed, decision.allowed, "the decision")
        if given.is_allowed and given.rule:
            self._same(self.allows(given.rule.name, self.actor.today), True, "the rule")
        elif given.verdict is Verdict.SEPARATED and given.rule:
            self._same(given.rule.name, decision.rule, "the separation")
        else:
            self._same(given.verdict in _VERDICTS[str(decision.refusal)], True, "the reason")

    def hold_days(self, chance: Chance, days: list[date | None] | None) -> None:
        """Compare the days on which a rule came to allow the row, or ceased to.

        Raises:
            DisagreementError: they differ.
        """
        if days is None:
            return
        turns = {day: self._turn(chance, day) for day in self._own_days()}
        today = self.actor.today
        came = [day for day, turn in turns.items() if turn == (False, True)]
        ceased = [day for day, turn in turns.items() if turn == (True, False)]
        expected = [
            max((day for day in came if day <= today), default=None),
            max((day for day in ceased if day <= today), default=None),
            min((day for day in came if day > today), default=None),
            min((day for day in ceased if day > today), default=None),
        ]
        self._same(days, expected, f"the days of {chance.rule.name}")

    def _turn(self, chance: Chance, day: date) -> tuple[bool, bool]:
        name = chance.rule.name
        # Roles with dates are those of the database; in these worlds nobody holds one.
        if chance.roles is not None:
            return False, False
        return self.allows(name, day - DAY), self.allows(name, day)

    def allows(self, name: str, day: date) -> bool:
        """Tell whether Casbin allows on a day, by this rule alone and with all denies."""
        kept = tuple(
            row for row in self.world.policies if row.name == name or row.effect is Effect.DENY
        )
        asker = replace(self.actor, today=day, policies=_engine(kept))
        found = asker.explain(
            Resource.APPRAISAL, Action.VIEW, self.plain, organisation=self.world.organisation
        )
        return found.allowed

    def _own_days(self) -> set[date]:
        """Return the days on which something of the asker's own begins or has ended."""
        bounds = {
            bound
            for period in _own_periods(self.world.organisation, self.actor)
            for bound in (period.start, period.end)
        }
        if isinstance(self.plain.rater_due, date):
            bounds.add(self.plain.rater_due + ESCALATED_AFTER_DAYS * DAY)
        return {bound for bound in bounds if bound is not None}

    def _same(self, one: object, other: object, what: str) -> None:
        if one != other:
            message = f"{what}: SQL says {one}, Casbin {other}"
            raise DisagreementError(message)


def _own_periods(organisation: Organisation, actor: Actor) -> Iterator[Period]:
    me, agency = actor.subject.id, actor.agency_id
    for line in organisation.lines:
        if line.agency == agency and me in (line.rater, line.superior):
            yield line.valid
    for assignment in organisation.assignments:
        if assignment.agency == agency and assignment.employee == me:
            yield assignment.valid
    for delegation in organisation.delegations:
        if delegation.agency == agency and delegation.delegate == me:
            yield delegation.valid


@cache
def _engine(policies: tuple[PolicyRow, ...]) -> PolicyEngine:
    return PolicyEngine(PolicySnapshot("some", policies), MODEL)
