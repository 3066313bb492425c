"""What an audit event is about, in one word: people, the platform alone, or what few may know."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, case, func, literal_column


class AuditKind(StrEnum):
    """The states in which policy knows an audit event."""

    CONTENT = "CONTENT"
    INFRASTRUCTURE = "INFRASTRUCTURE"
    INSPECTION = "INSPECTION"
    LEGAL_HOLD = "LEGAL_HOLD"


#: What an action begins with, up to the dot, when it concerns the running of the platform and
#: nobody's appraisal: all that an operator may read. Whatever is not listed is content.
INFRASTRUCTURE: Final = ("agency", "client", "token")
#: The same of what is read by those alone who may see the case, or the hold, itself: that there is
#: one tells of somebody.
CONFIDENTIAL: Final = {
    AuditKind.INSPECTION: "inspection_case",
    AuditKind.LEGAL_HOLD: "legal_hold",
}


def audit_kind(action: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the kind of an event as SQL, by its action."""
    subject = func.split_part(action, literal_column("'.'"), literal_column("1"), type_=Text())
    confidential = ((subject == _word(word), _word(kind)) for kind, word in CONFIDENTIAL.items())
    infrastructure = subject.in_([_word(word) for word in INFRASTRUCTURE])
    return case(
        *confidential,
        (infrastructure, _word(AuditKind.INFRASTRUCTURE)),
        else_=_word(AuditKind.CONTENT),
    )


def _word(value: str) -> ColumnElement[str]:
    """Return a word, written into the text: a list of parameters would change its shape."""
    return literal_column(f"'{value}'", Text())
