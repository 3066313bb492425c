"""The schema: all queries and mutations, put together."""

from importlib import import_module
from typing import Any

import strawberry

from graphql_schema.agencies.queries import AgencyQueries
from graphql_schema.appraisals.mutations import AppraisalsMutations
from graphql_schema.calibration.mutations import CalibrationMutations
from graphql_schema.cycles.mutations import CyclesMutations
from graphql_schema.data_sharing.mutations import DataSharingMutations
from graphql_schema.delegations.mutations import DelegationsMutations
from graphql_schema.development.mutations import DevelopmentMutations
from graphql_schema.edges import PACKAGES
from graphql_schema.explanations.queries import ExplanationQueries
from graphql_schema.frameworks.mutations import FrameworksMutations
from graphql_schema.frameworks.queries import FrameworkQueries
from graphql_schema.inspections.mutations import InspectionsMutations
from graphql_schema.objections.mutations import ObjectionsMutations
from graphql_schema.organisation.mutations import OrganisationMutations
from graphql_schema.personal_data.mutations import PersonalDataMutations
from graphql_schema.plans.mutations import PlansMutations
from graphql_schema.policies.mutations import PoliciesMutations
from graphql_schema.policies.queries import PolicyQueries
from graphql_schema.reports.queries import ReportQueries
from graphql_schema.scalars import schema_config
from graphql_schema.service_schema import ServiceSchema
from graphql_schema.surveys.mutations import SurveysMutations
from graphql_schema.viewer.queries import ViewerQueries


@strawberry.type(
    description="What can be read. One root field is one statement on one agency's rows, however"
    " deep it goes, and shows what policy lets the caller see."
)
class Query(
    ViewerQueries,
    AgencyQueries,
    ReportQueries,
    FrameworkQueries,
    PolicyQueries,
    ExplanationQueries,
):
    """All root fields."""


@strawberry.type(
    description="What can be changed. Each change is kept as a whole or not at all; an expected"
    " failure is told in `errors` of its payload."
)
class Mutation(
    OrganisationMutations,
    FrameworksMutations,
    CyclesMutations,
    PlansMutations,
    AppraisalsMutations,
    CalibrationMutations,
    ObjectionsMutations,
    DevelopmentMutations,
    PoliciesMutations,
    DataSharingMutations,
    InspectionsMutations,
    DelegationsMutations,
    PersonalDataMutations,
    SurveysMutations,
):
    """All changes, in the order in which a dinas comes to them."""


def create_schema() -> strawberry.Schema:
    """Build the schema. Costs about a tenth of a second: build it once a process."""
    return ServiceSchema(
        query=Query,
        mutation=Mutation,
        types=node_types(),
        config=schema_config(),
    )


def node_types() -> list[type[Any]]:
    """Return the types that fields name only by reference or reach only through `node`."""
    return [getattr(import_module(f"{place}.types"), name) for name, place in PACKAGES.items()]
