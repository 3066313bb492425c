"""`kinerja token`: who gets one, what is printed where, and what is refused."""

import base64
import io
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from pydantic import SecretStr

from kinerja import cli
from kinerja.app import create_app
from kinerja.commands.holders import UnknownEmployeeError
from kinerja.commands.person_tokens import (
    Issuing,
    OwnIssuerOffError,
    issue_for_employee,
    issue_for_province,
)
from kinerja.http.access_tokens import AccessTokenVerifier, PersonClaims
from kinerja.http.api_tokens import is_well_formed
from kinerja.http.development_issuer import (
    FILE,
    ISSUER,
    DevelopmentIssuer,
    LifetimeTooLongError,
)
from kinerja.http.issuers import (
    InsecureKeysError,
    IssuerMissingError,
    UndiscoverableIssuerError,
    people_verifier,
)
from kinerja.kit.clock import today
from kinerja.kit.ids import new_id
from kinerja.settings import Settings
from tenants.session import tenant_session
from tenants.snapshots import load_holdings, load_province
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.nips import make_nip
from tests.support.organisation_factories import make_employee


@pytest.fixture
def issuing(database: Database, tmp_path: Path) -> Issuing:
    """Issue as with nothing configured, over the test's database."""
    return Issuing(Settings(home=tmp_path), database.owner, timedelta(hours=1))


@pytest.fixture
async def employee_id(database: Database) -> UUID:
    async with tenant_session(database.owner, DISHUB) as session:
        return (await make_employee(session, DISHUB, nip=make_nip(4711))).id


async def claims_of(token: str, issuing: Issuing) -> PersonClaims:
    return await people_verifier(issuing.settings).verify(token)


async def test_an_employee_gets_a_token_by_id_or_nip(issuing: Issuing, employee_id: UUID) -> None:
    for who in (str(employee_id), make_nip(4711)):
        token = await issue_for_employee(issuing, agency_code="DISHUB", employee=who, roles=())

        assert await claims_of(token, issuing) == PersonClaims(employee_id, "DISHUB")


async def test_the_nip_is_no_part_of_the_token(issuing: Issuing, employee_id: UUID) -> None:
    nip = make_nip(4711)
    token = await issue_for_employee(issuing, agency_code="DISHUB", employee=nip, roles=())

    claims = base64.urlsafe_b64decode(token.split(".")[1] + "==").decode()
    assert str(employee_id) in claims
    assert nip not in claims


async def test_somebody_of_another_agency_is_unknown(issuing: Issuing, employee_id: UUID) -> None:
    with pytest.raises(UnknownEmployeeError):
        await issue_for_employee(
            issuing, agency_code="DUKCAPIL", employee=str(employee_id), roles=()
        )


async def test_a_role_is_granted_once_and_only_in_that_agency(
    issuing: Issuing, employee_id: UUID, database: Database
) -> None:
    for _ in range(2):
        await issue_for_employee(
            issuing,
            agency_code="DISHUB",
            employee=str(employee_id),
            roles=("performance_officer",),
        )

    holdings = await load_holdings(database.owner, DISHUB)
    assert [role for role, _ in holdings.by_subject[employee_id]] == ["performance_officer"]
    elsewhere = await load_holdings(database.owner, DUKCAPIL)
    assert elsewhere.roles(employee_id, today()) == frozenset()


async def test_the_province_holds_its_roles_above_all_agencies(
    issuing: Issuing, database: Database
) -> None:
    subject = new_id()
    token = await issue_for_province(issuing, subject_id=subject, roles=("province_hr",))

    assert await claims_of(token, issuing) == PersonClaims(subject, None)
    assert (await load_province(database.owner)).holdings.roles(subject, today()) == {"province_hr"}


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(hours=24, seconds=1)])
async def test_a_development_token_lives_for_a_day_at_most(
    issuing: Issuing, lifetime: timedelta
) -> None:
    too_long = Issuing(issuing.settings, issuing.owner, lifetime)

    with pytest.raises(LifetimeTooLongError):
        await issue_for_province(too_long, subject_id=new_id(), roles=("province_hr",))
    assert not (await load_province(issuing.owner)).holdings.by_subject


async def test_with_an_identity_provider_people_get_no_token_here(
    database: Database, tmp_path: Path
) -> None:
    provider = {"issuer": "https://sso.test", "jwks_url": "https://sso.test/jwks"}
    settings = Settings(home=tmp_path, **provider)  # type: ignore[arg-type]  # strings of a dict.
    issuing = Issuing(settings, database.owner, timedelta(hours=1))

    with pytest.raises(OwnIssuerOffError):
        await issue_for_province(issuing, subject_id=new_id(), roles=())


REAL = SecretStr("postgresql://kinerja_app@db.test/kinerja")


@pytest.mark.parametrize(
    "given",
    [
        {"database_url": REAL},
        {"database_url": REAL, "issuer": ""},
        {"database_url": REAL, "jwks_url": "https://sso.test/jwks"},
        {"jwks_url": "https://sso.test/jwks"},
    ],
)
def test_the_service_refuses_to_start_when_it_is_unclear_whose_tokens_count(
    given: dict[str, object], tmp_path: Path
) -> None:
    with pytest.raises(IssuerMissingError):
        create_app(Settings(home=tmp_path, **given))  # type: ignore[arg-type]  # as above.
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    "url", ["http://sso.test/jwks", "ftp://sso.test/jwks", "file:///etc/jwks", "sso.test"]
)
def test_keys_are_fetched_over_a_safe_line_only(url: str, tmp_path: Path) -> None:
    with pytest.raises(InsecureKeysError):
        people_verifier(Settings(home=tmp_path, issuer="https://sso.test", jwks_url=url))


@pytest.mark.parametrize(
    "issuer", ["http://sso.test", "urn:sso", "sso.test", "https://sso.test/?a"]
)
def test_an_issuer_without_an_address_cannot_say_where_its_keys_are(
    issuer: str, tmp_path: Path
) -> None:
    with pytest.raises(UndiscoverableIssuerError):
        people_verifier(Settings(home=tmp_path, issuer=issuer))

    keys = "https://sso.test/jwks"
    assert people_verifier(Settings(home=tmp_path, issuer=issuer, jwks_url=keys))


def test_the_development_key_is_kept_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "not yet there"
    DevelopmentIssuer.open(home)
    path = home / FILE
    key = path.read_bytes()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    DevelopmentIssuer.open(home)
    assert path.read_bytes() == key
    assert [each.name for each in home.iterdir()] == [FILE]


async def test_two_installations_do_not_trust_one_another(tmp_path: Path) -> None:
    one, two = DevelopmentIssuer.open(tmp_path / "1"), DevelopmentIssuer.open(tmp_path / "2")
    token = one.issue(new_id(), agency_code=None, audience="a", expires_in=timedelta(hours=1))

    assert await AccessTokenVerifier(one, issuer=ISSUER, audience="a").verify(token)
    for verifier in (
        AccessTokenVerifier(two, issuer=ISSUER, audience="a"),
        AccessTokenVerifier(one, issuer=ISSUER, audience="b"),
    ):
        with pytest.raises(Exception, match="not valid"):
            await verifier.verify(token)


class Said(NamedTuple):
    """What a command did."""

    code: int
    output: str
    notes: str


@pytest.fixture
def command(
    database: Database, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """Return a function that runs `kinerja token` on the test's database."""
    monkeypatch.setenv("KINERJA_DATABASE_URL", database.url)
    monkeypatch.setenv("KINERJA_DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> Said:
        monkeypatch.setattr("sys.argv", ["kinerja", "token", *arguments])
        try:
            cli.main()
            code = 0
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        captured = capfd.readouterr()
        return Said(code, captured.out, captured.err)

    return run


CLIENT = ("issue", "--client", "Dasbor BI", "--scope", "framework:view", "--purpose", "Laporan")


def test_a_clients_token_is_the_only_line_of_the_output(command: Callable[..., Said]) -> None:
    said = command(*CLIENT, "--expires-in", "30d")

    token = said.output.removesuffix("\n")
    assert said.code == 0
    assert is_well_formed(token)
    assert token.startswith("knj_live_")
    assert "shown only now" in said.notes
    assert token not in said.notes


def test_tokens_are_listed_without_themselves_and_revoked_by_id(
    command: Callable[..., Said],
) -> None:
    token = command(*CLIENT).output.strip()
    listed = command("list")
    (token_id,) = {word for word in listed.output.split() if len(word) == 36}

    assert "Dasbor BI" in listed.output
    assert "usable" in listed.output
    assert token not in listed.output
    assert command("revoke", token_id).code == 0
    assert "revoked" in command("list").output
    assert command("revoke", token_id).code == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("issue",), "Say whose token"),
        (("issue", "--agency", "DISHUB", "--province"), "Say whose token"),
        (("issue", "--client", "BI"), "Say whose token"),
        (("issue", "--client", "BI", "--scope", "framework:view"), "Say whose token"),
        ((*CLIENT, "--role", "performance_officer"), "Say whose token"),
        (("issue", "--province", "--purpose", "x"), "Say whose token"),
        ((*CLIENT, "--expires-in", "91d"), "90 days at most"),
        ((*CLIENT, "--expires-in", "soon"), "no lifetime"),
        ((*CLIENT, "--expires-in", "-5d"), "no lifetime"),
        ((*CLIENT, "--agency", "NOWHERE"), "no agency NOWHERE"),
        (("issue", "--province", "--role", "performance_officer"), "above all agencies"),
        (("issue", "--agency", "DISHUB", "--role", "province_hr"), "in one agency"),
        (
            ("issue", "--agency", "DISHUB", "--employee", "198001012005011001"),
            "Do not put a NIP on the command line",
        ),
        # Here the database is a real one, and no identity provider is named.
        (("issue", "--province"), "Set KINERJA_ISSUER"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    command: Callable[..., Said], arguments: tuple[str, ...], sentence: str
) -> None:
    said = command(*arguments)

    assert said.code == 1
    assert said.output == ""
    assert sentence in said.notes


def test_a_nip_is_read_from_standard_input_and_never_told(
    command: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    nip = make_nip(4711)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{nip}\n"))

    said = command("issue", "--agency", "DISHUB")

    assert said.code == 1
    assert "employs nobody" in said.notes
    assert nip not in said.output + said.notes


def test_an_unknown_scope_is_refused_by_name(command: Callable[..., Said]) -> None:
    said = command("issue", "--client", "BI", "--scope", "everything", "--purpose", "x")

    assert said.code == 2
    assert "everything" in said.notes
