"""What an objection says to policy: its own state, and the people of the appraisal it is about."""

from sqlalchemy import Integer, Text, Uuid, column, table

from kinerja.domains.objections.models import Objection
from kinerja.kit.database import Ltree
from policies.facts import RowFacts

#: The columns of the appraisal that policy asks for; mapped in the domain of appraisals.
APPRAISALS = table(
    "appraisals",
    column("agency_id", Integer),
    column("id", Uuid),
    column("ratee_id", Uuid),
    column("rater_id", Uuid),
    column("superior_id", Uuid),
    column("unit_path", Ltree),
    column("state", Text),
)
_own = Objection.__table__.c

#: Of an objection beside its appraisal. Who has filed it is the owner, never the author: the right
#: to decide is kept from raters and ratees by their relation.
OBJECTION_FACTS = RowFacts(
    agency=_own.agency_id,
    state=_own.state,
    owner=_own.ratee_id,
    rater=APPRAISALS.c.rater_id,
    superior=APPRAISALS.c.superior_id,
    unit_path=APPRAISALS.c.unit_path,
)
