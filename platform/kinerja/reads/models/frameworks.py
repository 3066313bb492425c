"""How frameworks, their versions and the trees of these are read."""

from typing import Any

from sqlalchemy import Integer, Uuid, and_, case, literal_column, select

from kinerja.domains.frameworks.differences import differences
from kinerja.domains.frameworks.models import Component, Framework, FrameworkVersion, Indicator
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.reads.model import (
    Edge,
    Element,
    Many,
    Model,
    Row,
    code,
    compare,
    compare_id,
    of,
    order_by,
    page_by,
    table_of,
    text,
    to,
    word,
)
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.models.dates import active_on, covers, period_fields
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import Resource
from policies.relations import Binds

#: Only for the types of its columns.
_NO_KEY = literal_column("NULL", Uuid())
_NO_DIFFERENCES = differences(literal_column("NULL", Integer()), _NO_KEY, _NO_KEY)
_any_version = table_of(FrameworkVersion).alias("any_version")


def _state_of_framework(row: Row, me: Binds) -> Element:
    """Return PUBLISHED for a framework that has, or had, a version in force; else DRAFT.

    A framework has no state of its own: whoever may see its published versions may see it.
    """
    published = (
        select(_any_version.c.id)
        .where(
            _any_version.c.agency_id == me.agency,
            _any_version.c.framework_id == row["id"],
            _any_version.c.status.in_([word(VersionStatus.PUBLISHED), word(VersionStatus.RETIRED)]),
        )
        .correlate(None)
        .exists()
    )
    return case((published, word(VersionStatus.PUBLISHED)), else_=word(VersionStatus.DRAFT))


FRAMEWORK = Model(
    type_name="Framework",
    table=table_of(Framework),
    resource=Resource.FRAMEWORK,
    facts=lambda row, _, me: RowFacts(agency=row["agency_id"], state=_state_of_framework(row, me)),
    fields={
        "code": code("code"),
        "name": text("name"),
        "createdAt": of(Kind.INSTANT, "created_at"),
    },
    edges={
        "versions": page_by("FrameworkVersion", "framework_id"),
        "version": Edge(
            "FrameworkVersion",
            lambda parent, child, _, given: and_(
                child["framework_id"] == parent["id"], child["number"] == given["number"]
            ),
            arguments={"number": Kind.INTEGER},
        ),
        "currentVersion": Edge(
            "FrameworkVersion",
            lambda parent, child, me, _: and_(
                child["framework_id"] == parent["id"],
                child["status"] == word(VersionStatus.PUBLISHED),
                covers(child["effective"], me.today),
            ),
        ),
        "agency": of_agency(),
    },
    orderings={"CODE": order_by(Kind.TEXT, "code"), "NAME": order_by(Kind.TEXT, "name")},
    filters={
        "code": compare(Kind.TEXT, "code"),
        "name": compare(Kind.TEXT, "name"),
    },
    listed=("versions",),
    default_order="CODE",
)


def _in_version(target: str, *, roots: bool = False) -> Edge:
    """Declare the list of a version's components or indicators."""

    def on(parent: Row, child: Row, *_: Any) -> Element:  # noqa: ANN401
        same = child["version_id"] == parent["id"]
        return and_(same, child["parent_id"].is_(None)) if roots else same

    return Edge(target, on, Many.LIST, first_by=("ordinal", "id"))


def _below(target: str, column: str) -> Edge:
    """Declare the list of a component's children of one kind."""

    def on(parent: Row, child: Row, *_: Any) -> Element:  # noqa: ANN401
        return and_(child["version_id"] == parent["version_id"], child[column] == parent["id"])

    return Edge(target, on, Many.LIST, first_by=("ordinal", "id"))


FRAMEWORK_VERSION = Model(
    type_name="FrameworkVersion",
    table=table_of(FrameworkVersion),
    resource=Resource.FRAMEWORK,
    facts=lambda row, *_: RowFacts(agency=row["agency_id"], state=row["status"]),
    fields={
        "number": of(Kind.INTEGER, "number"),
        "status": code("status"),
        "scheme": code("scheme"),
        **period_fields("effective"),
        "appliesTo": of(Kind.CODES, "applies_to"),
        "legalBasis": text("legal_basis", nullable=True),
        "contentHash": text("content_hash", nullable=True),
        "createdAt": of(Kind.INSTANT, "created_at"),
        "publishedAt": of(Kind.INSTANT, "published_at", nullable=True),
    },
    edges={
        "framework": to("Framework", "framework_id"),
        "components": _in_version("Component", roots=True),
        "allComponents": _in_version("Component"),
        "indicators": _in_version("Indicator"),
        "diff": Edge(
            "VersionDifference",
            lambda _, other, __, given: other["id"] == given["against"],
            Many.LIST,
            arguments={"against": "FrameworkVersion"},
            first_by=("node_kind", "code", "field"),
            compared=lambda old, new, me: differences(me.agency, old["id"], new["id"]),
        ),
        "createdBy": to("Employee", "created_by"),
        "submittedBy": to("Employee", "submitted_by"),
        "publishedBy": to("Employee", "published_by"),
    },
    orderings={"NUMBER": order_by(Kind.INTEGER, "number")},
    filters={
        "status": compare(Kind.CODE, "status"),
        "framework": compare_id("Framework", "framework_id"),
        "scheme": compare(Kind.CODE, "scheme"),
        "number": compare(Kind.INTEGER, "number"),
        "activeOn": active_on("effective"),
    },
    default_order="NUMBER",
)


def _content_facts(row: Row, *_: object) -> RowFacts:
    """What a version contains is judged by the status of the version."""
    return RowFacts(agency=row["agency_id"], state=row["version_status"])


COMPONENT = Model(
    type_name="Component",
    table=table_of(Component),
    resource=Resource.FRAMEWORK,
    facts=_content_facts,
    fields={
        "code": code("code"),
        "nameId": text("name_id"),
        "nameEn": text("name_en"),
        "category": code("category"),
        "weight": of(Kind.DECIMAL, "weight"),
        "ordinal": of(Kind.INTEGER, "ordinal"),
    },
    edges={
        "version": to("FrameworkVersion", "version_id"),
        "parent": to("Component", "parent_id"),
        "children": _below("Component", "parent_id"),
        "indicators": _below("Indicator", "component_id"),
    },
    filters={
        "code": compare(Kind.TEXT, "code"),
        "nameId": compare(Kind.TEXT, "name_id"),
        "category": compare(Kind.CODE, "category"),
        "version": compare_id("FrameworkVersion", "version_id"),
    },
)

INDICATOR = Model(
    type_name="Indicator",
    table=table_of(Indicator),
    resource=Resource.FRAMEWORK,
    facts=_content_facts,
    fields={
        "code": code("code"),
        "nameId": text("name_id"),
        "nameEn": text("name_en"),
        "definition": text("definition"),
        "unit": text("unit"),
        "direction": code("direction"),
        "target": of(Kind.DECIMAL, "target", nullable=True),
        "rangeLow": of(Kind.DECIMAL, "range_low", nullable=True),
        "rangeHigh": of(Kind.DECIMAL, "range_high", nullable=True),
        "cap": of(Kind.DECIMAL, "cap"),
        "floor": of(Kind.DECIMAL, "floor"),
        "scaleMin": of(Kind.DECIMAL, "scale_min"),
        "scaleMax": of(Kind.DECIMAL, "scale_max"),
        "source": code("source"),
        "evidenceRequired": of(Kind.BOOLEAN, "evidence_required"),
        "appliesTo": of(Kind.CODES, "applies_to"),
        "naPolicy": code("na_policy"),
        "weight": of(Kind.DECIMAL, "weight"),
        "ordinal": of(Kind.INTEGER, "ordinal"),
    },
    edges={
        "component": to("Component", "component_id"),
        "version": to("FrameworkVersion", "version_id"),
    },
    filters={
        "code": compare(Kind.TEXT, "code"),
        "nameId": compare(Kind.TEXT, "name_id"),
        "component": compare_id("Component", "component_id"),
        "version": compare_id("FrameworkVersion", "version_id"),
    },
)
#: Computed from two versions; policy has judged both before their differences are.
VERSION_DIFFERENCE = Model(
    type_name="VersionDifference",
    table=_NO_DIFFERENCES,
    resource=None,
    facts=_content_facts,
    fields={
        "kind": code("kind"),
        "nodeKind": code("node_kind"),
        "code": code("code"),
        "field": code("field"),
        "before": text("before", nullable=True),
        "after": text("after", nullable=True),
    },
    agency=None,
    is_node=False,
)
MODELS = (FRAMEWORK, FRAMEWORK_VERSION, COMPONENT, INDICATOR, VERSION_DIFFERENCE)
