"""Two databases that differ in one agency: in the second, it has no rows. And who asks in both."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from pydantic import SecretStr

from kinerja.http.api_tokens import digest, new_api_token
from kinerja.kit import clock
from kinerja.kit.ids import AgencyId, new_id
from policies.permissions import Role
from tenants.api_tokens import store_token
from tenants.roles import grant_province_role
from tests.support.clients import ALWAYS, Client, running_client
from tests.support.database import DISHUB, DUKCAPIL, Database, Server, cloned_database
from tests.support.identity_provider import IdentityProvider
from tests.support.isolation.canaries import (
    OURS,
    THEIRS,
    Secrets,
    erase,
    known_ids,
    mark,
    secrets_of,
)
from tests.support.isolation.full_agency import CLIENT_SCOPES, FullAgency, make_full_agency
from tests.support.isolation.targets import Targets, targets_of

#: Roles above all agencies: their holders see other agencies by right.
PROVINCE = (Role.PROVINCE_HR, Role.INSPECTORATE, Role.SURVEY_OWNER)


@dataclass(frozen=True)
class Worlds:
    """The service over both databases. `ours` is who asks, `theirs` is what must not be seen."""

    full: Client
    bare: Client
    ours: FullAgency
    theirs: FullAgency
    our_targets: Targets
    their_targets: Targets
    secrets: Secrets
    tokens: Mapping[str, str]
    province: Mapping[str, UUID]
    #: Ids that are in the first database from the start.
    known: frozenset[str]

    def personas(self, agency: FullAgency) -> Iterator[tuple[str, str]]:
        """Yield everybody of an agency, by persona, with the token to sign in with."""
        provider = self.full.provider
        for name, person in agency.people.items():
            yield name, provider.token(person, agency=agency.code, lifetime=timedelta(hours=1))
        for name, token in self.tokens.items():
            if name.startswith(f"{agency.code} "):
                yield name, token


async def _tokens(database: Database, agency: FullAgency) -> dict[str, str]:
    """Issue tokens of clients: under the agency's grant with and without names, under none."""
    pseudonymous = CLIENT_SCOPES - {"asn.identity:read"}
    kinds: dict[str, tuple[str, Any, AgencyId | None]] = {
        f"{agency.code} client": (agency.client_name, CLIENT_SCOPES, None),
        f"{agency.code} client of pseudonyms": (agency.client_name, pseudonymous, agency.id),
        f"{agency.code} client without grant": (f"{agency.client_name} lain", pseudonymous, None),
    }
    issued = {}
    async with database.owner.begin() as connection:
        for name, (client_name, scopes, agency_id) in kinds.items():
            issued[name] = new_api_token("live")
            await store_token(
                connection,
                token_hash=digest(issued[name]),
                client_name=client_name,
                agency_id=agency_id,
                scopes=sorted(scopes),
                purpose="Pengujian",
                expires_at=clock.now() + timedelta(days=1),
            )
    return issued


@asynccontextmanager
async def two_worlds(
    server: Server, template: str, provider: IdentityProvider, *, as_owner: bool = False
) -> AsyncIterator[Worlds]:
    """Make both databases and run the service over them; `as_owner`: without row security."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(cloned_database(server, template))
        ours = await make_full_agency(first, DISHUB, code="DISHUB", word=OURS)
        theirs = await make_full_agency(first, DUKCAPIL, code="DUKCAPIL", word=THEIRS)
        tokens = {**await _tokens(first, ours), **await _tokens(first, theirs)}
        province = {role.value: new_id() for role in PROVINCE}
        for role, person in province.items():
            await grant_province_role(first.owner, subject_id=person, role=role, valid=ALWAYS)
        await mark(first, ours.id, OURS)
        await mark(first, theirs.id, THEIRS)
        await first.dispose()
        second = await stack.enter_async_context(cloned_database(server, first.name))
        await erase(second, theirs.id)
        changes = _without_row_security if as_owner else _as_it_is
        yield Worlds(
            full=await stack.enter_async_context(running_client(first, provider, **changes(first))),
            bare=await stack.enter_async_context(
                running_client(second, provider, **changes(second))
            ),
            ours=ours,
            theirs=theirs,
            our_targets=await targets_of(first, ours.id, ours.code),
            their_targets=await targets_of(first, theirs.id, theirs.code),
            secrets=await secrets_of(first, theirs.id, THEIRS),
            tokens=tokens,
            province=province,
            known=await known_ids(first),
        )


def _as_it_is(_: Database) -> dict[str, Any]:
    # Whoever is told to wait is told how long: that differs between two services.
    return {"audit_seal_seconds": 0, "survey_answers_per_network": 1_000_000}


def _without_row_security(database: Database) -> dict[str, Any]:
    return {"audit_seal_seconds": 0, "database_url": SecretStr(database.owner_url)}
