"""The vocabulary of performance plans, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.plans.vocabulary import CoreValue, Perspective, PlanState, WorkResultKind

describe(
    PlanState,
    "Where a revision of a performance plan stands.",
    DRAFT="It is being written, by ratee and rater.",
    PROPOSED="One side has agreed; the other one agrees, or returns it.",
    AGREED="Both sides have agreed; it never changes again.",
)
describe(
    WorkResultKind,
    "Whether a work result is of the position's core (PermenPANRB 6/2022).",
    PRIMARY="Of the core: utama.",
    ADDITIONAL="Beside the core: tambahan.",
)
describe(
    Perspective,
    "From which side a senior executive's work result is seen (PermenPANRB 6/2022).",
    SERVICE_RECIPIENTS="Of those who are served: penerima layanan.",
    BUSINESS_PROCESS="Of how the work is done: proses bisnis.",
    INTERNAL_STRENGTHENING="Of what the organisation can do: penguatan internal.",
    BUDGET="Of what it costs: anggaran.",
)
describe(
    CoreValue,
    "The seven values of behaviour, BerAKHLAK.",
    SERVICE_ORIENTED="Berorientasi Pelayanan.",
    ACCOUNTABLE="Akuntabel.",
    COMPETENT="Kompeten.",
    HARMONIOUS="Harmonis.",
    LOYAL="Loyal.",
    ADAPTIVE="Adaptif.",
    COLLABORATIVE="Kolaboratif.",
)

__all__ = ["CoreValue", "Perspective", "PlanState", "WorkResultKind"]
