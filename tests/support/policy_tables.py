"""Decision tables: which rows each principal may act on, read from YAML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from policies.facts import PlainRow
from policies.permissions import Action, FieldClass, Resource
from tests.support.policy_organisation import AGENCIES, Cast, key, unit_key
from tests.support.policy_rows import Row

FOLDER = Path(__file__).parents[1] / "policies"
RESOURCES = sorted(one for one in Resource if (FOLDER / "cases" / f"{one}.yaml").exists())
#: What a table answers: an action, or seeing the fields of one class. All rows that may be seen
#: show their public fields, so these need no section of their own.
Asked = tuple[Action, FieldClass | None]
ASKED: tuple[Asked, ...] = (
    *((action, None) for action in Action),
    *((Action.VIEW, one) for one in FieldClass if one is not FieldClass.PUBLIC),
)


#: Sections that say why a row is refused begin so.
WHY_NOT = "why not "


@cache
def cast() -> Cast:
    """Return the organisation of all tables, and everybody who asks."""
    return Cast.read(yaml.safe_load((FOLDER / "organisation.yaml").read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Table:
    """The decision table of one resource."""

    resource: Resource
    rows: Mapping[str, Row]
    sections: Mapping[Asked, Mapping[str, frozenset[str]]]
    reasons: Mapping[Action, Mapping[str, Mapping[str, str]]]

    def expected(self, asked: Asked, principal: str) -> frozenset[str]:
        """Return the rows that are allowed; unlisted means denied."""
        return self.sections.get(asked, {}).get(principal, frozenset())


def read_table(resource: Resource) -> Table:
    """Read `cases/<resource>.yaml`; a word that nothing knows is an error, not an empty row."""
    text = (FOLDER / "cases" / f"{resource}.yaml").read_text(encoding="utf-8")
    source = yaml.safe_load(text)
    assert source.pop("resource") == resource
    source.pop("groups", None)
    rows = {name: _row(resource, name, facts) for name, facts in source.pop("rows").items()}
    why_not = {title: source.pop(title) for title in list(source) if title.startswith(WHY_NOT)}
    reasons = {Action(title.removeprefix(WHY_NOT)): told for title, told in why_not.items()}
    sections = {_asked(title): _section(entries, rows) for title, entries in source.items()}
    assert set(sections) <= set(ASKED)
    return Table(resource, rows, sections, reasons)


def _asked(title: str) -> Asked:
    action, _, field_class = title.partition(" ")
    return Action(action), FieldClass(field_class) if field_class else None


def _section(entries: Mapping[str, Any], rows: Mapping[str, Row]) -> dict[str, frozenset[str]]:
    section = {name: frozenset(_flat(listed)) for name, listed in entries.items()}
    assert set(section) <= set(cast().principals), "a section names an unknown principal"
    assert all(listed and listed <= set(rows) for listed in section.values())
    return section


def _flat(listed: list[Any]) -> Iterator[str]:
    for one in listed:
        yield from _flat(one) if isinstance(one, list) else [one]


def _row(resource: Resource, name: str, facts: Mapping[str, Any]) -> Row:
    if resource is Resource.EMPLOYEE:
        person = key(name)
        return Row(name, person, PlainRow(cast().agency_of(name), owner=person))
    if resource in {Resource.APPRAISAL, Resource.SCORE}:
        return _row_of_person(resource, name, facts)
    agency = facts.get("agency", "dinas")
    if resource is Resource.ORG_UNIT:
        path = facts.get("unit", name)
        unit = unit_key(AGENCIES[agency], path)
        return Row(name, unit, PlainRow(AGENCIES[agency], unit_path=path))
    if resource is Resource.AGENCY:
        return Row(name, AGENCIES[agency], PlainRow(AGENCIES[agency]))
    plain = PlainRow(AGENCIES[agency], **{k: v for k, v in facts.items() if k == "state"})
    return Row(name, key(resource, name), plain)


def _row_of_person(resource: Resource, name: str, facts: Mapping[str, Any]) -> Row:
    person = cast().people[facts["of"]]
    rater, superior = (facts.get(word, person.get(word)) for word in ("rater", "superior"))
    author = facts.get("by")
    pinned = {
        "owner": key(facts["of"]),
        "rater": key(rater) if rater else None,
        "superior": key(superior) if superior else None,
        "unit_path": facts.get("unit", person["unit"]),
        "state": facts["state"],
    }
    if resource is Resource.SCORE:
        pinned["author"] = key(author) if author else None
    agency = AGENCIES[facts.get("agency", person["agency"])]
    return Row(name, key(resource, name), PlainRow(agency, **pinned), pinned.get("author"))
