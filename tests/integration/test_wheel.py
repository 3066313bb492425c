"""The wheel, built and installed in a clean environment: what an operator really gets."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import kinerja

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {"kinerja", "tenants", "graphql_schema", "policies", "migrations"}
#: Package data that the service reads at run time, by package.
DATA = {
    "policies": ["model.conf", "baseline.yaml", "guardrails.yaml"],
    "tenants": ["presets/*.yaml"],
    "graphql_schema": ["schema.graphql"],
    "migrations": ["env.py", "script.py.mako", "versions/*.py"],
}
COUNT_DATA = """
import fnmatch, importlib.resources, sys
package, folder, pattern = sys.argv[1:]
entries = importlib.resources.files(package).joinpath(folder).iterdir()
texts = [one.read_text("utf-8") for one in entries if fnmatch.fnmatch(one.name, pattern)]
print(sum(1 for text in texts if text.strip()))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-P", "-m", "hatchling", "build", "--target", "wheel"]
    run([*build, "--directory", str(folder)], cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the interpreter of an environment that has the wheel and what it depends on.

    The dependencies are those of this environment, reached by a .pth file: nothing is downloaded,
    and .pth files found there (the editable install) are not followed.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    interpreter = folder / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    run([*command, "--python", str(interpreter), "install", "--no-index", "--no-deps", str(wheel)])
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return interpreter


def run(command: list[str], cwd: Path | None = None) -> str:
    """Run a command outside the checkout unless told otherwise; returns what it printed."""
    environment = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
    done = subprocess.run(  # noqa: S603 - commands of this test.
        command, cwd=cwd or Path("/"), env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_packages_of_the_service_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names}

    assert {name for name in top if not name.endswith(".dist-info")} == PACKAGES
    assert [name for name in names if name.endswith((".pyc", ".log"))] == []


def test_the_wheel_names_no_address_and_no_path_of_the_building_machine(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    header, _, _ = archive.read(metadata).decode().partition("\n\n")

    assert "://" not in header
    assert str(ROOT) not in header


def test_the_installed_service_tells_its_version(python: Path) -> None:
    output = run([str(python), "-P", "-m", "kinerja", "--version"])

    assert kinerja.__version__ in output


def test_the_installed_command_tells_its_version(python: Path) -> None:
    assert kinerja.__version__ in run([str(python.parent / "kinerja"), "--version"])


def test_the_installed_service_comes_from_the_wheel(python: Path) -> None:
    code = "import kinerja, tenants, policies, graphql_schema, migrations as m;"
    code += "print(*(p.__file__ for p in (kinerja, tenants, policies, graphql_schema, m)))"
    files = run([str(python), "-P", "-c", code]).split()

    assert [file for file in files if not file.startswith(str(python.parent.parent))] == []


@pytest.mark.parametrize(
    ("package", "pattern"), [(package, one) for package, all_ in DATA.items() for one in all_]
)
def test_package_data_is_readable_from_the_wheel(python: Path, package: str, pattern: str) -> None:
    folder, _, name = pattern.rpartition("/")
    in_the_checkout = list((ROOT / package).glob(pattern))

    output = run([str(python), "-P", "-c", COUNT_DATA, package, folder, name])

    assert int(output) == len(in_the_checkout) > 0
