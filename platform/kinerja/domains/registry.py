"""All mapped classes in one place: `metadata` is complete once this module is imported."""

import tenants.models
import tenants.policy_models
from kinerja.domains.appraisals import models as appraisals
from kinerja.domains.cycles import models as cycles
from kinerja.domains.frameworks import models as frameworks
from kinerja.domains.organisation import models as organisation
from kinerja.domains.reports import models as reports
from kinerja.kit.database import Base

MODULES = (
    tenants.models,
    tenants.policy_models,
    organisation,
    frameworks,
    cycles,
    appraisals,
    reports,
)
metadata = Base.metadata
