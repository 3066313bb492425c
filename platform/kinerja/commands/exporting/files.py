"""Files that are there as a whole or not at all: written beside their place, then moved into it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kinerja.commands.import_options import FileNotWrittenError


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Give a path to write to; after the block it is `target`, or after a failure nothing is left.

    Only its owner may read the file: it may hold personal data. The directory of the path is of its
    own, for whatever else is written on the way, and goes with the block.

    Raises:
        FileNotWrittenError: the place cannot be written to.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".kinerja-export-", dir=target.parent) as name:
            path = Path(name) / target.name
            yield path
            path.chmod(0o600)
            with path.open("rb") as written:
                os.fsync(written.fileno())
            path.replace(target)
    except OSError as error:
        raise FileNotWrittenError(path=target, reason=error.strerror) from error
