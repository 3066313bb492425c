"""A Citus cluster for the tests marked `citus`: migrated, emptied afterwards, one test run a time.

KINERJA_TEST_CITUS_URL names the administrator's address of a coordinator with at least two nodes
and a database whose contents may be lost. The nodes must let one another in as any role.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from migrations import run
from tests.support.database import (
    Server,
    ensure_roles_log_in,
    one_process_at_a_time,
    outside_server,
)


@contextmanager
def migrated_cluster(url: str) -> Iterator[Server]:
    """Bring the cluster to the newest revision, and back to nothing; blocks."""
    with one_process_at_a_time("kinerja-citus"):
        run.downgrade(url, "base")  # What a run that was killed has left.
        run.upgrade(url)
        server = outside_server(url)
        asyncio.run(ensure_roles_log_in(server))
        yield server
        run.downgrade(url, "base")
