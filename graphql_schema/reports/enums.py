"""The vocabularies of reports, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.reports.vocabulary import Dimension, ReportCategory

describe(
    Dimension,
    "By what a report splits the people that it counts.",
    AGENCY="One group for each agency.",
    CATEGORY="One group for each category of components, and one for the whole result.",
    GRADE="One group for each official grade (PermenPANRB 6/2022).",
    PERIOD="One group for each kind and period of cycles.",
)
describe(
    ReportCategory,
    "What is measured: the whole result, or one category of components.",
    COMPOSITE="The whole result: the composite score.",
    RESPONSIBILITY="Components of responsibility (tanggung jawab).",
    DISCIPLINE="Components of discipline (disiplin).",
    PUBLIC_SERVICE="Components of public service (pelayanan publik).",
    BEHAVIOUR="Components of behaviour (perilaku kerja).",
    OTHER="Components of any other kind.",
)

__all__ = ["Dimension", "ReportCategory"]
