"""The content of a framework version as values: its tree, and the hash that identifies it."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.frameworks.decimals import plain
from kinerja.domains.frameworks.vocabulary import (
    ApplicableClass,
    ComponentCategory,
    Direction,
    NotApplicablePolicy,
    Scheme,
    Source,
)
from kinerja.domains.frameworks.weights import Path, WeighedNode

#: Achievement counts at most 120 (PP 30/2019).
CAP = Decimal(120)


@dataclass(frozen=True, kw_only=True)
class IndicatorSpec:
    """What is measured, against which target, by which rule. An empty `applies_to` means all."""

    code: str
    name_id: str
    name_en: str
    definition: str
    unit: str
    weight: Decimal
    direction: Direction = Direction.HIGHER
    target: Decimal | None = None
    range_low: Decimal | None = None
    range_high: Decimal | None = None
    cap: Decimal = CAP
    floor: Decimal = Decimal(0)
    scale_min: Decimal = Decimal(0)
    scale_max: Decimal
    source: Source = Source.MANUAL
    evidence_required: bool = False
    applies_to: tuple[ApplicableClass, ...] = ()
    na_policy: NotApplicablePolicy = NotApplicablePolicy.REDISTRIBUTE


@dataclass(frozen=True, kw_only=True)
class ComponentSpec:
    """A share of the composite, divided among the components and indicators below it."""

    code: str
    name_id: str
    name_en: str
    category: ComponentCategory
    weight: Decimal
    components: tuple["ComponentSpec", ...] = ()
    indicators: tuple[IndicatorSpec, ...] = ()


@dataclass(frozen=True, kw_only=True)
class VersionTerms:
    """What holds for a version as a whole. `effective` excludes its end; no end means open."""

    scheme: Scheme
    effective: Range[date]
    applies_to: tuple[ApplicableClass, ...] = ()
    legal_basis: str | None = None

    def as_text(self) -> dict[str, str | None]:
        """Return the terms in words for the audit trail; the period as PostgreSQL writes it."""
        start, end = self.effective.lower, self.effective.upper
        return {
            "scheme": self.scheme.value,
            "effective": f"[{start or ''},{end or ''})",
            "applies_to": ",".join(name.value for name in self.applies_to),
            "legal_basis": self.legal_basis,
        }


@dataclass(frozen=True, kw_only=True)
class VersionContent:
    """All that a version says, without ids: two versions that say the same are equal."""

    terms: VersionTerms
    components: tuple[ComponentSpec, ...] = ()

    def content_hash(self) -> str:
        """Return the SHA-256, in hex, of the canonical JSON of this content.

        Canonical: keys sorted, no blanks, UTF-8, numbers as plain decimal strings. Equal content
        has an equal hash in every agency and on every machine. The last day is left out: where a
        version has none, its successor sets it.
        """
        content = asdict(self)
        content["terms"]["effective"] = self.terms.effective.lower
        text = json.dumps(
            content, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return hashlib.sha256(text.encode()).hexdigest()


def weighed(
    components: Sequence[ComponentSpec], *, parent: str | None = None, path: Path = ()
) -> Iterator[WeighedNode]:
    """Yield every node of the tree as the rule of weights sees it, parents first."""
    for number, component in enumerate(components):
        here = (*path, "components", number)
        yield WeighedNode(
            code=component.code,
            parent=parent,
            weight=component.weight,
            category=component.category,
            path=(*here, "weight"),
        )
        yield from weighed(component.components, parent=component.code, path=here)
        for position, indicator in enumerate(component.indicators):
            yield WeighedNode(
                code=indicator.code,
                parent=component.code,
                weight=indicator.weight,
                path=(*here, "indicators", position, "weight"),
            )


def _plain(value: object) -> str:
    """Write what JSON has no form for."""
    match value:
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
    raise TypeError(value)
