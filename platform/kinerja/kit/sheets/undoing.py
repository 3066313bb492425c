"""How an import of rows undoes what it wrote and still tells what came of it."""

from typing import Any


class NotKept(Exception):  # noqa: N818 - it is no failure: it makes the transaction roll back.
    """Raised inside the transaction of an import whose report is wanted, but not its rows."""

    def __init__(self, report: Any) -> None:  # noqa: ANN401 - whatever the import reports.
        super().__init__()
        self.report = report
