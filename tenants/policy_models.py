"""The policies that agencies own: versions of a whole set, and what each version holds.

A version is written as a whole and never changed: its roles, rules and suspensions can be added
only while it is proposed, and nothing of it can be edited or deleted. Another person than the one
who proposed it puts it into force (two-person rule); a check of the table holds that too.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from kinerja.kit.database import Base, one_of
from tenants.ownership import TenantOwned


class PolicyVersionStatus(StrEnum):
    """PROPOSED → IN_FORCE → SUPERSEDED; PROPOSED → REJECTED or WITHDRAWN. Nothing goes back."""

    PROPOSED = "PROPOSED"
    IN_FORCE = "IN_FORCE"
    SUPERSEDED = "SUPERSEDED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


def _word(column: str) -> CheckConstraint:
    """Limit a column to words that mean nothing to any parser."""
    return CheckConstraint(f"{column} ~ '^[a-z][a-z0-9_-]{{1,63}}$'", name=f"{column}_shape")


def _words(column: str, word: str) -> CheckConstraint:
    """Limit a list to so many such words."""
    joined = f"array_to_string({column}, ',', '')"
    shape = (
        f"{joined} ~ '^{word}(,{word})*$'"
        f" AND cardinality(string_to_array({joined}, ',')) = cardinality({column})"
        f" AND cardinality({column}) <= 32"
    )
    return CheckConstraint(f"cardinality({column}) = 0 OR ({shape})", name=f"{column}_shape")


class PolicyVersion(TenantOwned, Base):
    """One version of an agency's own policies; at most one is in force.

    `content_hash` is `policies.agency.AgencyPolicies.revision`, the SHA-256 of what the version
    holds: what is loaded must still have it. `decided_by` is who approved, rejected or withdrew.
    """

    __tablename__ = "policy_versions"
    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        ForeignKeyConstraint(
            ["agency_id", "based_on_id"], ["policy_versions.agency_id", "policy_versions.id"]
        ),
        one_of("status", PolicyVersionStatus),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("content_hash ~ '^[0-9a-f]{64}$'", name="content_hash_shape"),
        CheckConstraint(
            "(status = 'PROPOSED') = (decided_by IS NULL)"
            " AND (decided_by IS NULL) = (decided_at IS NULL)",
            name="decided_by_somebody",
        ),
        CheckConstraint(
            "status NOT IN ('IN_FORCE', 'SUPERSEDED') OR decided_by <> proposed_by",
            name="approved_by_another",
        ),
        Index(
            "uq_policy_versions_in_force",
            "agency_id",
            unique=True,
            postgresql_where=text("status = 'IN_FORCE'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    status: Mapped[str] = mapped_column(server_default=text("'PROPOSED'"))
    note: Mapped[str]
    based_on_id: Mapped[UUID | None]
    content_hash: Mapped[str]
    proposed_by: Mapped[UUID]
    proposed_at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]


class OfPolicyVersion(TenantOwned):
    """A part of a version: named within it, added while it is proposed, then closed."""

    version_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-50)


def _of_version() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["agency_id", "version_id"], ["policy_versions.agency_id", "policy_versions.id"]
    )


class AgencyPolicyRole(OfPolicyVersion, Base):
    """A role that an agency has made for itself; it has what the roles it inherits have."""

    __tablename__ = "policy_roles"
    __table_args__ = (
        _of_version(),
        # As in `role_assignments`: a role that could not be given to anybody would be of no use.
        CheckConstraint("name ~ '^[a-z][a-z0-9_]{1,63}$'", name="name_shape"),
        _words("inherits", "[a-z][a-z0-9_]{1,63}"),
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    description: Mapped[str]
    inherits: Mapped[list[str]] = mapped_column(ARRAY(Text))


class AgencyPolicyRule(OfPolicyVersion, Base):
    """A rule that allows; agencies have none that denies. NULL means any state, any field class."""

    __tablename__ = "policy_rules"
    __table_args__ = (
        _of_version(),
        *(_word(column) for column in ("name", "role", "resource", "action", "relation")),
        _words("states", "[A-Z][A-Z0-9_]{1,63}"),
        _words("field_classes", "[a-z][a-z0-9_]{1,63}"),
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]
    resource: Mapped[str]
    action: Mapped[str]
    relation: Mapped[str]
    states: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    field_classes: Mapped[list[str] | None] = mapped_column(ARRAY(Text))


class AgencyPolicySuspension(OfPolicyVersion, Base):
    """A rule of the province's baseline that is out of force in the agency."""

    __tablename__ = "policy_suspensions"
    __table_args__ = (_of_version(), _word("rule_name"))

    rule_name: Mapped[str] = mapped_column(primary_key=True)
