"""What mutations of surveys are given in common: the elements."""

from collections.abc import Sequence
from decimal import Decimal

import strawberry

from kinerja.domains.surveys.elements import Element


@strawberry.input(description="One element of a survey.")
class SurveyElementInput:
    """What is asked, and how much it counts."""

    code: str = strawberry.field(
        description="Code of the element: one of the ruleset's, such as `TIME`; of an internal"
        " survey its own, in capitals."
    )
    question_id: str | None = strawberry.field(
        default=None, description="The question in Indonesian; left out, it is the ruleset's."
    )
    question_en: str | None = strawberry.field(
        default=None, description="The question in English; left out, it is the ruleset's."
    )
    weight: Decimal | None = strawberry.field(
        default=None,
        description="Its weight, only with the mode CUSTOM: all of them sum to exactly 1.",
    )


def read_elements(given: Sequence[SurveyElementInput] | None) -> list[Element] | None:
    """Return the elements as the domain takes them; None: those of the ruleset."""
    if given is None:
        return None
    return [
        Element(
            code=one.code,
            question_id=one.question_id,
            question_en=one.question_en,
            weight=one.weight,
        )
        for one in given
    ]
