"""The root field that tries a framework version on a past cycle."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

import strawberry

from graphql_schema.context import Info
from graphql_schema.frameworks.simulation_types import (
    FrameworkSimulation,
    GradeCount,
    GradeMovement,
    GradeMover,
    IndicatorPair,
    SimulatedIndicator,
    UnitMovement,
)
from graphql_schema.mutation import read_id
from kinerja.domains.cycles.errors import CycleNotFoundError
from kinerja.kit.ids import AgencyId, GlobalId
from kinerja.reads.accesses import recalculated
from kinerja.reads.framework_simulation.outcome import Duplicate, Mover, Outcome, TriedIndicator
from kinerja.reads.framework_simulation.simulate import simulate_framework

VersionId = Annotated[
    strawberry.ID,
    strawberry.argument(description="Global id of the framework version, a draft as a rule."),
]
CycleId = Annotated[
    strawberry.ID,
    strawberry.argument(description="Global id of the cycle of the same agency to try it on."),
]

#: Writes the global id of a row of the agency.
Naming = Callable[[str, UUID], strawberry.ID]


async def _simulate_framework(
    info: Info, version_id: VersionId, cycle_id: CycleId
) -> FrameworkSimulation | None:
    """Recalculate; nothing is written."""
    info.context.signed_in()
    version = read_id(version_id, "FrameworkVersion", path=("versionId",))
    cycle = read_id(cycle_id, "Cycle", path=("cycleId",))
    if cycle.agency_id != version.agency_id:
        raise CycleNotFoundError(path=("cycleId",))
    actor = await info.context.actor(version.agency_id)
    async with info.context.unit.within(actor.agency_id) as session:
        outcome = await simulate_framework(
            actor, session, version_id=version.key, cycle_id=cycle.key
        )
    info.context.seen += recalculated(actor, version.key)
    return _simulation(outcome, _naming(actor.agency_id))


def _naming(agency_id: AgencyId) -> Naming:
    def name(type_name: str, key: UUID) -> strawberry.ID:
        return strawberry.ID(str(GlobalId(type_name, agency_id, key)))

    return name


def _simulation(outcome: Outcome, name: Naming) -> FrameworkSimulation:
    return FrameworkSimulation(
        people=outcome.people,
        left_out=outcome.left_out,
        moved=outcome.moved,
        mean_before=outcome.mean_before,
        mean_after=outcome.mean_after,
        rank_correlation=outcome.rank_correlation,
        grades_before=[GradeCount(**vars(one)) for one in outcome.grades_before],
        grades_after=[GradeCount(**vars(one)) for one in outcome.grades_after],
        movements=[GradeMovement(**vars(one)) for one in outcome.movements],
        movements_withheld=outcome.is_movement_withheld,
        units=[
            UnitMovement(
                org_unit_id=name("OrgUnit", one.org_unit_id),
                direction=one.direction,
                people=one.people,
            )
            for one in outcome.units
        ],
        units_withheld=outcome.is_unit_withheld,
        indicators=[_indicator(one, name) for one in outcome.indicators],
        removed_indicators=list(outcome.removed),
        duplicates=[_pair(one, name) for one in outcome.duplicates],
        movers=[_mover(one, name) for one in outcome.movers],
    )


def _indicator(one: TriedIndicator, name: Naming) -> SimulatedIndicator:
    return SimulatedIndicator(
        indicator_id=name("Indicator", one.indicator_id),
        path=one.path,
        is_scored=one.is_scored,
        people=one.people,
        mean=one.mean,
        spread=one.spread,
        discriminates=one.discriminates,
    )


def _pair(one: Duplicate, name: Naming) -> IndicatorPair:
    return IndicatorPair(
        one_id=name("Indicator", one.one),
        other_id=name("Indicator", one.other),
        people=one.people,
        correlation=one.correlation,
    )


def _mover(one: Mover, name: Naming) -> GradeMover:
    return GradeMover(
        appraisal_id=name("Appraisal", one.appraisal_id),
        employee_id=name("Employee", one.ratee_id),
        before=one.before,
        after=one.after,
        composite_before=one.composite_before,
        composite_after=one.composite_after,
    )


@strawberry.type
class FrameworkQueries:
    """`simulateFramework`."""

    simulate_framework: FrameworkSimulation | None = strawberry.field(
        resolver=_simulate_framework,
        description="What a framework version would make of a past cycle, before it is published:"
        " its scores recalculated under the version's indicators and weights. Nothing is stored."
        " For those who may see drafts.",
    )
