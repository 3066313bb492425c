"""What two versions of an agency say differently: the one definition, in SQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Subquery,
    Text,
    and_,
    case,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from kinerja.domains.frameworks.models import Component, Indicator

#: The field that stands for the whole node where a node was added or removed.
WHOLE_NODE = "weight"

_COMPONENT_FIELDS = ("name_id", "name_en", "category")
_INDICATOR_FIELDS = ("name_id", "name_en", "definition", "unit", "direction", "source", "na_policy")
_INDICATOR_NUMBERS = ("target", "range_low", "range_high", "cap", "floor", "scale_min", "scale_max")


def differences(
    agency: ColumnElement[int],
    old_version: ColumnElement[UUID],
    new_version: ColumnElement[UUID],
    *,
    correlate: FromClause | None = None,
) -> Subquery:
    """Return the rows in which `new_version` differs from `old_version`, nodes matched by code.

    Columns, all text: `kind` (ADDED, REMOVED, CHANGED), `node_kind` (COMPONENT, INDICATOR), `code`,
    `field` (as the API names it; `parent` is the code of the component above), `before`, `after`.
    A changed node has a row for each changed field, an added or removed one a single row with its
    weight. `correlate` is the outer table to which the arguments' columns belong, if any.
    """
    old = _fields(agency, old_version, correlate).subquery("old_fields")
    new = _fields(agency, new_version, correlate).subquery("new_fields")
    same = and_(*(old.c[name] == new.c[name] for name in ("node_kind", "code", "field")))
    field = func.coalesce(old.c.field, new.c.field)
    rows = (
        select(
            case(
                (old.c.code.is_(None), _word("ADDED")),
                (new.c.code.is_(None), _word("REMOVED")),
                else_=_word("CHANGED"),
            ).label("kind"),
            func.coalesce(old.c.node_kind, new.c.node_kind).label("node_kind"),
            func.coalesce(old.c.code, new.c.code).label("code"),
            field.label("field"),
            old.c.value.label("before"),
            new.c.value.label("after"),
        )
        .select_from(old.join(new, same, full=True))
        .where(
            case(
                (old.c.code.is_(None) | new.c.code.is_(None), field == _word(WHOLE_NODE)),
                else_=old.c.value.is_distinct_from(new.c.value),
            )
        )
    )
    return rows.subquery("differences")


def _fields(
    agency: ColumnElement[int], version: ColumnElement[UUID], correlate: FromClause | None
) -> Any:  # noqa: ANN401 - SQLAlchemy's CompoundSelect of four columns.
    """Return (node_kind, code, field, value) for every field of every node of a version."""
    return union_all(
        _unpivoted(Component, _component_values(), agency, version, correlate),
        _unpivoted(Indicator, _indicator_values(), agency, version, correlate),
    )


def _unpivoted(
    model: type[Component] | type[Indicator],
    values: dict[str, ColumnElement[Any]],
    agency: ColumnElement[int],
    version: ColumnElement[UUID],
    correlate: FromClause | None,
) -> Select[Any]:
    above = aliased(Component, name="above")
    parent_id = Component.parent_id if model is Component else Indicator.component_id
    named = {"parent": above.code, "weight": func.trim_scale(model.weight), **values}
    pairs = [part for name, value in named.items() for part in (_word(name), value)]
    each = (
        func.jsonb_each_text(func.jsonb_build_object(*pairs))
        .table_valued("key", "value")
        .lateral("each_field")
    )
    kind = "COMPONENT" if model is Component else "INDICATOR"
    chosen = (
        select(
            _word(kind).label("node_kind"),
            model.code.label("code"),
            each.c.key.label("field"),
            each.c.value.label("value"),
        )
        .select_from(model)
        .outerjoin(above, and_(above.agency_id == agency, above.id == parent_id))
        .join(each, literal_column("true"))
        .where(model.agency_id == agency, model.version_id == version)
    )
    return chosen if correlate is None else chosen.correlate(correlate)


def _component_values() -> dict[str, ColumnElement[Any]]:
    return {_camel(name): getattr(Component, name) for name in _COMPONENT_FIELDS}


def _indicator_values() -> dict[str, ColumnElement[Any]]:
    texts = {_camel(name): getattr(Indicator, name) for name in _INDICATOR_FIELDS}
    numbers = {
        _camel(name): func.trim_scale(getattr(Indicator, name)) for name in _INDICATOR_NUMBERS
    }
    listed = func.nullif(func.array_to_string(Indicator.applies_to, _word(",")), _word(""))
    return (
        texts
        | numbers
        | {
            "evidenceRequired": Indicator.evidence_required,
            "appliesTo": listed,
        }
    )


def _word(text: str) -> ColumnElement[str]:
    """Write one of our own words into the statement, so that its text never varies."""
    return literal_column(f"'{text}'", Text())


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
