"""How PostgreSQL runs a row filter: what is looked up is looked up once, not for every row."""

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import asyncpg

from policies.engine import PolicyEngine
from policies.permissions import Action, Resource
from tenants.session import tenant_session
from tests.support.database import Database
from tests.support.policy_organisation import AGENCIES
from tests.support.policy_rows import TARGETS
from tests.support.policy_tables import cast


@pytest.mark.parametrize(
    "resource", [Resource.APPRAISAL, Resource.SCORE, Resource.EMPLOYEE, Resource.FRAMEWORK]
)
@pytest.mark.parametrize("action", [Action.VIEW, Action.SCORE, Action.DECIDE])
async def test_nothing_is_looked_up_for_every_row(
    database: Database, resource: Resource, action: Action
) -> None:
    target = TARGETS[resource]
    actor = cast().principals["rater"].actor(PolicyEngine.load(), cast().today)
    condition = actor.grant(resource, action).row_filter(target.facts, actor)
    statement = select(target.key).select_from(target.source).where(condition)
    compiled = statement.compile(dialect=asyncpg.dialect())  # type: ignore[no-untyped-call] # SQLAlchemy leaves dialects untyped.
    values = tuple(compiled.params[name] for name in compiled.positiontup or ())

    async with tenant_session(database.application, AGENCIES["dinas"]) as session:
        connection = await session.connection()
        found = await connection.exec_driver_sql(f"EXPLAIN {compiled}", values)
        plan = "\n".join(found.scalars())

    assert "SubPlan" not in plan
    assert ("InitPlan" in plan) == ("SELECT" in str(condition))
