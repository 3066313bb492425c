"""Random frameworks: versions of every status, each with a small tree."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.frameworks.models import Component, Framework, FrameworkVersion, Indicator
from kinerja.domains.frameworks.vocabulary import (
    ApplicableClass,
    ComponentCategory,
    Direction,
    NotApplicablePolicy,
    Scheme,
    Source,
    VersionStatus,
)
from kinerja.domains.organisation.models import Employee
from kinerja.kit.ids import new_id
from tests.support.reference.data.draws import Draws
from tests.support.reference.data.organisation import Drawn, Values


def draw_frameworks(draws: Draws, drawn: Drawn) -> None:
    """Draw two frameworks with versions of every status, each with a small tree."""
    frameworks = [_framework(draws, number) for number in range(2)]
    drawn.add(Framework, frameworks)
    versions = [
        _version(draws, drawn, framework=one["id"], number=number + 1, status=status.value)
        for one in frameworks
        for number, status in enumerate(VersionStatus)
    ]
    drawn.add(FrameworkVersion, versions)
    drawn.add(Component, [node for one in versions for node in _components(draws, one)])
    drawn.add(Indicator, list(_indicators(draws, drawn)))


def _framework(draws: Draws, number: int) -> Values:
    return {
        "id": new_id(),
        "code": f"kerangka-{number}",
        "name": f"{draws.text()}{number}",
        "created_at": draws.instant(),
    }


def _version(draws: Draws, drawn: Drawn, **values: Any) -> Values:
    framework, number, status = values["framework"], values["number"], values["status"]
    people = [*drawn.keys(Employee), new_id()]
    begin = draws.today - timedelta(days=30)
    valid: Range[date] = Range(begin, draws.maybe(begin + timedelta(days=99)))
    return {
        "id": new_id(),
        "framework_id": framework,
        "number": number,
        "status": status,
        "scheme": list(Scheme)[number % len(Scheme)].value,
        "effective": valid if status == "PUBLISHED" else draws.days(),
        "applies_to": [one.value for one in draws.some(list(ApplicableClass), 3)],
        "legal_basis": draws.maybe(draws.text()),
        "content_hash": draws.maybe(draws.text()),
        "created_by": draws.maybe(draws.one(people)),
        "created_at": draws.instant(),
        "submitted_by": draws.maybe(draws.one(people)),
        "published_by": draws.maybe(draws.one(people)),
        "published_at": draws.maybe(draws.instant()),
    }


def _components(draws: Draws, version: Values) -> Iterator[Values]:
    roots: list[UUID] = []
    categories = [ComponentCategory.BEHAVIOUR, *ComponentCategory]
    for number in range(draws.random.randint(2, 4)):
        key = new_id()
        yield {
            "id": key,
            "version_id": version["id"],
            "version_status": version["status"],
            "parent_id": draws.maybe(draws.one(roots), 50) if roots else None,
            "code": f"c{number}",
            "name_id": draws.text(),
            "name_en": draws.text(),
            "category": categories[number % len(categories)].value,
            "weight": Decimal(draws.one(["100", "33.3333", "0.0001", "60", "40"])),
            "ordinal": draws.random.randint(1, 2),
        }
        roots.append(key)


def _indicators(draws: Draws, drawn: Drawn) -> Iterator[Values]:
    for number, node in enumerate(drawn.of(Component)):
        for place in range(draws.random.randint(0, 2)):
            yield {
                "id": new_id(),
                "version_id": node["version_id"],
                "version_status": node["version_status"],
                "component_id": node["id"],
                "code": f"i{number}_{place}" if draws.chance(50) else f"{node['code']}_{place}",
                "name_id": draws.text(),
                "name_en": draws.text(),
                "definition": draws.text(),
                "unit": draws.text(),
                "source": draws.one(list(Source)).value,
                "evidence_required": draws.chance(50),
                "applies_to": [one.value for one in draws.some(list(ApplicableClass), 3)],
                "na_policy": draws.one(list(NotApplicablePolicy)).value,
                "weight": Decimal(draws.one(["100", "50", "0.5", "12.3400"])),
                "ordinal": draws.random.randint(1, 2),
                **_target(draws),
            }


def _target(draws: Draws) -> Values:
    direction = draws.one(list(Direction))
    is_range = direction is Direction.RANGE
    low = Decimal(draws.one(["0", "-10.50", "80"]))
    return {
        "direction": direction.value,
        "target": None if is_range else Decimal(draws.one(["100", "0.0001", "97.50"])),
        "range_low": low if is_range else None,
        "range_high": low + draws.random.randint(0, 20) if is_range else None,
        "cap": Decimal(draws.one(["120", "110.00"])),
        "floor": Decimal(draws.one(["0", "0.0", "10"])),
        "scale_min": Decimal(draws.one(["0", "-100"])),
        "scale_max": Decimal(draws.one(["100", "12345678901234567890.5"])),
    }
