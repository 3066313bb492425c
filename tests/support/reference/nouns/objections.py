"""Objections to delivered results."""

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.objections.models import Objection
from kinerja.domains.organisation.models import Employee
from policies.facts import PlainRow
from policies.permissions import Resource
from tests.support.reference.eyes import Eyes
from tests.support.reference.nouns.agencies import agency_of_row
from tests.support.reference.plain import PERSONAL, Row, Twin, column, columns, id_column, to


def _facts(row: Row, eyes: Eyes) -> PlainRow:
    """Return the objection's own state beside the people of its appraisal."""
    (appraisal,) = eyes.rows.get(Appraisal, row.appraisal_id)
    return PlainRow(
        row.agency_id,
        state=row.state,
        owner=row.ratee_id,
        rater=appraisal.rater_id,
        superior=appraisal.superior_id,
        unit_path=appraisal.unit_path,
    )


OBJECTION = Twin(
    name="Objection",
    model=Objection,
    resource=Resource.OBJECTION,
    facts=_facts,
    fields={
        **columns("state", "filed_at", "statement_due", "stated_at", "decided_at", "withdrawn_at"),
        **columns("grounds", "statement", "decision", field_class=PERSONAL),
    },
    edges={
        "appraisal": to("Appraisal", Appraisal, "appraisal_id"),
        "ratee": to("Employee", Employee, "ratee_id"),
        "statedBy": to("Employee", Employee, "stated_by"),
        "decidedBy": to("Employee", Employee, "decided_by"),
        "revision": to("Appraisal", Appraisal, "revision_id"),
        "agency": agency_of_row(),
    },
    orders={"FILED_AT": column("filed_at"), "STATEMENT_DUE": column("statement_due")},
    filters={
        "state": column("state"),
        "appraisal": id_column("Appraisal", "appraisal_id"),
        "ratee": id_column("Employee", "ratee_id"),
    },
    default_order="FILED_AT",
    is_personal=True,
)
TWINS = (OBJECTION,)
