"""`createSurvey`: a survey of one service, in DRAFT."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from graphql_schema.surveys.enums import Ruleset, SurveyKind, WeightMode
from graphql_schema.surveys.mutations.answers import SurveyPayload, refused
from graphql_schema.surveys.mutations.inputs import SurveyElementInput, read_elements
from kinerja.domains.surveys import campaigns
from kinerja.domains.surveys.elements import Method
from kinerja.domains.surveys.plans import Details, SurveyPlan
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import GlobalId


@strawberry.input(description="A new survey of one service of a unit.")
class CreateSurveyInput:
    """Where, what, when, and by which rules."""

    org_unit_id: strawberry.ID = strawberry.field(
        description="Id of the `OrgUnit` whose service it is about."
    )
    code: str = strawberry.field(
        description="Code, unique in the agency: lower-case letters, digits and hyphens."
    )
    title: str = strawberry.field(description="Title that citizens see.")
    service: str = strawberry.field(description="The kind of service, such as `Akta kelahiran`.")
    period_start: date = strawberry.field(description="First day on which citizens may answer.")
    period_end: date = strawberry.field(
        description="Last such day, inclusive; a survey lasts a year at most."
    )
    population: int = strawberry.field(
        description="How many people the service is expected to serve in the period."
    )
    kind: SurveyKind = strawberry.field(
        default=SurveyKind.SKM, description="Whether its index is to be an IKM."
    )
    ruleset: Ruleset = strawberry.field(
        default=Ruleset.PERMENPANRB_14_2017, description="By which regulation it asks and grades."
    )
    weight_mode: WeightMode = strawberry.field(
        default=WeightMode.EXACT, description="How much each element counts."
    )
    asks_receipt: bool = strawberry.field(
        default=False,
        description="Whether an answer needs the number of a receipt or queue ticket, each once.",
    )
    elements: list[SurveyElementInput] | None = strawberry.field(
        default=None, description="What is asked; left out, the elements of the ruleset."
    )

    def plan(self, org_unit: GlobalId) -> SurveyPlan:
        """Return the survey as the domain takes it."""
        return SurveyPlan(
            org_unit_id=org_unit.key,
            code=self.code,
            method=Method(kind=self.kind, ruleset=self.ruleset, weight_mode=self.weight_mode),
            details=Details(
                title=self.title,
                service=self.service,
                first=self.period_start,
                last=self.period_end,
                population=self.population,
                asks_receipt=self.asks_receipt,
            ),
            elements=read_elements(self.elements),
        )


@strawberry.type(description="The drafted survey, or why there is none.")
class CreateSurveyPayload(SurveyPayload):
    """The answer."""


async def create_survey(
    info: Info,
    input: Annotated[
        CreateSurveyInput, strawberry.argument(description="A new survey of one service of a unit.")
    ],
) -> CreateSurveyPayload:
    """Draft a survey; nothing is written on any error."""
    try:
        unit = read_id(input.org_unit_id, "OrgUnit", path=("orgUnitId",))
        async with change(info, unit) as (actor, session):
            key = await campaigns.create_survey(actor, session, plan=input.plan(unit))
    except KinerjaError as error:
        return refused(CreateSurveyPayload, info, error)
    return CreateSurveyPayload(survey=read_one("Survey", actor.agency_id, key), errors=[])


mutation = strawberry.mutation(
    resolver=create_survey,
    description="Draft a satisfaction survey (SKM). Without `elements` it asks for those of the"
    " ruleset; an SKM drops none of them (ELEMENTS_INCOMPLETE). For the performance officer of the"
    " agency and the province's organisation bureau.",
)
