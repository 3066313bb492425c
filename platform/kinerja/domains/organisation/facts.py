"""What rows of the organisation say to policy: their agency, their unit, whom they are about."""

from typing import cast as typing_cast

from sqlalchemy import Integer, Table, literal

from kinerja.domains.organisation.models import Assignment, Employee, OrgUnit, ReportingLine
from kinerja.kit.ids import AgencyId
from policies.facts import RowFacts

_units, _people = OrgUnit.__table__.c, Employee.__table__.c
_assignments, _lines = Assignment.__table__.c, ReportingLine.__table__.c

#: The unit that another one is to move under, in the statement of the move.
NEW_PARENT = typing_cast("Table", OrgUnit.__table__).alias("new_parent")

UNIT_FACTS = RowFacts(agency=_units.agency_id, unit_path=_units.path)
NEW_PARENT_FACTS = RowFacts(agency=NEW_PARENT.c.agency_id, unit_path=NEW_PARENT.c.path)
EMPLOYEE_FACTS = RowFacts(agency=_people.agency_id, owner=_people.id)
ASSIGNMENT_FACTS = RowFacts(agency=_assignments.agency_id, owner=_assignments.employee_id)
LINE_FACTS = RowFacts(agency=_lines.agency_id, owner=_lines.ratee_id)


def agency_facts(agency_id: AgencyId) -> RowFacts:
    """Return the facts of what belongs to no unit or person yet: a root unit, a new employee."""
    return RowFacts(agency=literal(int(agency_id), Integer()))
