"""What an appraisal says to policy: about whom it is, who rates, and where it stands."""

from kinerja.domains.appraisals.models import Appraisal
from policies.facts import RowFacts

_columns = Appraisal.__table__.c

#: The facts of an appraisal; its scores and results have the same, but for the author. That of the
#: appraisal is who decided its ratings, perhaps in the place of the rater: nobody approves those.
APPRAISAL_FACTS = RowFacts(
    agency=_columns.agency_id,
    state=_columns.state,
    owner=_columns.ratee_id,
    rater=_columns.rater_id,
    superior=_columns.superior_id,
    unit_path=_columns.unit_path,
    author=_columns.rated_by,
    rater_due=_columns.rating_due,
)
