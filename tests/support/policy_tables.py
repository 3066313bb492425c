"""Decision tables: which rows each principal may act on, read from YAML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from policies.facts import PlainRow
from policies.permissions import Action, FieldClass, Resource
from tests.support.policy_fact_rows import FACTS
from tests.support.policy_organisation import AGENCIES, Cast, key, unit_key
from tests.support.policy_rows import TARGETS, Row, Target, target_with

FOLDER = Path(__file__).parents[1] / "policies"
NAMES = sorted(path.stem for path in (FOLDER / "cases").glob("*.yaml"))
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
    """One decision table. `target`: where its rows lie, and what they say to policy."""

    resource: Resource
    target: Target
    rows: Mapping[str, Row]
    sections: Mapping[Asked, Mapping[str, frozenset[str]]]
    reasons: Mapping[Action, Mapping[str, Mapping[str, str]]]

    def expected(self, asked: Asked, principal: str) -> frozenset[str]:
        """Return the rows that are allowed; unlisted means denied."""
        return self.sections.get(asked, {}).get(principal, frozenset())


def read_table(name: str) -> Table:
    """Read `cases/<name>.yaml`; a word that nothing knows is an error, not an empty row.

    A resource without a table of its own may be shown with other facts than usual: `facts`.
    """
    source = yaml.safe_load((FOLDER / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))
    resource = Resource(source.pop("resource"))
    told = frozenset(source.pop("facts", FACTS.get(resource, ())))
    target = target_with(told) if resource in FACTS else TARGETS[resource]
    source.pop("groups", None)
    rows = {
        row: _row_of_facts(resource, row, told, facts)
        if resource in FACTS
        else _row(resource, row, facts)
        for row, facts in source.pop("rows").items()
    }
    why_not = {title: source.pop(title) for title in list(source) if title.startswith(WHY_NOT)}
    reasons = {Action(title.removeprefix(WHY_NOT)): told for title, told in why_not.items()}
    sections = {_asked(title): _section(entries, rows) for title, entries in source.items()}
    assert set(sections) <= set(ASKED)
    return Table(resource, target, rows, sections, reasons)


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
    author = _person(facts.get("by"))
    pinned = {
        "owner": key(facts["of"]),
        "rater": key(rater) if rater else None,
        "superior": key(superior) if superior else None,
        "unit_path": facts.get("unit", person["unit"]),
        "state": facts["state"],
        "author": author,
        "rater_due": facts.get("due"),
    }
    agency = AGENCIES[facts.get("agency", person["agency"])]
    return Row(name, key(resource, name), PlainRow(agency, **pinned), author)


def _row_of_facts(
    resource: Resource, name: str, told: frozenset[str], facts: Mapping[str, Any]
) -> Row:
    person = cast().people.get(facts.get("of", ""), {})
    values = {
        "state": facts.get("state"),
        "owner": _person(facts.get("of")),
        "rater": _person(facts.get("rater", person.get("rater"))),
        "superior": _person(facts.get("superior", person.get("superior"))),
        "unit_path": facts.get("unit", person.get("unit")),
        "author": _person(facts.get("by")),
    }
    agency = AGENCIES[facts.get("agency", person.get("agency", "dinas"))]
    plain = PlainRow(agency, **{word: values[word] for word in told})
    return Row(name, key(resource, name), plain, values["author"])


def _person(name: str | None) -> UUID | None:
    return key(name) if name else None
