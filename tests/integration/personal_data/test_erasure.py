"""Erasing a person: nothing tells who it was, results recompute, and the audit trail verifies."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.recomputation import recompute, stored_result
from kinerja.domains.organisation.models import Employee
from kinerja.domains.personal_data.errors import (
    EmployeeActiveError,
    LegalHoldError,
    PersonNotFoundError,
    RetentionRunsError,
)
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from kinerja.workflows.erase_person import Basis, Erasure, erase_person
from tenants.audit_findings import Fault
from tenants.audit_verification import verify
from tenants.provisioning import list_agencies
from tenants.sealing import seal
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.personal_traces import TRACES, Traced
from tests.support.privacy_desk import as_owner, dumped

SIX_YEARS_AGO = today() - timedelta(days=6 * 366)


async def erase(traced: Traced, *, on: date | None = None) -> Erasure:
    async with tenant_session(traced.database.owner, DISHUB) as session:
        return await erase_person(session, DISHUB, traced.person, today=on or today())


async def refused(traced: Traced) -> KinerjaError:
    with pytest.raises(KinerjaError) as caught:
        await erase(traced)
    return caught.value


async def rows(traced: Traced, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    async with tenant_session(traced.database.application, DISHUB) as session:
        return [tuple(row) for row in await session.execute(text(statement), values)]


async def seal_all(traced: Traced) -> Any:
    agency = next(one for one in await list_agencies(traced.database.owner) if one.id == DISHUB)
    sealing = seal(traced.database.sealer, agency, margin=timedelta())
    assert [one async for one in sealing]
    return agency


async def test_no_table_tells_who_an_erased_person_was(traced: Traced) -> None:
    before = await dumped(traced.database)
    assert [one for one in traced.texts if one not in before] == []
    await traced.leaves(since=SIX_YEARS_AGO)

    done = await erase(traced)

    assert done.basis is Basis.RETENTION
    after = await dumped(traced.database)
    assert [one for one in traced.texts if one in after] == []
    assert "KENARI" not in after
    assert str(traced.person) in after


async def test_what_was_measured_stays_and_recomputes_bit_for_bit(traced: Traced) -> None:
    final: Any = {"agency_id": DISHUB, "appraisal_id": traced.appraisal}
    async with tenant_session(traced.database.application, DISHUB) as session:
        stored = await stored_result(session, **final)
    measured = "SELECT id, actual, not_applicable, supersedes_id FROM scores ORDER BY id"
    scores = await rows(traced, measured)
    await traced.leaves(since=SIX_YEARS_AGO)

    await erase(traced)

    async with tenant_session(traced.database.application, DISHUB) as session:
        assert await stored_result(session, **final) == stored
        assert await recompute(session, **final) == stored
    assert await rows(traced, measured) == scores


async def test_the_audit_trail_still_verifies(traced: Traced) -> None:
    agency = await seal_all(traced)
    await traced.leaves(since=SIX_YEARS_AGO)

    await erase(traced)

    await seal_all(traced)
    verdict = await verify(traced.database.application, agency)
    assert verdict.findings == []
    assert verdict.sealed > 20


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit_reasons SET reason = reason || '.'", Fault.REASON_CHANGED),
        ("UPDATE audit_reasons SET salt = sha256(salt)::text::bytea", None),
        ("DELETE FROM audit_reasons", Fault.REASON_REMOVED),
    ],
)
async def test_a_reason_that_somebody_changes_or_removes_is_found(
    traced: Traced, statement: str, fault: Fault | None
) -> None:
    agency = await seal_all(traced)
    assert (await verify(traced.database.application, agency)).is_sound

    if fault is None:
        with pytest.raises(IntegrityError):
            await as_owner(traced.database, statement)
        return
    await as_owner(traced.database, statement)
    verdict = await verify(traced.database.application, agency)

    assert {finding.fault for finding in verdict.findings} == {fault}


async def test_the_trail_tells_of_the_erasure_and_of_nothing_personal(traced: Traced) -> None:
    await traced.leaves(since=SIX_YEARS_AGO)
    await erase(traced)

    ((person, after),) = await rows(
        traced,
        "SELECT person_id, after FROM audit_events WHERE action = 'personal_data.erased'",
    )
    assert person == traced.person
    assert after["basis"] == "RETENTION"
    assert after["rows"] > 5


async def test_erasing_again_changes_nothing(traced: Traced) -> None:
    await traced.leaves(since=SIX_YEARS_AGO)
    await erase(traced)
    before = await dumped(traced.database)

    assert (await erase(traced)).basis is None
    assert await dumped(traced.database) == before


async def test_who_serves_is_not_erased(traced: Traced) -> None:
    assert isinstance(await refused(traced), EmployeeActiveError)


async def test_nobody_is_erased_before_the_time_without_a_granted_request(traced: Traced) -> None:
    await traced.leaves(since=today())

    error = await refused(traced)

    assert isinstance(error, RetentionRunsError)
    assert str(today().year + 5) in str(error)
    assert TRACES["name"] in await dumped(traced.database)


async def test_without_an_end_of_the_service_no_time_begins(traced: Traced) -> None:
    """The assignment runs on, so not even that tells since when the person does not serve."""
    await traced.leaves(since=None)

    error = await refused(traced)

    assert isinstance(error, RetentionRunsError)
    assert "end of the service" in error.message("en")
    assert "akhir masa tugas" in error.message("id")


@pytest.mark.parametrize(
    ("kind", "state", "is_erased"),
    [
        ("ERASURE", "DONE", True),
        ("ERASURE", "REFUSED", False),
        ("ERASURE", "FILED", False),
        ("ACCESS", "DONE", False),
    ],
)
async def test_a_granted_request_to_erase_ends_the_time(
    traced: Traced, kind: str, state: str, *, is_erased: bool
) -> None:
    await traced.leaves(since=today())
    await as_owner(
        traced.database,
        "UPDATE data_requests SET kind = :kind, state = :state, decided_by = cast(:by AS uuid),"
        " decided_at = CASE WHEN cast(:by AS uuid) IS NOT NULL THEN now() END, decision = :why",
        kind=kind,
        state=state,
        by=None if state == "FILED" else traced.world.organisation.head.id,
        why=None if state == "FILED" else TRACES["decision"],
    )

    if is_erased:
        assert (await erase(traced)).basis is Basis.REQUEST
        assert "KENARI" not in await dumped(traced.database)
    else:
        assert isinstance(await refused(traced), RetentionRunsError)


@pytest.mark.parametrize("table", ["legal_holds", "inspection_cases"])
async def test_a_hold_and_an_open_case_keep_the_data_to_their_last_day(
    traced: Traced, table: str
) -> None:
    await traced.leaves(since=SIX_YEARS_AGO)
    last_days = f"UPDATE {table} SET valid = daterange(:first, :end)"  # noqa: S608 - of the list above.
    first = today() - timedelta(days=30)
    await as_owner(traced.database, last_days, first=first, end=today() + timedelta(days=1))

    error = await refused(traced)

    assert isinstance(error, LegalHoldError)
    assert "inspect" not in str(error)
    assert TRACES["name"] in await dumped(traced.database)
    await as_owner(traced.database, last_days, first=first, end=today())
    assert (await erase(traced)).basis is Basis.RETENTION


async def test_a_person_of_another_agency_is_not_found(traced: Traced) -> None:
    await traced.leaves(since=SIX_YEARS_AGO)
    async with tenant_session(traced.database.owner, DUKCAPIL) as session:
        with pytest.raises(PersonNotFoundError):
            await erase_person(session, DUKCAPIL, traced.person, today=today())
    async with tenant_session(traced.database.owner, DISHUB) as session:
        with pytest.raises(PersonNotFoundError):
            await erase_person(session, DISHUB, new_id(), today=today())


async def test_others_keep_their_data(traced: Traced) -> None:
    others = "SELECT id, name, nip FROM employees WHERE id <> :id ORDER BY id"
    reasons = "SELECT id, rating_reason FROM appraisals WHERE ratee_id <> :id ORDER BY id"
    before = [await rows(traced, one, id=traced.person) for one in (others, reasons)]
    await traced.leaves(since=SIX_YEARS_AGO)

    await erase(traced)

    assert [await rows(traced, one, id=traced.person) for one in (others, reasons)] == before


async def test_the_service_neither_erases_nor_brings_back(traced: Traced) -> None:
    """The database itself refuses it to the application role."""
    await traced.leaves(since=SIX_YEARS_AGO)
    own = (Employee.agency_id == DISHUB, Employee.id == traced.person)
    with pytest.raises(DBAPIError, match="permission denied"):
        async with tenant_session(traced.database.application, DISHUB) as session:
            await session.execute(update(Employee).where(*own).values(erased_at=today()))

    await erase(traced)

    async with tenant_session(traced.database.application, DISHUB) as session:
        changed = await session.execute(
            update(Employee).where(*own).values(name="Kembali").returning(Employee.id)
        )
        assert changed.all() == []
        final = update(Appraisal).where(
            Appraisal.agency_id == DISHUB, Appraisal.id == traced.appraisal
        )
        kept = await session.execute(final.values(rating_reason="Baru").returning(Appraisal.id))
        assert kept.all() == []


async def test_an_erased_row_tells_nothing_whatever_is_written(traced: Traced) -> None:
    await traced.leaves(since=SIX_YEARS_AGO)
    await erase(traced)

    for change in ("name = 'Kembali'", "nrk = '1'", "state = 'ACTIVE'", "erased_at = NULL"):
        with pytest.raises(IntegrityError):
            await as_owner(
                traced.database,
                f"UPDATE employees SET {change} WHERE id = :id",  # noqa: S608 - of the list above.
                id=traced.person,
            )
