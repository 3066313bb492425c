"""Leaks between agencies that are planted on purpose: the search for leaks finds each of them."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from kinerja import app
from tests.support.database import Server
from tests.support.identity_provider import IdentityProvider
from tests.support.isolation import leaks
from tests.support.isolation.evidence import Evidence, ask_in_both, mint_cursors
from tests.support.isolation.gathering import everything_logged, their_people
from tests.support.isolation.probes import Probe, reads
from tests.support.isolation.worlds import Worlds, two_worlds

Plant = Callable[[pytest.MonkeyPatch, Worlds], None]


def _one_model_forgets(patch: pytest.MonkeyPatch, _: Worlds) -> None:
    leaks.without_policy(patch)
    leaks.without_the_agency_of(patch, "Employee")


def _an_error_names_somebody(patch: pytest.MonkeyPatch, worlds: Worlds) -> None:
    person = worlds.their_targets.key("Employee")
    leaks.tell_an_id(patch, worlds.theirs.id, person)


def _counts_ignore_policy(patch: pytest.MonkeyPatch, _: Worlds) -> None:
    leaks.count_all_rows(patch)


def _a_log_line_names_somebody(patch: pytest.MonkeyPatch, worlds: Worlds) -> None:
    names = (one for one, column in worlds.secrets.texts.items() if column == "employees.name")
    leaks.log_a_name(patch, worlds.theirs.id, next(names))


PLANTS: Mapping[str, Plant] = {
    "nothing": lambda *_: None,
    "one model forgets": _one_model_forgets,
    "an error names somebody": _an_error_names_somebody,
    "counts ignore policy": _counts_ignore_policy,
    "a log line names somebody": _a_log_line_names_somebody,
}


@dataclass(frozen=True)
class Dug:
    """What was found with a leak planted."""

    evidence: Evidence
    logged: set[str]


@pytest.fixture(scope="module")
def dug(server: Server, template: str, provider: IdentityProvider) -> Mapping[str, Dug]:
    """Look for leaks with each planted, without row security, which would stop them."""

    async def ask() -> dict[str, Dug]:
        async with two_worlds(server, template, provider, as_owner=True) as worlds:
            await mint_cursors([*their_people(worlds).values()], worlds.their_targets)
            return {name: await _dig(worlds, plant) for name, plant in PLANTS.items()}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "check_database", _looks_away)
        return asyncio.run(ask())


async def _looks_away(*_: Any, **__: Any) -> None:
    """Let the service start as a role that row security does not bind."""


async def _dig(worlds: Worlds, plant: Plant) -> Dug:
    evidence = Evidence()
    with leaks.planted() as patch, everything_logged() as logged:
        plant(patch, worlds)
        token = dict(worlds.personas(worlds.ours))["ratee"]
        await ask_in_both(worlds, "ratee", token, _some(worlds), evidence)
    return Dug(evidence, worlds.secrets.found_in(logged.getvalue()))


def _some(worlds: Worlds) -> list[Probe]:
    names = ("agency(", "node(claimed Employee)", "Agency narrowed from")
    probes = reads(worlds.our_targets, worlds.their_targets)
    return [one for one in probes if one.name.startswith(names)]


def test_with_nothing_planted_nothing_is_found(dug: Mapping[str, Dug]) -> None:
    found = dug["nothing"]

    assert (found.evidence.leaks, found.evidence.differences, found.logged) == ([], [], set())
    assert found.evidence.requests > 50


def test_a_model_that_forgets_its_agency_is_found(dug: Mapping[str, Dug]) -> None:
    evidence = dug["one model forgets"].evidence

    told = {name for leak in evidence.leaks for name in leak.what.values()}
    assert {"employees.name", "employees.nip", "an id"} <= told
    assert "node(claimed Employee)" in {leak.probe for leak in evidence.leaks}
    assert "agency(DISHUB).employees" in {one.probe for one in evidence.differences}


def test_an_error_that_names_somebody_is_found(dug: Mapping[str, Dug]) -> None:
    evidence = dug["an error names somebody"].evidence

    assert {name for leak in evidence.leaks for name in leak.what.values()} == {"an id"}


def test_a_count_without_policy_is_found(dug: Mapping[str, Dug]) -> None:
    evidence = dug["counts ignore policy"].evidence

    assert evidence.leaks == [], "a count holds no text of the other agency"
    assert "agency(DISHUB).employees" in {one.probe for one in evidence.differences}


def test_a_log_line_that_names_somebody_is_found(dug: Mapping[str, Dug]) -> None:
    assert len(dug["a log line names somebody"].logged) == 1
