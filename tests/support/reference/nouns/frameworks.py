"""Frameworks, their versions, and the trees of these."""

from collections.abc import Callable

from kinerja.domains.frameworks.models import Component, Framework, FrameworkVersion, Indicator
from kinerja.domains.organisation.models import Employee
from policies.facts import PlainRow
from policies.permissions import Resource
from tests.support.reference.days import covers
from tests.support.reference.differences import version_differences
from tests.support.reference.eyes import Eyes
from tests.support.reference.nouns.agencies import agency_of_row
from tests.support.reference.nouns.periods import active_on, period_fields
from tests.support.reference.plain import (
    Edge,
    Given,
    Many,
    Row,
    Twin,
    column,
    columns,
    from_,
    id_column,
    related,
    to,
)


def _versions(row: Row, eyes: Eyes) -> list[Row]:
    return eyes.rows.where(FrameworkVersion, "framework_id", row.id)


def _framework_state(row: Row, eyes: Eyes) -> str:
    is_known = any(one.status in ("PUBLISHED", "RETIRED") for one in _versions(row, eyes))
    return "PUBLISHED" if is_known else "DRAFT"


FRAMEWORK = Twin(
    name="Framework",
    model=Framework,
    resource=Resource.FRAMEWORK,
    facts=lambda row, eyes: PlainRow(row.agency_id, state=_framework_state(row, eyes)),
    fields=columns("code", "name", "created_at"),
    edges={
        "versions": from_("FrameworkVersion", FrameworkVersion, "framework_id"),
        "version": Edge(
            "FrameworkVersion",
            lambda row, eyes, given: [
                one for one in _versions(row, eyes) if one.number == given["number"]
            ],
        ),
        "currentVersion": Edge(
            "FrameworkVersion",
            lambda row, eyes, _: [
                one
                for one in _versions(row, eyes)
                if one.status == "PUBLISHED" and covers(one.effective, eyes.today)
            ],
        ),
        "agency": agency_of_row(),
    },
    orders={"CODE": column("code"), "NAME": column("name")},
    filters={**columns("code", "name"), **related("versions")},
    default_order="CODE",
)


def _nodes(
    type_name: str, model: type[Component | Indicator], belongs: Callable[[Row, Row], bool]
) -> Edge:
    """Say that an edge leads to some nodes of the same version, in their order."""

    def rows(row: Row, eyes: Eyes, _: Given) -> list[Row]:
        found = [one for one in eyes.rows.all(model) if belongs(row, one)]
        return sorted(found, key=lambda one: (one.ordinal, one.id))

    return Edge(type_name, rows, Many.LIST)


def _diff(row: Row, eyes: Eyes, given: Given) -> list[Row] | None:
    """Compare with another visible version; None when there is no such one."""
    for other in eyes.rows.get(FrameworkVersion, given["against"]):
        if eyes.sees(FRAMEWORK_VERSION, other):
            return version_differences(other, row, eyes.rows)
    return None


FRAMEWORK_VERSION = Twin(
    name="FrameworkVersion",
    model=FrameworkVersion,
    resource=Resource.FRAMEWORK,
    facts=lambda row, _: PlainRow(row.agency_id, state=row.status),
    fields={
        **columns("number", "status", "scheme", "applies_to", "legal_basis", "content_hash"),
        **columns("created_at", "published_at"),
        **period_fields("effective"),
    },
    edges={
        "framework": to("Framework", Framework, "framework_id"),
        "components": _nodes(
            "Component",
            Component,
            lambda row, one: one.version_id == row.id and one.parent_id is None,
        ),
        "allComponents": _nodes("Component", Component, lambda row, one: one.version_id == row.id),
        "indicators": _nodes("Indicator", Indicator, lambda row, one: one.version_id == row.id),
        "diff": Edge("VersionDifference", _diff, Many.LIST, ids={"against": "FrameworkVersion"}),
        "createdBy": to("Employee", Employee, "created_by"),
        "submittedBy": to("Employee", Employee, "submitted_by"),
        "publishedBy": to("Employee", Employee, "published_by"),
    },
    orders={"NUMBER": column("number")},
    filters={
        **columns("status", "scheme", "number"),
        "framework": id_column("Framework", "framework_id"),
        "activeOn": active_on("effective"),
    },
    default_order="NUMBER",
)


def _node_facts(row: Row, _: Eyes) -> PlainRow:
    return PlainRow(row.agency_id, state=row.version_status)


COMPONENT = Twin(
    name="Component",
    model=Component,
    resource=Resource.FRAMEWORK,
    facts=_node_facts,
    fields=columns("code", "name_id", "name_en", "category", "weight", "ordinal"),
    edges={
        "version": to("FrameworkVersion", FrameworkVersion, "version_id"),
        "parent": to("Component", Component, "parent_id"),
        "children": _nodes("Component", Component, lambda row, one: one.parent_id == row.id),
        "indicators": _nodes("Indicator", Indicator, lambda row, one: one.component_id == row.id),
    },
    filters={
        **columns("code", "name_id", "category"),
        "version": id_column("FrameworkVersion", "version_id"),
    },
)
INDICATOR = Twin(
    name="Indicator",
    model=Indicator,
    resource=Resource.FRAMEWORK,
    facts=_node_facts,
    fields={
        **columns("code", "name_id", "name_en", "definition", "unit", "direction", "target"),
        **columns("range_low", "range_high", "cap", "floor", "scale_min", "scale_max", "source"),
        **columns("evidence_required", "applies_to", "na_policy", "weight", "ordinal"),
    },
    edges={
        "component": to("Component", Component, "component_id"),
        "version": to("FrameworkVersion", FrameworkVersion, "version_id"),
    },
    filters={
        **columns("code", "name_id"),
        "component": id_column("Component", "component_id"),
        "version": id_column("FrameworkVersion", "version_id"),
    },
)
#: Two versions have been judged before they are compared.
VERSION_DIFFERENCE = Twin(
    name="VersionDifference",
    model=None,
    resource=None,
    facts=lambda *_: PlainRow(0),
    fields=columns("kind", "node_kind", "code", "field", "before", "after"),
    of_agency=False,
    is_node=False,
)
TWINS = (FRAMEWORK, FRAMEWORK_VERSION, COMPONENT, INDICATOR, VERSION_DIFFERENCE)
