"""Why an asker may, or may not, act on an object: one statement, whatever the object is.

It opens the object as a read does, with the agency and the row filter of VIEW: what the asker does
not see gives no row, and so no other answer than what does not exist.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, select, true

from kinerja.reads.access import Access
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.finished import StatementCache
from kinerja.reads.levels import Levels
from kinerja.reads.model import Model
from kinerja.reads.personal import real_key
from kinerja.reads.statement import ROOT_KEY
from policies.explanations import Inquiry
from policies.permissions import Action
from policies.relations import values_for
from policies.subject import Actor
from policies.verdicts import Explanation
from tenants.session import UnitOfWork

#: The types about whose objects policy can be asked: nodes of one agency.
EXPLAINED_TYPES = tuple(
    name
    for name, model in CATALOGUE.items()
    if model.is_node and model.resource is not None and model.agency is not None
)


class Explainer:
    """Answers by one statement a question; equal questions share its text."""

    def __init__(self) -> None:
        self.statements = StatementCache()

    async def explain(
        self, unit: UnitOfWork, actor: Actor, *, type_name: str, key: UUID, action: Action
    ) -> Explanation:
        """Explain `action` on the object that the asker knows by `key`; see `EXPLAINED_TYPES`."""
        model = CATALOGUE[type_name]
        if model.resource is None:
            message = f"policy knows no {type_name}"
            raise ValueError(message)
        inquiry = Inquiry.of(actor, model.resource, action)
        access = Access(actor)
        access.note(model.resource)
        statement = self.statements.get(
            (type_name, inquiry, access.grants), lambda: _statement(model, inquiry, access, actor)
        )
        async with unit.within(actor.agency_id or None) as session:
            real = real_key(type_name, key, access.pseudonym_key)
            rows = await statement.run(session, {**values_for(actor), ROOT_KEY: real})
        return inquiry.explain(actor, dict(rows[0]._mapping) if rows else None)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping.


def _statement(model: Model, inquiry: Inquiry, access: Access, actor: Actor) -> Select[Any]:
    source = Levels(access).open(model)
    level = source.level
    columns = inquiry.columns(level.facts, actor)
    decided = source.from_clause.join(inquiry.decision(level.facts, actor), true())
    key = level.row[model.key] == bindparam(ROOT_KEY, None, Uuid())
    return select(*columns).select_from(decided).where(*source.conditions, key)
