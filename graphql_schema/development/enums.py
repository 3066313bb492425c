"""The vocabularies of feedback and development actions, described for clients."""

from graphql_schema.vocabulary import describe
from kinerja.domains.development.vocabulary import ActionState, FeedbackKind, FeedbackVisibility

describe(
    FeedbackKind,
    "What is written about an employee's work.",
    FEEDBACK="Continuous feedback (umpan balik berkelanjutan).",
    DIALOGUE_NOTE="A note of a performance dialogue (dialog kinerja).",
)
describe(
    FeedbackVisibility,
    "Up to whom feedback may be read. The employee and the author always read it.",
    RATER="Up to the rater.",
    SUPERIOR="Also the superior of the rater, and the heads of the unit and of those above.",
)
describe(
    ActionState,
    "Where a development action stands.",
    called="DevelopmentActionState",
    PLANNED="Agreed; nobody has begun.",
    IN_PROGRESS="Being worked on.",
    DONE="Done; the follow-up says what came of it.",
    CANCELLED="Given up; the follow-up says why.",
)

__all__ = ["ActionState", "FeedbackKind", "FeedbackVisibility"]
