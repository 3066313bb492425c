"""Trying out a set of policies: who would gain or lose how many records. Stores nothing."""

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.errors import KinerjaError
from kinerja.reads.simulation.askers import read_groups
from kinerja.reads.simulation.counting import counting
from kinerja.reads.simulation.matters import Comparison, compare
from kinerja.reads.simulation.outcome import Effect, Outcome, summed
from policies.agency import AgencyPolicies
from policies.permissions import Resource
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
    made = counting(comparison, agency_id=actor.agency_id, on=actor.today)
    if made is None:
        return None
    try:
        rows = (await session.execute(made.statement)).all()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _TIMED_OUT:
            raise SimulationTooLargeError from error
        raise
    return [
        Effect(person, comparison.resource, comparison.action, field_class, *counts)
        for person, *numbers in rows
        for place, field_class in enumerate(made.classes)
        if any((counts := numbers[4 * place : 4 * place + 4])[2:])
    ]
