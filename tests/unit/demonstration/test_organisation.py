"""Invented agencies: as many people as asked, lawful NIPs, one head above another, no chance."""

from collections import Counter
from datetime import date
from uuid import UUID

import pytest

from kinerja.demonstration.organisation import Organisation, generate_agency
from kinerja.domains.organisation.nip import Nip
from tenants.models import AgencyKind

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("people", [1, 2, 3, 7, 12, 25, 150, 3000])
@pytest.mark.parametrize("kind", [AgencyKind.DINAS, AgencyKind.WILAYAH])
def test_an_agency_has_exactly_its_people(people: int, kind: AgencyKind) -> None:
    made = generate_agency("DISHUB", people, 7, kind=kind)

    assert len(made.employees) == len(made.assignments) == people
    assert len(made.lines) == people - 1
    assert {line.ratee_id for line in made.lines} == {person.id for person in made.employees} - {
        made.head.id
    }
    assert made.rows == len(made.units) + len(made.positions) + 3 * people - 1


def test_an_agency_without_people_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one employee"):
        generate_agency("DISHUB", 0, 7)


def test_every_nip_is_lawful_and_stands_once() -> None:
    made = generate_agency("DISHUB", 5000, 7)
    nips = [Nip.parse(person.nip, on=TODAY) for person in made.employees]

    assert len(set(map(str, nips))) == 5000
    assert not [nip for nip in nips if nip.warnings(TODAY)]
    assert [nip.employment for nip in nips] == [person.employment for person in made.employees]
    assert {nip.employment for nip in nips} == {"PNS", "PPPK"}


def test_the_same_seed_invents_the_same_agency_and_another_one_does_not() -> None:
    assert generate_agency("DISHUB", 200, 7) == generate_agency("DISHUB", 200, 7)
    for other in (generate_agency("DISHUB", 200, 8), generate_agency("DINKES", 200, 7)):
        assert other.employees != generate_agency("DISHUB", 200, 7).employees


def test_all_ids_are_different_uuids_of_version_7() -> None:
    made = generate_agency("DISHUB", 400, 7)
    ids = [
        *(unit.id for unit in made.units),
        *(position.id for position in made.positions),
        *(person.id for person in made.employees),
        *(assignment.id for assignment in made.assignments),
        *(line.id for line in made.lines),
    ]

    assert len(set(ids)) == made.rows
    assert {one.version for one in ids} == {7}
    assert {one.variant for one in ids} == {"specified in RFC 4122"}


def test_what_refers_to_something_finds_it() -> None:
    made = generate_agency("DISHUB", 400, 7)
    units = {unit.id for unit in made.units}
    positions = {position.id for position in made.positions}
    people = {person.id for person in made.employees}

    assert {unit.parent_id for unit in made.units} - {None} <= units
    assert {unit.head_position_id for unit in made.units} <= positions
    assert {position.org_unit_id for position in made.positions} <= units
    for assignment in made.assignments:
        assert assignment.employee_id in people
        assert assignment.position_id in positions
        assert assignment.org_unit_id in units
    for line in made.lines:
        assert {line.ratee_id, line.rater_id} <= people
        assert line.superior_id is None or line.superior_id in people


def test_paths_lead_from_the_root_and_parents_come_first() -> None:
    made = generate_agency("DISHUB", 3000, 7)
    paths: dict[UUID, str] = {}
    for unit in made.units:
        above = paths[unit.parent_id] + "." if unit.parent_id else ""
        paths[unit.id] = unit.path
        assert unit.path == above + unit.code

    assert len({unit.code for unit in made.units}) == len(made.units)
    assert len({position.code for position in made.positions}) == len(made.positions)


def test_nobody_appraises_oneself_and_no_circle_exists() -> None:
    made = generate_agency("DISHUB", 600, 7)
    rater = {line.ratee_id: line.rater_id for line in made.lines}

    for line in made.lines:
        above, steps = line.ratee_id, 0
        while above in rater:
            above, steps = rater[above], steps + 1
            assert steps < 10
        assert above == made.head.id
        assert line.superior_id not in {line.ratee_id, line.rater_id}
        assert line.superior_id == rater.get(line.rater_id)


def test_raters_appraise_as_many_as_a_person_can() -> None:
    made = generate_agency("DISHUB", 600, 7)
    ratees = Counter(line.rater_id for line in made.lines)

    assert max(ratees.values()) <= 15


@pytest.mark.parametrize("people", [6, 12, 90, 600])
def test_the_tour_finds_its_people(people: int) -> None:
    made = generate_agency("DISHUB", people, 7)
    line = made.line_of_tour

    assert line.superior_id is not None
    assert made.officer.id not in {line.ratee_id, line.rater_id}
    assert line.ratee_id not in _raters(made)
    assert made.officer.id not in _raters(made)


def test_names_are_put_together_from_syllables() -> None:
    made = generate_agency("DISHUB", 2000, 7)
    names = Counter(person.name for person in made.employees)

    assert len(names) > 1900
    assert all(1 < len(name.split()) < 4 for name in names)


def _raters(made: Organisation) -> set[object]:
    return {line.rater_id for line in made.lines}
