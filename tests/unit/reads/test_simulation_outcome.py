"""How the effects on people are summed up."""

from uuid import UUID

from kinerja.reads.simulation.outcome import Effect, Total, summed
from policies.permissions import Action, Resource

ANNA, BUDI, CITRA = (UUID(int=number) for number in (1, 2, 3))


def effect(person: UUID, resource: Resource, *, gained: int = 0, lost: int = 0) -> Effect:
    return Effect(
        person_id=person,
        resource=resource,
        action=Action.VIEW,
        field_class=None,
        before=10,
        after=10 + gained - lost,
        gained=gained,
        lost=lost,
    )


def test_the_most_affected_come_first_and_only_so_many() -> None:
    effects = [
        effect(ANNA, Resource.CYCLE, gained=1),
        effect(BUDI, Resource.CYCLE, lost=5),
        effect(CITRA, Resource.CYCLE, gained=2),
        effect(ANNA, Resource.APPRAISAL, gained=3, lost=2),
    ]

    outcome = summed(effects, (), at_most=2)

    assert [one.person_id for one in outcome.people] == [ANNA, BUDI]
    assert [one.weight for one in outcome.people] == [6, 5]
    assert outcome.people_affected == 3
    assert outcome.totals == (
        Total(Resource.CYCLE, Action.VIEW, None, 2, 1, 3, 5),
        Total(Resource.APPRAISAL, Action.VIEW, None, 1, 1, 3, 2),
    )


def test_what_could_not_be_counted_is_named_once() -> None:
    outcome = summed((), (Resource.SURVEY, Resource.PLAN, Resource.SURVEY), at_most=5)

    assert outcome.uncounted == (Resource.PLAN, Resource.SURVEY)
    assert (outcome.totals, outcome.people, outcome.people_affected) == ((), (), 0)
