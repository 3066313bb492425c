"""The root fields about policies: what the province decides, and trying out a change."""

from collections.abc import Iterable
from typing import Annotated, TypeVar

import strawberry

from graphql_schema.context import Info
from graphql_schema.policies.baseline_types import BaselinePolicy, PolicyCeiling, PolicyGuardrail
from graphql_schema.policies.inputs import PolicyChangeInput, plain_policies
from graphql_schema.policies.mutations.answers import located
from graphql_schema.policies.simulation_types import (
    AffectedPerson,
    PolicyEffect,
    PolicyEffectTotal,
    PolicySimulation,
)
from graphql_schema.reading import read_one
from kinerja.domains.policies.service.trial import check_trial
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId
from kinerja.reads.accesses import tried_out
from kinerja.reads.simulation.outcome import Effect, Outcome, PersonOutcome, Total
from kinerja.reads.simulation.simulate import simulate
from policies.guardrails import Ceiling, guardrails
from policies.permissions import Resource
from policies.snapshot import PolicyRow

Word = TypeVar("Word", bound=str)

AgencyCode = Annotated[
    str, strawberry.argument(description="Code of the agency, such as `DISHUB`.")
]
Change = Annotated[
    PolicyChangeInput,
    strawberry.argument(description="The whole set, as `proposePolicies` takes it."),
]


async def _baseline_policies(info: Info) -> list[BaselinePolicy]:
    """List the rules in memory; they are the same for everybody."""
    info.context.signed_in()
    suspendable = guardrails().suspendable
    rows = info.context.policies.snapshot.rows
    return [_baseline(row, suspendable=row.name in suspendable) for row in rows]


async def _policy_guardrails(info: Info) -> list[PolicyGuardrail]:
    """List the guardrails in memory; they are the same for everybody."""
    info.context.signed_in()
    return [
        PolicyGuardrail(
            name=one.name,
            resource=one.resource,
            action=one.action,
            within=[_ceiling(ceiling) for ceiling in one.within],
        )
        for one in guardrails().by_matter.values()
    ]


async def _simulate_policy(
    info: Info, agency_code: AgencyCode, change: Change
) -> PolicySimulation | None:
    """Count what a change would do; nothing is written."""
    info.context.signed_in()
    agency = await info.context.registry.get(agency_code)
    actor = await info.context.actor(agency.id)
    policies = plain_policies(change, agency.id)
    try:
        async with info.context.unit.within(agency.id) as session:
            await check_trial(actor, session, policies)
            outcome = await simulate(actor, session, policies)
    except KinerjaError as error:
        raise located(error) from None
    counted = {Resource.POLICY, *(total.resource for total in outcome.totals)}
    info.context.seen += tried_out(actor, counted)
    return _simulation(outcome, agency.id)


def _baseline(row: PolicyRow, *, suspendable: bool) -> BaselinePolicy:
    return BaselinePolicy(
        name=row.name,
        role=row.role,
        resource=row.resource,
        action=row.action,
        relation=row.relation,
        states=_words(row.states),
        field_classes=_words(row.field_classes),
        scope=row.scope,
        effect=row.effect,
        suspendable=suspendable,
    )


def _ceiling(ceiling: Ceiling) -> PolicyCeiling:
    return PolicyCeiling(
        roles=sorted(ceiling.roles),
        relations=sorted(ceiling.relations),
        states=_words(ceiling.states),
        field_classes=_words(ceiling.field_classes),
    )


def _words(words: Iterable[Word] | None) -> list[Word] | None:
    return None if words is None else sorted(words)


def _simulation(outcome: Outcome, agency_id: AgencyId) -> PolicySimulation:
    return PolicySimulation(
        people_affected=outcome.people_affected,
        totals=[_total(total) for total in outcome.totals],
        people=[_person(person, agency_id) for person in outcome.people],
        uncounted=list(outcome.uncounted),
    )


def _person(person: PersonOutcome, agency_id: AgencyId) -> AffectedPerson:
    return AffectedPerson(
        subject_id=strawberry.ID(str(person.person_id)),
        employee=read_one("Employee", agency_id, person.person_id),
        effects=[_effect(effect) for effect in person.effects],
    )


def _effect(effect: Effect) -> PolicyEffect:
    return PolicyEffect(
        resource=effect.resource,
        action=effect.action,
        field_class=effect.field_class,
        before=effect.before,
        after=effect.after,
        gained=effect.gained,
        lost=effect.lost,
    )


def _total(total: Total) -> PolicyEffectTotal:
    return PolicyEffectTotal(
        resource=total.resource,
        action=total.action,
        field_class=total.field_class,
        people_gaining=total.people_gaining,
        people_losing=total.people_losing,
        records_gained=total.records_gained,
        records_lost=total.records_lost,
    )


@strawberry.type
class PolicyQueries:
    """`baselinePolicies`, `policyGuardrails` and `simulatePolicy`."""

    baseline_policies: list[BaselinePolicy] = strawberry.field(
        resolver=_baseline_policies,
        description="The rules of the province that every agency has, and which of them an agency"
        " may suspend.",
    )
    policy_guardrails: list[PolicyGuardrail] = strawberry.field(
        resolver=_policy_guardrails,
        description="The most that agencies may decide for themselves. An agency's set of policies"
        " is measured by them when it is proposed and again when it is approved.",
    )
    simulate_policy: PolicySimulation | None = strawberry.field(
        resolver=_simulate_policy,
        description="What a set of policies would do if it took the place of what is in force: who"
        " would gain or lose how many records. Nothing is stored. For those who may propose or"
        " decide on the agency's policies.",
    )
