"""What two versions of an agency's policies say differently: the one definition, in SQL."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
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

from tenants.policy_models import AgencyPolicyRole, AgencyPolicyRule, AgencyPolicySuspension

Element: TypeAlias = ColumnElement[Any]


def differences(
    agency: ColumnElement[int], old_version: ColumnElement[UUID], new_version: ColumnElement[UUID]
) -> Subquery:
    """Return the rows in which `new_version` differs from `old_version`, parts matched by name.

    Columns, all text: `kind` (ADDED, REMOVED, CHANGED), `part` (ROLE, RULE, SUSPENSION), `name`,
    `field` (as the API names it), `before`, `after`. A changed part has a row for each changed
    field, an added or removed one a row for each of its fields. Lists are joined by commas in
    alphabetical order; a list that means "any" is NULL.
    """
    old = _fields(agency, old_version).subquery("old_parts")
    new = _fields(agency, new_version).subquery("new_parts")
    same = and_(*(old.c[name] == new.c[name] for name in ("part", "name", "field")))
    rows = (
        select(
            case(
                (old.c.name.is_(None), _word("ADDED")),
                (new.c.name.is_(None), _word("REMOVED")),
                else_=_word("CHANGED"),
            ).label("kind"),
            *(func.coalesce(old.c[n], new.c[n]).label(n) for n in ("part", "name", "field")),
            old.c.value.label("before"),
            new.c.value.label("after"),
        )
        .select_from(old.join(new, same, full=True))
        .where(old.c.value.is_distinct_from(new.c.value))
    )
    return rows.subquery("differences")


@dataclass(frozen=True)
class _Part:
    """One kind of part: its table, its name there, and its fields as the API names them."""

    kind: str
    table: FromClause
    name: Element
    fields: Mapping[str, Element]

    def unpivoted(
        self, agency: ColumnElement[int], version: ColumnElement[UUID]
    ) -> Select[tuple[str, str, str, str]]:
        """Return (part, name, field, value) for every field of the version's parts."""
        pairs = [piece for field, value in self.fields.items() for piece in (_word(field), value)]
        each = (
            func.jsonb_each_text(func.jsonb_build_object(*pairs))
            .table_valued("key", "value")
            .lateral("each_field")
        )
        columns = self.table.c
        return (
            select(
                _word(self.kind).label("part"),
                self.name.label("name"),
                each.c.key.label("field"),
                each.c.value.label("value"),
            )
            .select_from(self.table)
            .join(each, literal_column("true"))
            .where(columns.agency_id == agency, columns.version_id == version)
        )


def _parts() -> Iterator[_Part]:
    role, rule = AgencyPolicyRole.__table__, AgencyPolicyRule.__table__
    yield _Part(
        "ROLE",
        role,
        role.c.name,
        {"description": role.c.description, "inherits": _listed(role.c.inherits)},
    )
    words = {name: func.upper(rule.c[name]) for name in ("resource", "action", "relation")}
    lists = {
        "states": _listed(rule.c.states),
        "fieldClasses": func.upper(_listed(rule.c.field_classes)),
    }
    yield _Part("RULE", rule, rule.c.name, {"role": rule.c.role, **words, **lists})
    suspension = AgencyPolicySuspension.__table__
    name = suspension.c.rule_name
    yield _Part("SUSPENSION", suspension, name, {"name": name})


def _fields(
    agency: ColumnElement[int], version: ColumnElement[UUID]
) -> CompoundSelect[tuple[str, str, str, str]]:
    return union_all(*(part.unpivoted(agency, version) for part in _parts()))


def _listed(column: Element) -> ColumnElement[str]:
    """Return a list's words; they are kept in alphabetical order, as their order says nothing."""
    return func.nullif(func.array_to_string(column, _word(",")), _word(""))


def _word(text: str) -> ColumnElement[str]:
    """Write one of our own words into the statement, so that its text never varies."""
    return literal_column(f"'{text}'", Text())
