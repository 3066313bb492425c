"""All mapped classes in one place: `metadata` is complete once this module is imported."""

import tenants.audit_models
import tenants.document_models
import tenants.models
import tenants.policy_models
import tenants.security_events
import tenants.sharing_models
from kinerja.domains.appraisals import models as appraisals
from kinerja.domains.calibration import models as calibration
from kinerja.domains.complaints import models as complaints
from kinerja.domains.cycles import models as cycles
from kinerja.domains.delegations import models as delegations
from kinerja.domains.development import models as development
from kinerja.domains.frameworks import models as frameworks
from kinerja.domains.inspections import models as inspections
from kinerja.domains.objections import models as objections
from kinerja.domains.organisation import models as organisation
from kinerja.domains.personal_data import models as personal_data
from kinerja.domains.plans import models as plans
from kinerja.domains.reports import models as reports
from kinerja.domains.surveys import models as surveys
from kinerja.kit.database import Base

MODULES = (
    tenants.audit_models,
    tenants.document_models,
    tenants.models,
    tenants.policy_models,
    tenants.security_events,
    tenants.sharing_models,
    organisation,
    frameworks,
    cycles,
    appraisals,
    delegations,
    inspections,
    objections,
    calibration,
    development,
    personal_data,
    plans,
    reports,
    surveys,
    complaints,
)
metadata = Base.metadata
