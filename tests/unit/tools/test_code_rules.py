"""Each code rule finds what it is for, leaves the right code alone, and can be escaped aloud."""

from pathlib import Path, PurePosixPath

import pytest

from tools.code_rules import RULES, check, main
from tools.source import Source

SERVICE = "platform/kinerja/domains/frameworks/service.py"

BROKEN = [
    ("only-the-edge-commits", SERVICE, "await session.commit()\n"),
    (
        "only-the-edge-commits",
        "graphql_schema/context.py",
        "context.unit.commit()\n",
    ),
    ("only-the-edge-commits", "tenants/provisioning.py", "connection.commit()\n"),
    ("sessions-come-from-tenants", SERVICE, "session = AsyncSession(engine)\n"),
    ("sessions-come-from-tenants", SERVICE, "make = sa.ext.asyncio.async_sessionmaker(engine)\n"),
    ("sessions-come-from-tenants", "platform/kinerja/http/health.py", "self._engine.connect()\n"),
    ("sessions-come-from-tenants", "tenants/audit.py", "AsyncSession(engine)\n"),
    ("sessions-come-from-tenants", "policies/loader.py", "owner_engine.begin()\n"),
    ("sessions-come-from-tenants", "platform/kinerja/cli.py", "asyncpg.connect(url)\n"),
    ("sessions-come-from-tenants", "platform/kinerja/cli.py", "create_async_engine(url)\n"),
    ("module-size", SERVICE, "x = 1\n" * 301),
    ("module-size", "tests/unit/test_long.py", "x = 1\n" * 601),
    ("module-size", "policies/__init__.py", "x = 1\n" * 41),
    ("function-size", SERVICE, "def long():\n" + "    x = 1\n" * 60),
    ("function-size", SERVICE, "class A:\n  async def long(self):\n" + "    x = 1\n" * 60),
    ("module-name", "platform/kinerja/kit/utils.py", '"""Things."""\n'),
    ("module-name", "policies/common/rules.py", '"""Things."""\n'),
    ("exact-numbers", SERVICE, "weight = 99.99\n"),
    ("exact-numbers", SERVICE, "def f(weight: float) -> None: ...\n"),
    ("exact-numbers", "platform/kinerja/workflows/x.py", "total = float(weight)\n"),
    ("run-time-annotations", "graphql_schema/schema.py", "from __future__ import annotations\n"),
    ("run-time-annotations", "graphql_schema/schema.py", "if TYPE_CHECKING:\n    import x\n"),
    ("run-time-annotations", "graphql_schema/schema.py", "if typing.TYPE_CHECKING:\n    pass\n"),
]

SOUND = [
    ("tenants/session.py", "async def end(self):\n    await self._session.commit()\n"),
    ("platform/kinerja/http/graphql.py", "await unit.commit()\n"),
    ("platform/kinerja/app.py", "engine = create_async_engine(url)\n"),
    ("migrations/env.py", "engine.connect()\nconnection.commit()\n"),
    (SERVICE, "async with session.begin_nested():\n    pass\n"),
    (SERVICE, "await client.connect()\ncommit(session)\n"),
    (SERVICE, 'weight = Decimal("99.99")\nlimit = 300\n'),
    (SERVICE, "x = 1\n" * 300),
    (SERVICE, "def fits():\n" + "    x = 1\n" * 59),
    ("tests/unit/test_long.py", "x = 1\n" * 600),
    ("policies/__init__.py", "x = 1\n" * 40),
    ("migrations/versions/2026_add_x.py", "def upgrade():\n" + "    x = 1\n" * 90),
    ("platform/kinerja/domains/organisation/importing/cells.py", "isinstance(cell, float)\n"),
    ("platform/kinerja/kit/database.py", "ratio = 0.5\n"),
    ("platform/kinerja/kit/clock.py", "from __future__ import annotations\n"),
]


def violations(path: str, text: str) -> list[str]:
    """Return the rules that the file breaks."""
    return [one.rule for one in check(Source(PurePosixPath(path), text))]


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_a_rule_finds_what_it_is_for(rule: str, path: str, text: str) -> None:
    assert set(violations(path, text)) == {rule}


@pytest.mark.parametrize(("path", "text"), SOUND)
def test_sound_code_breaks_no_rule(path: str, text: str) -> None:
    assert violations(path, text) == []


def test_every_rule_is_shown_to_fail() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(RULES)


@pytest.mark.parametrize("above", [True, False])
def test_an_escape_with_a_reason_allows_the_line(above: bool) -> None:  # noqa: FBT001 - a case.
    escape = "# kinerja: allow(only-the-edge-commits) because the job owns its transaction"
    code = "session.commit()"
    text = f"{escape}\n{code}\n" if above else f"{code}  {escape}\n"

    assert violations(SERVICE, text) == []


def test_an_escape_without_a_reason_does_not_count() -> None:
    text = "session.commit()  # kinerja: allow(only-the-edge-commits)\n"

    assert sorted(violations(SERVICE, text)) == ["escapes", "only-the-edge-commits"]


def test_an_escape_of_another_rule_does_not_count() -> None:
    text = "session.commit()  # kinerja: allow(module-size) because it is short\n"

    assert sorted(violations(SERVICE, text)) == ["escapes", "only-the-edge-commits"]


def test_an_escape_that_allows_nothing_is_reported() -> None:
    text = "# kinerja: allow(only-the-edge-commits) because it once did\nx = 1\n"

    assert violations(SERVICE, text) == ["escapes"]


def test_the_command_names_file_line_and_rule_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tenants"
    folder.mkdir()
    (folder / "audit.py").write_text("x = 1\nsession.commit()\n", encoding="utf-8")

    assert main(tmp_path) == 1

    assert capsys.readouterr().out.startswith("tenants/audit.py:2: only-the-edge-commits: ")


def test_the_command_is_content_with_a_sound_tree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "tenants"
    folder.mkdir()
    (folder / "audit.py").write_text("x = 1\n", encoding="utf-8")

    assert main(tmp_path) == 0

    assert capsys.readouterr().out == "1 files, 7 code rules, 0 violations\n"
