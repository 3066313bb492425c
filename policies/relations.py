"""How an asker may stand to a row: each relation once, as SQL and as a plain predicate.

Two rules keep the pair equal: NULL equals nothing, not even NULL; and whatever is negated is first
made true or false. Every subquery names the agency itself, and asks for what is valid today.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, true

from policies import persons, raters, units
from policies.asking import AGENCY, SUBJECT, TODAY, Binds, values_for
from policies.facts import Organisation, PlainRow, RowFacts
from policies.identity import Asker
from policies.permissions import Relation

__all__ = ["AGENCY", "RELATIONS", "SUBJECT", "TODAY", "Binds", "Definition", "values_for"]


@dataclass(frozen=True)
class Definition:
    """One relation in both its forms. `always`: it holds for every row of the agency."""

    sql: Callable[[RowFacts, Binds], ColumnElement[bool]]
    plain: Callable[[PlainRow, Asker, Organisation], bool]
    always: bool = False


def _by_role(_: RowFacts, __: Binds) -> ColumnElement[bool]:
    return true()


def _plain_by_role(_: PlainRow, __: Asker, ___: Organisation) -> bool:
    return True


_ROLE_ALONE = Definition(_by_role, _plain_by_role, always=True)

RELATIONS: Mapping[Relation, Definition] = {
    Relation.SELF: Definition(persons.is_self, persons.plain_self),
    Relation.OTHER: Definition(persons.is_other, persons.plain_other),
    Relation.AUTHOR: Definition(persons.is_author, persons.plain_author),
    Relation.RATER: Definition(raters.is_rater, raters.plain_rater),
    Relation.SUPERIOR: Definition(raters.is_superior, raters.plain_superior),
    Relation.ESCALATED: Definition(raters.is_escalated, raters.plain_escalated),
    Relation.UNIT_HEAD: Definition(units.is_unit_head, units.plain_unit_head),
    Relation.UNIT_MEMBER: Definition(units.is_unit_member, units.plain_unit_member),
    Relation.INVESTIGATED: Definition(persons.is_investigated, persons.plain_investigated),
    Relation.STAFF: _ROLE_ALONE,
    Relation.PROVINCE: _ROLE_ALONE,
    Relation.GRANTED: _ROLE_ALONE,
    Relation.ANYONE: _ROLE_ALONE,
}
