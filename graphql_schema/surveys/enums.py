"""The vocabularies of surveys, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.surveys.vocabulary import (
    Channel,
    Ruleset,
    ServiceBand,
    SurveyKind,
    SurveyState,
    WeightMode,
)

describe(
    SurveyState,
    "The life of a survey.",
    DRAFT="Being prepared.",
    IN_REVIEW="Before the head of the agency.",
    OPEN="Citizens answer; its questions stay as they are.",
    CLOSED="Over; its result is kept.",
)
describe(
    SurveyKind,
    "Whether the index of a survey is an IKM.",
    SKM="All elements of the ruleset, none dropped (PermenPANRB 14/2017): the index is the IKM.",
    INTERNAL="Own questions on the same scale: the index is never pooled and counts for nobody.",
)
describe(
    Ruleset,
    "Which regulation says what is asked and how the index is graded.",
    called="SurveyRuleset",
    PERMENPANRB_14_2017="Nine elements; A from 88.31, B from 76.61, C from 65.00.",
    KEP_25_2004="Fourteen elements (revoked); A from 81.26, B from 62.51, C from 43.76.",
)
describe(
    WeightMode,
    "How much each of the n elements of a survey counts.",
    called="SurveyWeightMode",
    EXACT="1/n, never rounded.",
    W0_111="1/n in three decimals, such as 0.111 of nine: to reproduce what was published with it.",
    W0_11="1/n in two decimals, such as 0.11 of nine: to reproduce what was published with it.",
    CUSTOM="Weights of the survey's own, which sum to exactly 1.",
)
describe(
    Channel,
    "How answers come in.",
    called="SurveyChannel",
    WEB="A page or app.",
    COUNTER="A device at the counter.",
    PAPER="Sheets of paper, imported.",
    PHONE="A call.",
)
describe(
    ServiceBand,
    "The quality of a service (mutu pelayanan), by its index and the ruleset.",
    A="Very good (sangat baik).",
    B="Good (baik).",
    C="Less good (kurang baik).",
    D="Not good (tidak baik).",
)

__all__ = ["Channel", "Ruleset", "ServiceBand", "SurveyKind", "SurveyState", "WeightMode"]
