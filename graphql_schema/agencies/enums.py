"""The vocabularies of agencies, described for clients."""

from graphql_schema.vocabulary import describe
from tenants.models import AgencyKind, AgencyState

describe(
    AgencyKind,
    "What an agency (perangkat daerah) is.",
    DINAS="A service agency (dinas).",
    BADAN="A supporting agency (badan).",
    BIRO="A bureau of the secretariat (biro).",
    INSPEKTORAT="The inspectorate.",
    SEKRETARIAT="A secretariat.",
    WILAYAH="An administrative city or regency.",
)
describe(
    AgencyState,
    "Whether an agency may use the service.",
    ACTIVE="The agency uses the service.",
    SUSPENDED="An operator has suspended the agency: nothing of it can be read or written.",
)

__all__ = ["AgencyKind", "AgencyState"]
