"""The root fields about agencies."""

from typing import Annotated, Any

import strawberry
from strawberry.extensions import FieldExtension

from graphql_schema.agencies.types import Agency
from graphql_schema.context import Info
from graphql_schema.edges import page
from graphql_schema.reading import ReadOne, ReadPage, requested

Code = Annotated[str, strawberry.argument(description="Code of the agency, such as `DISHUB`.")]


class _ReadAgencies(FieldExtension):
    """Answers with a request to the read engine, which takes the arguments from the field."""

    def resolve(self, next_: Any, source: Any, info: Info, **_: Any) -> Any:  # noqa: ANN401, ARG002
        info.context.signed_in()
        return ReadPage("AgencySummary")


async def _agency(info: Info, code: Code) -> Agency | None:
    """Find the agency in the registry; the engine reads the rest in one statement."""
    info.context.signed_in()
    record = await info.context.registry.get(code)
    return requested(Agency, ReadOne("Agency", record.id, record.key))


@strawberry.type
class AgencyQueries:
    """`agencies` and `agency`."""

    agencies: Any = page(
        "AgencySummary", "All agencies of the province.", extensions=[_ReadAgencies()]
    )
    agency: Agency | None = strawberry.field(
        resolver=_agency,
        description="One agency and all that is its own. Error UNKNOWN_AGENCY if there is none.",
    )
