"""The elements of a survey: those of its ruleset or its own, checked before they are written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kinerja.domains.surveys.errors import (
    ElementCodeError,
    ElementsIncompleteError,
    ElementWeightError,
    OwnElementsError,
    SurveyTextError,
    WeightsNotAskedError,
    WeightsNotOneError,
)
from kinerja.domains.surveys.rulesets import STANDARD_ELEMENTS
from kinerja.domains.surveys.vocabulary import Ruleset, SurveyKind, WeightMode
from kinerja.kit.errors import KinerjaError, raise_all

CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
MOST_ELEMENTS = 30
QUESTION_LIMIT = 300
_DECIMALS = 8
_ASKED_ID = "Bagaimana pendapat Saudara tentang: {name}?"
_ASKED_EN = "What do you think of: {name}?"


@dataclass(frozen=True, kw_only=True)
class Element:
    """One element as it is asked. A question left out is worded after the ruleset."""

    code: str
    question_id: str | None = None
    question_en: str | None = None
    weight: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Method:
    """What decides which elements a survey may have."""

    kind: SurveyKind
    ruleset: Ruleset
    weight_mode: WeightMode


def settle(method: Method, given: Sequence[Element] | None) -> list[Element]:
    """Return the elements of a survey in their order, each with its questions.

    None: those of the ruleset, worded after it.

    Raises:
        KinerjaError: the elements do not fit the method; paths begin with `elements`.
        KinerjaErrorGroup: several of them.
    """
    elements = [Element(code=one.code) for one in STANDARD_ELEMENTS[method.ruleset]]
    if given is not None or method.kind is SurveyKind.INTERNAL:
        elements = list(given or ())
    errors = [*_wrong_set(method, elements), *_wrong_texts(elements)]
    errors += _wrong_weights(method, elements)
    raise_all(errors)
    return [_worded(method, one) for one in _ordered(method, elements)]


def _wrong_set(method: Method, elements: Sequence[Element]) -> Iterator[KinerjaError]:
    codes = [one.code for one in elements]
    if method.kind is SurveyKind.SKM:
        standard = [one.code for one in STANDARD_ELEMENTS[method.ruleset]]
        if sorted(codes) != sorted(standard):
            yield ElementsIncompleteError(codes=", ".join(standard), path=("elements",))
    elif not 0 < len(codes) <= MOST_ELEMENTS or len(set(codes)) < len(codes):
        yield OwnElementsError(limit=MOST_ELEMENTS, path=("elements",))


def _wrong_texts(elements: Sequence[Element]) -> Iterator[KinerjaError]:
    for place, one in enumerate(elements):
        if not CODE.fullmatch(one.code):
            yield ElementCodeError(path=("elements", place, "code"))
        for name, text in (("questionId", one.question_id), ("questionEn", one.question_en)):
            if text is not None and not is_line(text, QUESTION_LIMIT):
                yield SurveyTextError(limit=QUESTION_LIMIT, path=("elements", place, name))


def _wrong_weights(method: Method, elements: Sequence[Element]) -> Iterator[KinerjaError]:
    if method.weight_mode is not WeightMode.CUSTOM:
        for place, one in enumerate(elements):
            if one.weight is not None:
                yield WeightsNotAskedError(path=("elements", place, "weight"))
        return
    misfits = [place for place, one in enumerate(elements) if not _is_weight(one.weight)]
    yield from (ElementWeightError(path=("elements", place, "weight")) for place in misfits)
    total = sum((one.weight for one in elements if one.weight is not None), Decimal(0))
    if not misfits and total != 1:
        yield WeightsNotOneError(sum=format(total.normalize(), "f"), path=("elements",))


def _is_weight(weight: Decimal | None) -> bool:
    return weight is not None and 0 < weight <= 1 and weight == round(weight, _DECIMALS)


def is_line(text: str, limit: int) -> bool:
    """Tell whether a text is one line of at most so many characters, and not blank."""
    return bool(text.strip()) and len(text) <= limit and text.isprintable()


def _ordered(method: Method, elements: Sequence[Element]) -> list[Element]:
    """Put the elements of a ruleset into its order, which gives them their numbers."""
    if method.kind is SurveyKind.INTERNAL:
        return list(elements)
    places = {one.code: place for place, one in enumerate(STANDARD_ELEMENTS[method.ruleset])}
    return sorted(elements, key=lambda one: places[one.code])


def _worded(method: Method, element: Element) -> Element:
    names = {one.code: one for one in STANDARD_ELEMENTS[method.ruleset]}
    name = names.get(element.code)
    asked_id, asked_en = (name.name_id, name.name_en) if name else (element.code, element.code)
    return Element(
        code=element.code,
        question_id=element.question_id or _ASKED_ID.format(name=asked_id),
        question_en=element.question_en or _ASKED_EN.format(name=asked_en),
        weight=element.weight,
    )
