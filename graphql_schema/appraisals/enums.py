"""The vocabularies of appraisals, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.appraisals.vocabulary import AppraisalState, Grade, NodeKind, Rating

describe(
    AppraisalState,
    "The life of an appraisal.",
    NOT_STARTED="Opened; nothing entered yet.",
    SELF_REVIEW="The employee reviews the own work.",
    RATER_REVIEW="The rater scores.",
    SUBMITTED="The rater has submitted scores and ratings.",
    CALIBRATED="The head of the unit has settled the ratings.",
    DELIVERED="Delivered to the employee; the time for objections runs.",
    ACKNOWLEDGED="The employee has taken note; that is not consent.",
    OBJECTED="The employee objects.",
    OBJECTION_DECIDED="The objection is decided.",
    FINAL="Final: nothing changes any more.",
)
describe(
    Rating,
    "A rating of work results or of behaviour (PermenPANRB 6/2022).",
    ABOVE_EXPECTATION="Above expectation (di atas ekspektasi).",
    MEETS_EXPECTATION="As expected (sesuai ekspektasi).",
    BELOW_EXPECTATION="Below expectation (di bawah ekspektasi).",
)
describe(
    Grade,
    "The performance grade (predikat kinerja), best first.",
    VERY_GOOD="Very good (sangat baik).",
    GOOD="Good (baik).",
    NEEDS_IMPROVEMENT="Needs improvement: Cukup in PP 30/2019, Butuh Perbaikan in"
    " PermenPANRB 6/2022.",
    POOR="Poor (kurang).",
    VERY_POOR="Very poor (sangat kurang).",
)
describe(
    NodeKind,
    "What a result belongs to.",
    COMPONENT="A component of the tree.",
    INDICATOR="An indicator.",
)

__all__ = ["AppraisalState", "Grade", "NodeKind", "Rating"]
