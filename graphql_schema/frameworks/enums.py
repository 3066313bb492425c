"""The vocabularies of frameworks, described for clients."""

from enum import Enum

import strawberry

from graphql_schema.vocabulary import describe
from kinerja.domains.frameworks.vocabulary import (
    ComponentCategory,
    Direction,
    NotApplicablePolicy,
    Scheme,
    Source,
    VersionStatus,
)

describe(
    VersionStatus,
    "The life of a framework version. A published version never changes.",
    DRAFT="Being written; may still change.",
    IN_REVIEW="Submitted for review; returns to DRAFT or is published.",
    PUBLISHED="In force for its period; immutable.",
    RETIRED="No longer used for new cycles; immutable.",
)
describe(
    Scheme,
    "How work results (SKP) and behaviour combine (PP 30/2019 Pasal 41).",
    S70_30="Work results 70, behaviour 30.",
    S60_40="Work results 60, behaviour 40.",
    COMPONENTS="The weighted tree alone is the composite; no separate behaviour part.",
)
describe(
    ComponentCategory,
    "What a component measures: the shared ground on which agencies are compared.",
    RESPONSIBILITY="Responsibility (tanggung jawab): the work itself.",
    DISCIPLINE="Discipline (disiplin).",
    PUBLIC_SERVICE="Public service (pelayanan publik).",
    BEHAVIOUR="Work behaviour (perilaku kerja).",
    OTHER="Something of the agency's own.",
)
describe(
    Direction,
    "Which actual value is good.",
    HIGHER="The higher above the target, the better.",
    LOWER="The lower below the target, the better.",
    RANGE="Inside a range.",
)
describe(
    Source,
    "Where the actual value of an indicator comes from.",
    MANUAL="Entered by the rater.",
    SELF="Entered by the employee.",
    PEER="Given by colleagues.",
    ATTENDANCE="The attendance system.",
    SURVEY_IKM="The survey of public satisfaction (indeks kepuasan masyarakat).",
    COMPLAINT_SLA="The handling of citizens' complaints in time.",
    EXTERNAL="Another system.",
)
describe(
    NotApplicablePolicy,
    "What happens to an indicator's weight when the indicator does not apply.",
    REDISTRIBUTE="Its weight goes to its siblings in proportion.",
    ZERO="It counts as achievement 0.",
    BLOCK="It may not be marked as not applicable.",
)


@strawberry.enum(description="What happened to a node between two versions.")
class DifferenceKind(Enum):
    """How a node differs."""

    ADDED = strawberry.enum_value("ADDED", description="Only the newer version has it.")
    REMOVED = strawberry.enum_value("REMOVED", description="Only the older version has it.")
    CHANGED = strawberry.enum_value("CHANGED", description="Both have it, and it differs.")


__all__ = [
    "ComponentCategory",
    "DifferenceKind",
    "Direction",
    "NotApplicablePolicy",
    "Scheme",
    "Source",
    "VersionStatus",
]
