"""What an audit event is about, in one word: people and their results, or the platform alone."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, case, func, literal_column


class AuditKind(StrEnum):
    """The states in which policy knows an audit event."""

    CONTENT = "CONTENT"
    INFRASTRUCTURE = "INFRASTRUCTURE"


#: What an action begins with, up to the dot, when it concerns the running of the platform and
#: nobody's appraisal: all that an operator may read. Whatever is not listed is content.
INFRASTRUCTURE: Final = ("agency", "client", "token")


def audit_kind(action: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the kind of an event as SQL, by its action."""
    subject = func.split_part(action, literal_column("'.'"), literal_column("1"), type_=Text())
    # Written into the text: a list of parameters would change its shape.
    words = [literal_column(f"'{word}'", Text()) for word in INFRASTRUCTURE]
    infrastructure = literal_column(f"'{AuditKind.INFRASTRUCTURE}'", Text())
    content = literal_column(f"'{AuditKind.CONTENT}'", Text())
    return case((subject.in_(words), infrastructure), else_=content)
