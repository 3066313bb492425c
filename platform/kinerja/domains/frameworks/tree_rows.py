"""A version's tree as rows of `components` and `indicators`, and back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from kinerja.domains.frameworks.tree import ComponentSpec, IndicatorSpec
from kinerja.domains.frameworks.vocabulary import (
    ApplicableClass,
    ComponentCategory,
    Direction,
    NotApplicablePolicy,
    Source,
)
from kinerja.kit.ids import AgencyId, new_id

Row = dict[str, Any]

_INDICATOR_FIELDS = tuple(spec.name for spec in fields(IndicatorSpec))


@dataclass(frozen=True)
class TreeRows:
    """The rows of one tree, parents before their children, with new ids."""

    agency_id: AgencyId
    version_id: UUID
    components: list[Row] = field(default_factory=list)
    indicators: list[Row] = field(default_factory=list)

    def add(self, components: Sequence[ComponentSpec], *, parent_id: UUID | None = None) -> None:
        """Append the rows of `components` and of all that is below them."""
        for ordinal, component in enumerate(components, start=1):
            row = self._row(ordinal) | {
                "parent_id": parent_id,
                "code": component.code,
                "name_id": component.name_id,
                "name_en": component.name_en,
                "category": component.category.value,
                "weight": component.weight,
            }
            self.components.append(row)
            self.add(component.components, parent_id=row["id"])
            self.indicators.extend(self._indicators(component.indicators, row["id"]))

    def _indicators(self, indicators: Sequence[IndicatorSpec], component_id: UUID) -> Iterator[Row]:
        for ordinal, indicator in enumerate(indicators, start=1):
            values = {name: getattr(indicator, name) for name in _INDICATOR_FIELDS}
            listed = [name.value for name in indicator.applies_to]
            yield (
                self._row(ordinal)
                | values
                | {
                    "component_id": component_id,
                    "applies_to": listed,
                    "direction": indicator.direction.value,
                    "source": indicator.source.value,
                    "na_policy": indicator.na_policy.value,
                }
            )

    def _row(self, ordinal: int) -> Row:
        return {
            "agency_id": self.agency_id,
            "id": new_id(),
            "version_id": self.version_id,
            "ordinal": ordinal,
        }


def tree_of(
    components: Iterable[RowMapping], indicators: Iterable[RowMapping]
) -> tuple[ComponentSpec, ...]:
    """Build the tree from the rows of one version, ordered by `ordinal`."""
    children: dict[UUID | None, list[RowMapping]] = {}
    for row in components:
        children.setdefault(row["parent_id"], []).append(row)
    leaves: dict[UUID, list[RowMapping]] = {}
    for row in indicators:
        leaves.setdefault(row["component_id"], []).append(row)

    def below(parent_id: UUID | None) -> tuple[ComponentSpec, ...]:
        return tuple(
            ComponentSpec(
                code=row["code"],
                name_id=row["name_id"],
                name_en=row["name_en"],
                category=ComponentCategory(row["category"]),
                weight=row["weight"],
                components=below(row["id"]),
                indicators=tuple(_indicator(leaf) for leaf in leaves.get(row["id"], ())),
            )
            for row in children.get(parent_id, ())
        )

    return below(None)


def _indicator(row: RowMapping) -> IndicatorSpec:
    values = {name: row[name] for name in _INDICATOR_FIELDS}
    return IndicatorSpec(
        **values
        | {
            "applies_to": tuple(ApplicableClass(name) for name in row["applies_to"]),
            "direction": Direction(row["direction"]),
            "source": Source(row["source"]),
            "na_policy": NotApplicablePolicy(row["na_policy"]),
        }
    )
