"""Trying out a set of policies: who would gain or lose how many records. Stores nothing."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.errors import KinerjaError
from kinerja.reads.simulation.askers import read_groups
from kinerja.reads.simulation.counting import PEOPLE, counting
from kinerja.reads.simulation.matters import Comparison, compare
from kinerja.reads.simulation.outcome import Effect, Outcome, summed
from policies.agency import AgencyPolicies
from policies.asking import values_for
from policies.permissions import FieldClass, Resource
from policies.subject import Actor

MOST_PEOPLE = 500
_TIMED_OUT = "57014"


class SimulationTooLargeError(KinerjaError):
    """Counting takes longer than one statement may."""

    code = "SIMULATION_TOO_LARGE"
    en = (
        "The agency has too many people and records to try so much at once. Try the change in"
        " parts, a rule or two at a time."
    )
    id = (
        "Pegawai dan data perangkat daerah ini terlalu banyak untuk diuji sekaligus. Uji perubahan"
        " itu sebagian-sebagian, satu atau dua aturan."
    )


async def simulate(actor: Actor, session: AsyncSession, policies: AgencyPolicies) -> Outcome:
    """Compare `policies`, put in the place of the agency's own, with what is in force.

    Raises:
        SimulationTooLargeError: it takes too long.
    """
    trial = actor.policies.trial(policies)
    groups = await read_groups(session, actor.agency_id, on=actor.today)
    comparisons = compare(groups, actor.policies, trial, agency_id=actor.agency_id)
    effects: list[Effect] = []
    uncounted: list[Resource] = []
    for comparison in comparisons:
        found = await _effects(actor, session, comparison)
        if found is None:
            uncounted.append(comparison.resource)
        else:
            effects += found
    return summed(effects, uncounted, at_most=MOST_PEOPLE)


async def _effects(
    actor: Actor, session: AsyncSession, comparison: Comparison
) -> list[Effect] | None:
    made = counting(comparison)
    if made is None:
        return None
    people = {PEOPLE: list(comparison.people)}
    try:
        rows = await made.statement.run(session, {**values_for(actor), **people})
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _TIMED_OUT:
            raise SimulationTooLargeError from error
        raise
    return [effect for row in rows for effect in _of_person(comparison, made.classes, row)]


def _of_person(
    comparison: Comparison, classes: Sequence[FieldClass | None], row: Row[Any]
) -> Iterator[Effect]:
    person, *numbers = tuple[Any, ...](row)
    for place, field_class in enumerate(classes):
        before, after, gained, lost = numbers[4 * place : 4 * place + 4]
        if gained or lost:
            yield Effect(
                person_id=person,
                resource=comparison.resource,
                action=comparison.action,
                field_class=field_class,
                before=before,
                after=after,
                gained=gained,
                lost=lost,
            )
