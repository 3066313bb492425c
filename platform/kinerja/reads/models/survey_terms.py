"""What read models of surveys and complaints have in common: units, holders, computed rows."""

from typing import Any

from sqlalchemy import Table, and_, true

from kinerja.reads.model import Element, Holder, Row
from kinerja.reads.models import terms
from policies.asking import is_below
from policies.facts import RowFacts
from policies.relations import Binds


def all_computed(*_: Any) -> Element:  # noqa: ANN401
    """What is computed from a row belongs to it."""
    return true()


def in_unit(row: Row, me: Binds, unit: Any) -> Element:  # noqa: ANN401 - a parameter.
    """Return the condition that a row is of a unit or of one below it."""
    return is_below(row["unit_path"], terms.path_of(unit, me))


def unit_facts(_: Row, holder: Row, __: Binds) -> RowFacts:
    """Results are judged by the unit whose service was asked about."""
    return RowFacts(agency=holder["agency_id"], unit_path=holder["unit_path"])


def held_by(table: Table, name: str) -> Holder:
    """Return the row of `table` whose key stands in column `name`, as who judges."""
    return Holder(
        table,
        lambda row, holder: and_(
            holder["agency_id"] == row["agency_id"], holder["id"] == row[name]
        ),
    )
