"""What an agency has that others might ask for: ids of its rows, codes, cursors of its pages."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Table

from kinerja.kit.ids import AgencyId, GlobalId
from kinerja.reads.catalogue import CATALOGUE, NODE_TYPES
from tests.support.database import Database
from tests.support.isolation.canaries import as_administrator

_STATES = ("state", "status")


@dataclass
class Targets:
    """The rows of one agency by type, each with its state; and cursors, by type, once minted."""

    agency_id: AgencyId
    code: str
    rows: Mapping[str, Mapping[UUID, str | None]]
    codes: Mapping[str, str]
    cursors: dict[str, str] = field(default_factory=dict)

    def key(self, type_name: str, state: str | None = None) -> UUID:
        """Return a row of a type, of a state if there is one in it."""
        rows = self.rows[type_name]
        fitting = [key for key, found in rows.items() if state is None or found == state]
        return fitting[0] if fitting else next(iter(rows))

    def some(self, type_name: str, count: int = 2) -> list[UUID]:
        """Return rows of a type, of different states where there are."""
        by_state = {state: key for key, state in self.rows[type_name].items()}
        others = [key for key in self.rows[type_name] if key not in by_state.values()]
        return [*by_state.values(), *others][:count]

    def gid(self, type_name: str, key: UUID, *, claimed: AgencyId | None = None) -> str:
        """Return a global id; `claimed` names another agency than the row's own."""
        return str(GlobalId(type_name, claimed or self.agency_id, key))

    def cursor(self, type_name: str, *, claimed: AgencyId | None = None) -> str:
        """Return a cursor that a page of this agency gave, or one changed to another agency's."""
        given = self.cursors[type_name]
        if claimed is None:
            return given
        name, _, *values = json.loads(base64.urlsafe_b64decode(given + "=" * (-len(given) % 4)))
        plain = json.dumps([name, claimed, *values]).encode()
        return base64.urlsafe_b64encode(plain).decode().rstrip("=")


async def targets_of(database: Database, agency_id: AgencyId, code: str) -> Targets:
    """Read the ids of an agency's rows, as the administrator."""
    rows: dict[str, dict[UUID, str | None]] = {}
    codes: dict[str, str] = {}
    async with as_administrator(database) as connection:
        for name in NODE_TYPES:
            model = CATALOGUE[name]
            assert isinstance(model.table, Table)
            states = [one for one in _STATES if one in model.table.columns]
            wanted = ", ".join([model.key, *states, *(["code"] if "code" in model.table.c else [])])
            owner = "id" if model.agency is None else model.agency
            found = await connection.fetch(
                f"SELECT {wanted} FROM {model.table.name} WHERE {owner} = $1 ORDER BY 1",  # noqa: S608
                agency_id,
            )
            rows[name] = {row[0]: row[states[0]] if states else None for row in found}
            if found and "code" in model.table.c:
                codes[name] = str(found[0]["code"])
    return Targets(agency_id, code, rows, codes)
