"""What the database itself holds of the policies that agencies own, whatever the service does."""

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.clock import now
from kinerja.kit.ids import new_id
from policies.agency import AgencyPolicies
from policies.permissions import AGENCY_ROLES, IMPLICIT_ROLES, PROVINCE_ROLES, Role
from tenants.models import RoleAssignment
from tenants.policy_models import (
    AgencyPolicyRole,
    AgencyPolicyRule,
    AgencyPolicySuspension,
    PolicyVersion,
)
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.own_policies import APPROVER, PROPOSER, put_in_force

HASH = AgencyPolicies(DISHUB).revision
ROW_SECURITY = "row-level security"
PARTS: Mapping[type[Any], Mapping[str, Any]] = {
    AgencyPolicyRole: {"name": "analyst", "description": "", "inherits": []},
    AgencyPolicyRule: {
        "name": "analysts-see",
        "role": "analyst",
        "resource": "appraisal",
        "action": "view",
        "relation": "staff",
    },
    AgencyPolicySuspension: {"rule_name": "superior-decides"},
}


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    async with tenant_session(database.application, DISHUB) as session:
        yield session


def version(**values: Any) -> dict[str, Any]:
    given = {"agency_id": DISHUB, "id": new_id(), "number": 1, "note": "", "content_hash": HASH}
    return {**given, "proposed_by": PROPOSER, **values}


def decided(status: str, by: UUID = APPROVER) -> dict[str, Any]:
    return {"status": status, "decided_by": by, "decided_at": now()}


async def propose(session: AsyncSession, **values: Any) -> UUID:
    row = version(**values)
    await session.execute(insert(PolicyVersion).values(row))
    return UUID(str(row["id"]))


async def decide(session: AsyncSession, version_id: UUID, values: dict[str, Any]) -> int:
    mine = (PolicyVersion.agency_id == DISHUB, PolicyVersion.id == version_id)
    statement = update(PolicyVersion).where(*mine).values(values).returning(PolicyVersion.id)
    return len((await session.scalars(statement)).all())


async def test_a_version_is_proposed_filled_and_put_into_force(session: AsyncSession) -> None:
    proposed = await propose(session)
    for model, values in PARTS.items():
        await session.execute(insert(model).values(agency_id=DISHUB, version_id=proposed, **values))

    assert await decide(session, proposed, decided("IN_FORCE")) == 1
    assert await decide(session, proposed, {"status": "SUPERSEDED"}) == 1


async def test_nothing_starts_in_force(session: AsyncSession) -> None:
    with pytest.raises(DBAPIError, match=ROW_SECURITY):
        await propose(session, **decided("IN_FORCE"))


@pytest.mark.parametrize("status", ["IN_FORCE", "SUPERSEDED"])
async def test_nobody_approves_the_own_proposal(session: AsyncSession, status: str) -> None:
    proposed = await propose(session)

    with pytest.raises(IntegrityError, match="approved_by_another"):
        await decide(session, proposed, decided(status, PROPOSER))


async def test_nothing_is_decided_by_nobody(session: AsyncSession) -> None:
    proposed = await propose(session)

    with pytest.raises(IntegrityError, match="decided_by_somebody"):
        await decide(session, proposed, {"status": "IN_FORCE"})


async def test_two_versions_are_never_in_force(database: Database, session: AsyncSession) -> None:
    await put_in_force(database.owner_url, AgencyPolicies(DISHUB))
    proposed = await propose(session, number=2)

    with pytest.raises(IntegrityError, match="uq_policy_versions_in_force"):
        await decide(session, proposed, decided("IN_FORCE"))


async def test_a_number_is_given_once(database: Database, session: AsyncSession) -> None:
    await put_in_force(database.owner_url, AgencyPolicies(DISHUB))

    with pytest.raises(IntegrityError, match="uq_policy_versions_agency_id_number"):
        await propose(session)


@pytest.mark.parametrize("status", ["IN_FORCE", "REJECTED", "WITHDRAWN"])
async def test_what_was_decided_is_never_proposed_again(session: AsyncSession, status: str) -> None:
    """Else something could be added to it, and nobody would approve that."""
    proposed = await propose(session)
    await decide(session, proposed, decided(status))
    again = {"status": "PROPOSED", "decided_by": None, "decided_at": None}

    if status == "IN_FORCE":
        with pytest.raises(DBAPIError, match=ROW_SECURITY):
            await decide(session, proposed, again)
    else:
        assert await decide(session, proposed, again) == 0


@pytest.mark.parametrize("status", ["SUPERSEDED", "REJECTED", "WITHDRAWN"])
async def test_what_is_out_of_force_stays_so(session: AsyncSession, status: str) -> None:
    proposed = await propose(session)
    await decide(session, proposed, decided(status))

    assert await decide(session, proposed, decided("IN_FORCE")) == 0


@pytest.mark.parametrize("status", ["IN_FORCE", "SUPERSEDED", "REJECTED", "WITHDRAWN"])
@pytest.mark.parametrize("part", PARTS, ids=lambda model: model.__tablename__)
async def test_nothing_is_added_to_what_was_decided(
    session: AsyncSession, part: type[Any], status: str
) -> None:
    proposed = await propose(session)
    await decide(session, proposed, decided(status))

    with pytest.raises(DBAPIError, match=ROW_SECURITY):
        await session.execute(
            insert(part).values(agency_id=DISHUB, version_id=proposed, **PARTS[part])
        )


@pytest.mark.parametrize("part", PARTS, ids=lambda model: model.__tablename__)
async def test_nothing_is_added_to_a_version_of_another_agency(
    database: Database, session: AsyncSession, part: type[Any]
) -> None:
    there = await put_in_force(database.owner_url, AgencyPolicies(DUKCAPIL), status="PROPOSED")

    with pytest.raises(DBAPIError, match=ROW_SECURITY):
        await session.execute(
            insert(part).values(agency_id=DUKCAPIL, version_id=there, **PARTS[part])
        )


@pytest.mark.parametrize("column", ["note", "content_hash", "proposed_by", "number", "id"])
async def test_what_was_proposed_is_not_rewritten(session: AsyncSession, column: str) -> None:
    await propose(session)

    with pytest.raises(ProgrammingError, match="permission denied"):
        await session.execute(
            update(PolicyVersion).values({column: getattr(PolicyVersion, column)})
        )


@pytest.mark.parametrize(
    ("model", "column", "word"),
    [
        (AgencyPolicyRole, "name", "r:analyst"),
        (AgencyPolicyRole, "name", "data-clerk"),
        (AgencyPolicyRole, "inherits", ["a b"]),
        (AgencyPolicyRole, "inherits", [""]),
        (AgencyPolicyRole, "inherits", ["analyst,clerk"]),
        (AgencyPolicyRole, "inherits", ["analyst"] * 33),
        (AgencyPolicyRole, "inherits", ["analyst", None]),
        (AgencyPolicyRule, "name", "1==1) or (1==1"),
        (AgencyPolicyRule, "role", " admin"),
        (AgencyPolicyRule, "resource", "appraisal, extra"),
        (AgencyPolicyRule, "action", "*"),
        (AgencyPolicyRule, "relation", "self\n"),
        (AgencyPolicyRule, "states", ["final"]),
        (AgencyPolicyRule, "states", ["FINAL", None]),
        (AgencyPolicyRule, "field_classes", ["public|personal"]),
        (AgencyPolicySuspension, "rule_name", "Superior-Decides"),
    ],
)
async def test_words_that_could_mean_something_to_a_parser_are_not_stored(
    session: AsyncSession, model: type[Any], column: str, word: object
) -> None:
    proposed = await propose(session)
    values = {**PARTS[model], column: word}

    with pytest.raises(IntegrityError, match=f"{column}_shape"):
        await session.execute(insert(model).values(agency_id=DISHUB, version_id=proposed, **values))


# --- giving roles ------------------------------------------------------------------------------


def assignment(role: str) -> Any:
    days = text("daterange('2026-01-01', NULL)")
    return insert(RoleAssignment).values(
        agency_id=DISHUB, id=new_id(), subject_id=new_id(), role=role, valid=days
    )


#: Who runs the platform is said by its owner, on the command line.
GIVEN = {*AGENCY_ROLES, "analyst"} - {Role.OPERATOR}


@pytest.mark.parametrize("role", sorted(GIVEN))
async def test_the_service_gives_roles_of_the_agency(session: AsyncSession, role: str) -> None:
    await session.execute(assignment(role))
    await session.execute(text("UPDATE role_assignments SET valid = '[2026-01-01,2026-12-01)'"))


@pytest.mark.parametrize("role", sorted((PROVINCE_ROLES | IMPLICIT_ROLES) - GIVEN))
async def test_the_service_gives_nobody_a_role_of_the_province(
    session: AsyncSession, role: str
) -> None:
    with pytest.raises(DBAPIError, match=ROW_SECURITY):
        await session.execute(assignment(role))


@pytest.mark.parametrize("column", ["role", "subject_id", "id"])
async def test_a_role_once_given_is_not_made_another(session: AsyncSession, column: str) -> None:
    await session.execute(assignment("analyst"))

    with pytest.raises(ProgrammingError, match="permission denied"):
        await session.execute(
            update(RoleAssignment).values({column: getattr(RoleAssignment, column)})
        )
