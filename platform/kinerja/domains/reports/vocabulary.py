"""The closed vocabularies of reports."""

from enum import StrEnum


class Dimension(StrEnum):
    """By what a report splits the people that it counts."""

    AGENCY = "AGENCY"
    CATEGORY = "CATEGORY"
    GRADE = "GRADE"
    PERIOD = "PERIOD"


class ReportCategory(StrEnum):
    """What is measured: the whole result, or one category of components."""

    COMPOSITE = "COMPOSITE"
    RESPONSIBILITY = "RESPONSIBILITY"
    DISCIPLINE = "DISCIPLINE"
    PUBLIC_SERVICE = "PUBLIC_SERVICE"
    BEHAVIOUR = "BEHAVIOUR"
    OTHER = "OTHER"
