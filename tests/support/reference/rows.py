"""All rows of a database, loaded once through the ORM."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.domains.appraisals.models import Appraisal, NodeResult, Score
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.delegations.models import Delegation
from kinerja.domains.development.models import DevelopmentAction, Feedback
from kinerja.domains.frameworks.models import Component, Framework, FrameworkVersion, Indicator
from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.objections.models import Objection
from kinerja.domains.organisation.models import (
    Assignment,
    Employee,
    OrgUnit,
    Position,
    ReportingLine,
)
from kinerja.domains.personal_data.models import DataRequest, LegalHold
from kinerja.domains.plans.models import BehaviourExpectation, PerformancePlan, WorkResult
from kinerja.kit.database import Base
from kinerja.kit.ids import AgencyId
from policies.facts import (
    Organisation,
    Period,
    PlainAssignment,
    PlainCase,
    PlainDelegation,
    PlainLine,
    PlainUnit,
)
from tenants.audit_models import AccessEvent, AuditLink, AuditReason
from tenants.models import Agency, AuditEvent, RoleAssignment
from tenants.policy_models import (
    AgencyPolicyRole,
    AgencyPolicyRule,
    AgencyPolicySuspension,
    PolicyVersion,
)
from tenants.session import tenant_session
from tenants.sharing_models import APIClient, DataSharingGrant
from tests.support.reference.days import Days

OF_AGENCIES: Final[tuple[type[Base], ...]] = (
    OrgUnit,
    Position,
    Employee,
    Assignment,
    ReportingLine,
    Framework,
    FrameworkVersion,
    Component,
    Indicator,
    Cycle,
    Appraisal,
    Feedback,
    DevelopmentAction,
    Score,
    NodeResult,
    PerformancePlan,
    WorkResult,
    BehaviourExpectation,
    Objection,
    Delegation,
    InspectionCase,
    DataRequest,
    LegalHold,
    PolicyVersion,
    AgencyPolicyRole,
    AgencyPolicyRule,
    AgencyPolicySuspension,
    RoleAssignment,
    DataSharingGrant,
    AuditEvent,
    AuditLink,
    AuditReason,
    AccessEvent,
)
#: What belongs to no agency is loaded with each.
EVERYTHING: Final[tuple[type[Base], ...]] = (*OF_AGENCIES, Agency, APIClient)

Found = dict[Any, list[Any]]


class Rows:
    """The rows of one agency, and those that are no agency's."""

    def __init__(self, loaded: Mapping[type[Base], list[Any]]) -> None:
        self._loaded = loaded
        self._indexes: dict[tuple[type[Base], str], Found] = {}

    def all(self, model: type[Base]) -> list[Any]:
        """Return all rows of a table."""
        return self._loaded[model]

    def where(self, model: type[Base], name: str, value: Any) -> list[Any]:
        """Return the rows whose column holds `value`; nothing equals NULL."""
        if value is None:
            return []
        if (model, name) not in self._indexes:
            index: Found = defaultdict(list)
            for row in self._loaded[model]:
                index[getattr(row, name)].append(row)
            self._indexes[model, name] = index
        return self._indexes[model, name].get(value, [])

    def get(self, model: type[Base], key: UUID | int | None) -> list[Any]:
        """Return the row with this id, or nothing: a list, as edges lead to lists."""
        return self.where(model, "id", key)

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation as Casbin's functions want it."""
        paths = {unit.id: unit.path for unit in self.all(OrgUnit)}
        return Organisation(
            units=tuple(
                PlainUnit(one.agency_id, one.path, one.head_position_id)
                for one in self.all(OrgUnit)
            ),
            assignments=tuple(
                PlainAssignment(
                    one.agency_id,
                    one.employee_id,
                    one.position_id,
                    paths[one.org_unit_id],
                    _period(one.valid),
                    one.kind,
                )
                for one in self.all(Assignment)
            ),
            lines=tuple(
                PlainLine(
                    one.agency_id,
                    one.ratee_id,
                    one.rater_id,
                    one.superior_id,
                    one.kind,
                    _period(one.valid),
                )
                for one in self.all(ReportingLine)
            ),
            delegations=tuple(
                PlainDelegation(
                    one.agency_id, one.delegator_id, one.delegate_id, _period(one.valid)
                )
                for one in _with_days(self.all(Delegation))
            ),
            cases=tuple(
                PlainCase(one.agency_id, one.employee_id, _period(one.valid))
                for one in _with_days(self.all(InspectionCase))
            ),
        )


def _period(days: Days) -> Period:
    return Period(days.lower, days.upper)


def _with_days(rows: Iterable[Any]) -> list[Any]:
    return [one for one in rows if not one.valid.is_empty]


async def load_rows(owner: AsyncEngine, agency_id: AgencyId) -> Rows:
    """Load everything of an agency, and what belongs to none."""
    loaded: dict[type[Base], list[Any]] = {}
    async with tenant_session(owner, agency_id) as session:
        for model in EVERYTHING:
            everything: Select[Any] = select(cast("Any", model))
            loaded[model] = list(await session.scalars(everything))
        session.expunge_all()
    for model in OF_AGENCIES:
        assert all(row.agency_id == agency_id for row in loaded[model]), model
    return Rows(loaded)
