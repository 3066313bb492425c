"""How objections are read: by both sides, whoever decides, and those who see the result."""

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.objections.models import Objection
from kinerja.reads.model import (
    Holder,
    Model,
    Row,
    code,
    compare,
    compare_id,
    of,
    order_by,
    table_of,
    text,
    to,
)
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource

PERSONAL = FieldClass.PERSONAL


def _facts(row: Row, appraisal: Row) -> RowFacts:
    """Return the objection's own state beside the people of its appraisal."""
    return RowFacts(
        agency=row["agency_id"],
        state=row["state"],
        owner=row["ratee_id"],
        rater=appraisal["rater_id"],
        superior=appraisal["superior_id"],
        unit_path=appraisal["unit_path"],
    )


OBJECTION = Model(
    type_name="Objection",
    table=table_of(Objection),
    resource=Resource.OBJECTION,
    facts=lambda row, appraisal, _: _facts(row, appraisal),
    fields={
        "state": code("state"),
        "grounds": text("grounds", PERSONAL),
        "filedAt": of(Kind.INSTANT, "filed_at"),
        "statementDue": of(Kind.DATE, "statement_due"),
        "statement": text("statement", PERSONAL, nullable=True),
        "statedAt": of(Kind.INSTANT, "stated_at", nullable=True),
        "decision": text("decision", PERSONAL, nullable=True),
        "decidedAt": of(Kind.INSTANT, "decided_at", nullable=True),
        "withdrawnAt": of(Kind.INSTANT, "withdrawn_at", nullable=True),
    },
    edges={
        "appraisal": to("Appraisal", "appraisal_id"),
        "ratee": to("Employee", "ratee_id"),
        "statedBy": to("Employee", "stated_by"),
        "decidedBy": to("Employee", "decided_by"),
        "revision": to("Appraisal", "revision_id"),
        "agency": of_agency(),
    },
    orderings={
        "FILED_AT": order_by(Kind.INSTANT, "filed_at"),
        "STATEMENT_DUE": order_by(Kind.DATE, "statement_due"),
    },
    filters={
        "state": compare(Kind.CODE, "state"),
        "appraisal": compare_id("Appraisal", "appraisal_id"),
        "ratee": compare_id("Employee", "ratee_id"),
    },
    holder=Holder(
        table_of(Appraisal),
        lambda row, appraisal: (
            (appraisal["agency_id"] == row["agency_id"]) & (appraisal["id"] == row["appraisal_id"])
        ),
    ),
    default_order="FILED_AT",
)
MODELS = (OBJECTION,)
