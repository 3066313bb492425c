"""The types of appraisals: the appraisal, its scores, and the result of every node."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from graphql_schema.appraisals.enums import AppraisalState, Grade, NodeKind, Rating
from graphql_schema.connections import Node
from graphql_schema.edges import one, page, some
from graphql_schema.frameworks.enums import Source
from graphql_schema.organisation.enums import PositionClass


@strawberry.type(
    description="One employee in one cycle. Version, assignment, rater and unit are pinned when the"
    " cycle opens. Internal and personal fields are null where policy hides them from the viewer."
)
class Appraisal(Node):
    """The appraisal of one ratee."""

    state: AppraisalState = strawberry.field(description="Where the appraisal stands in its life.")
    revision: int = strawberry.field(description="1, or higher after a correction.")
    position_class: PositionClass = strawberry.field(description="Pinned class of the position.")
    unit_path: str = strawberry.field(description="Pinned path of the unit.")
    innovation_evidence: str | None = strawberry.field(
        description="Evidence of an innovation (PP 30/2019 Pasal 41). Personal."
    )
    innovation_approved: bool | None = strawberry.field(
        description="Whether the innovation is recognised. Internal."
    )
    suggested_work_rating: Rating | None = strawberry.field(
        description="Rating of work that the score suggests. Internal."
    )
    decided_work_rating: Rating | None = strawberry.field(
        description="Rating of work that the rater decided. Internal."
    )
    behaviour_rating: Rating | None = strawberry.field(
        description="Rating of behaviour that the rater decided. Internal."
    )
    rating_reason: str | None = strawberry.field(description="Why it was decided so. Personal.")
    work_score: Decimal | None = strawberry.field(description="Score of work results. Internal.")
    behaviour_score: Decimal | None = strawberry.field(
        description="Score of behaviour; null in the scheme COMPONENTS. Internal."
    )
    composite: Decimal | None = strawberry.field(
        description="Composite score, 0 to 120; null before it is computed. Internal."
    )
    numeric_grade: Grade | None = strawberry.field(
        description="Grade by the composite (PP 30/2019 Pasal 41 ayat 5). Internal."
    )
    official_grade: Grade | None = strawberry.field(
        description="Official grade by the ratings (PermenPANRB 6/2022). Internal."
    )
    next_numeric_grade: Grade | None = strawberry.field(
        description="Grade above `numericGrade`; null for the highest one and without a composite."
        " VERY_GOOD also asks for an approved innovation. Internal."
    )
    points_to_next_grade: Decimal | None = strawberry.field(
        description="Points that the composite lacks for `nextNumericGrade`; 0 when only an"
        " approved innovation is missing. Internal."
    )
    result_hash: str | None = strawberry.field(description="SHA-256 of the final result. Internal.")
    rating_due: date | None = strawberry.field(
        description="Last day on which the rater is in time; null until scoring starts."
    )
    self_review_returns: int = strawberry.field(
        description="How often the rater gave the self-review back; at most 2."
    )
    calibrated_at: datetime | None = strawberry.field(
        description="When the head of a unit settled it."
    )
    delivered_at: datetime | None = strawberry.field(
        description="When the ratee was given the result."
    )
    objection_until: date | None = strawberry.field(
        description="Last day on which the ratee may object; null before delivery."
    )
    acknowledged_at: datetime | None = strawberry.field(
        description="When the ratee confirmed to have read it."
    )
    acknowledgement: str | None = strawberry.field(
        description="What the ratee said to it then. Personal."
    )
    superseded_at: datetime | None = strawberry.field(
        description="When a later revision took its place; null for the one that counts."
    )
    created_at: datetime = strawberry.field(description="When the appraisal was opened.")
    finalised_at: datetime | None = strawberry.field(description="When it became final.")

    cycle: Any = one("Cycle", "The cycle.")
    framework_version: Any = one("FrameworkVersion", "The pinned framework version.")
    ratee: Any = one("Employee", "Who is appraised.")
    rater: Any = one("Employee", "The pinned rater.")
    superior: Any = one("Employee", "The pinned superior of the rater.")
    assignment: Any = one("Assignment", "The pinned assignment of the ratee.")
    org_unit: Any = one("OrgUnit", "The pinned unit.")
    supersedes: Any = one("Appraisal", "The revision whose place this one takes.")
    plan: Any = one("PerformancePlan", "The plan (SKP) that both sides agreed to, if there is one.")
    objections: Any = page("Objection", "Objections to the result that the viewer may see.")
    scores: Any = page("Score", "Scores that the viewer may see, superseded ones too.")
    results: Any = some(
        "NodeResult",
        "Final results of components and indicators; empty before the cycle is final.",
    )
    preview: Any = one(
        "ResultPreview",
        "What the scores make now, for those who may see them: the result so far. It decides"
        " nothing and is not stored. Internal.",
    )
    preview_results: Any = some(
        "NodeResult",
        "What the scores make of each component and indicator now; those without a score are left"
        " out like those that do not apply.",
    )


@strawberry.type(
    description="The actual value of one indicator. Append-only: a correction supersedes it."
)
class Score(Node):
    """A score as it was entered."""

    source: Source = strawberry.field(description="Where the value comes from.")
    actual: Decimal | None = strawberry.field(
        description="Actual value; null if not applicable. Internal."
    )
    not_applicable: bool | None = strawberry.field(
        description="Whether the indicator did not apply. Internal."
    )
    comment: str | None = strawberry.field(description="Comment of the scorer. Personal.")
    evidence: str | None = strawberry.field(description="Reference to evidence. Personal.")
    is_current: bool = strawberry.field(description="Whether no later score supersedes this one.")
    entered_at: datetime = strawberry.field(description="When the score was entered.")

    appraisal: Any = one("Appraisal", "The appraisal.")
    indicator: Any = one("Indicator", "The indicator.")
    scorer: Any = one("Employee", "Who entered the score; null for another system.")
    supersedes: Any = one("Score", "The score that this one corrects.")


@strawberry.type(
    description="What the scores of an appraisal make now. Indicators that are not scored yet are"
    " left out like those that do not apply. A person decides, not this number."
)
class ResultPreview:
    """The result so far."""

    work_score: Decimal | None = strawberry.field(description="Score of work results so far.")
    behaviour_score: Decimal | None = strawberry.field(
        description="Score of behaviour so far; null in the scheme COMPONENTS."
    )
    composite: Decimal | None = strawberry.field(
        description="Composite score so far, 0 to 120; null while nothing is scored."
    )
    numeric_grade: Grade | None = strawberry.field(
        description="Grade by this composite (PP 30/2019 Pasal 41 ayat 5)."
    )
    suggested_work_rating: Rating | None = strawberry.field(
        description="Rating of work that the scores suggest; another one needs a reason."
    )
    official_grade: Grade | None = strawberry.field(
        description="Grade by the ratings decided so far (PermenPANRB 6/2022); null without both."
    )
    missing_indicators: list[str] = strawberry.field(
        description="Codes of the applicable indicators without a score: all are needed to submit."
    )


@strawberry.type(description="The computed result of one component or indicator of one appraisal.")
class NodeResult:
    """A row of the result tree; it has no id of its own."""

    node_kind: NodeKind = strawberry.field(description="What the result belongs to.")
    achievement: Decimal | None = strawberry.field(
        description="Achievement, 0 to 120; null if not applicable. Internal."
    )
    effective_weight: Decimal | None = strawberry.field(
        description="Share among its siblings after redistribution, in percent. Internal."
    )
    contribution: Decimal | None = strawberry.field(
        description="Points that it adds to the composite. Internal."
    )

    component: Any = one("Component", "The component; null for an indicator.")
    indicator: Any = one("Indicator", "The indicator; null for a component.")
    appraisal: Any = one("Appraisal", "The appraisal.")
