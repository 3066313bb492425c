"""The layout that lets a folder named `platform` live beside the standard library's module."""

import base64
import csv
import hashlib
import os
import platform
import re
import sys
import sysconfig
import tomllib
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FIRST_PARTY = ["kinerja", "tenants", "graphql_schema", "policies", "migrations"]
LOCKS = ["build", "runtime", "development"]
PIN = re.compile(r"^(?P<name>[a-z0-9._-]+)(?:\[[a-z,]+])?==\S+", re.MULTILINE)


def test_the_source_root_holds_no_module_of_its_own() -> None:
    source_root = ROOT / "platform"

    assert list(source_root.glob("*.py")) == []
    assert [entry.name for entry in source_root.iterdir() if entry.name != "kinerja"] == []


def test_platform_is_still_the_module_of_the_standard_library() -> None:
    assert platform.__file__ is not None
    assert Path(platform.__file__).parent == Path(sysconfig.get_path("stdlib"))


@pytest.mark.parametrize("name", [*FIRST_PARTY, "tests", "tools"])
def test_no_package_of_ours_hides_one_of_the_standard_library(name: str) -> None:
    assert name not in sys.stdlib_module_names


def test_no_folder_hides_an_installed_package() -> None:
    folders = {entry.name for entry in ROOT.iterdir() if entry.is_dir()}

    assert folders.isdisjoint({"graphql", "alembic", "casbin", "strawberry", "starlette"})


def test_the_wheel_takes_exactly_the_packages_of_the_service() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert [Path(folder).name for folder in wheel["packages"]] == FIRST_PARTY
    assert "platform" not in wheel["packages"]


@pytest.mark.parametrize("name", [name for name in FIRST_PARTY if name != "migrations"])
def test_every_package_says_that_it_is_typed(name: str) -> None:
    folder = ROOT / ("platform/kinerja" if name == "kinerja" else name)

    assert (folder / "py.typed").is_file()


def test_exactly_one_distribution_brings_casbin() -> None:
    """The older `casbin` distribution overwrites the files of `pycasbin` and stops at 1.43."""
    bringing = [
        found.name
        for found in distributions()
        if any(file.parts[:2] == ("casbin", "__init__.py") for file in found.files or ())
    ]

    assert bringing == ["pycasbin"]


def test_the_files_of_casbin_are_those_of_its_distribution() -> None:
    wrong = _altered_files(distribution("pycasbin"))

    assert wrong == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_address_and_no_path(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")

    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=)", text, re.MULTILINE)
    assert not re.search(r"(^|\s)/", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pinned_requirement_has_hashes(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    requirements = re.split(r"\n(?=[a-z0-9])", text.strip())

    assert requirements
    assert [one.split()[0] for one in requirements if "--hash=sha256:" not in one] == []
    assert [one.split()[0] for one in requirements if not PIN.match(one)] == []


def test_the_lock_files_agree_with_one_another() -> None:
    pins: dict[str, set[str]] = {}
    for lock in LOCKS:
        text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
        for pin in PIN.finditer(text):
            pins.setdefault(pin["name"], set()).add(pin[0])

    assert {name: found for name, found in pins.items() if len(found) > 1} == {}


def test_the_project_asks_for_what_the_runtime_lock_is_made_from() -> None:
    lines = (ROOT / "requirements/runtime.in").read_text(encoding="utf-8").splitlines()
    locked = {_name(line) for line in lines if not line.startswith("#")}

    assert {_name(one) for one in PROJECT["project"]["dependencies"]} == locked


def test_every_requirement_says_what_it_is_for() -> None:
    unexplained = [
        line
        for lock in LOCKS
        for line in (ROOT / f"requirements/{lock}.in").read_text(encoding="utf-8").splitlines()
        if not line.startswith(("#", "-c ")) and " # " not in line
    ]

    assert unexplained == []


def test_continuous_integration_runs_what_a_person_runs() -> None:
    script = ROOT / ".ci/run"
    commands = [
        line
        for line in script.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]

    assert commands == ["exec make check"]
    assert os.access(script, os.X_OK)


def _name(requirement: str) -> str:
    return re.split(r"[\s<>=!\[;#]", requirement, maxsplit=1)[0]


def _altered_files(found: Distribution) -> list[str]:
    """Return the files that are not those that the distribution recorded."""
    record = found.read_text("RECORD")
    assert record is not None
    rows = [row for row in csv.reader(record.splitlines()) if row[0].endswith(".py")]
    assert rows
    return [name for name, recorded, _ in rows if _digest(str(found.locate_file(name))) != recorded]


def _digest(path: str) -> str:
    """Return the digest of a file as a RECORD spells it."""
    digest = hashlib.sha256(Path(path).read_bytes()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).decode().rstrip("=")
