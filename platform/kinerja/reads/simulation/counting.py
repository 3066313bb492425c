"""The statement that counts, person by person, which records two grants let through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    Select,
    Uuid,
    and_,
    bindparam,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.sql.selectable import LateralFromClause

from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.finished import Finished
from kinerja.reads.levels import ME
from kinerja.reads.model import Model, Row
from kinerja.reads.simulation.matters import Comparison
from policies.asking import Binds
from policies.facts import RowFacts
from policies.grants import Grant
from policies.permissions import Action, Effect, FieldClass, Relation, Resource

#: The parameter that holds whom to count for.
PEOPLE = "people"
#: What is counted as the records of a resource.
RECORDS = {
    Resource.AGENCY: "Agency",
    Resource.ORG_UNIT: "OrgUnit",
    Resource.EMPLOYEE: "Employee",
    Resource.FRAMEWORK: "FrameworkVersion",
    Resource.CYCLE: "Cycle",
    Resource.APPRAISAL: "Appraisal",
    Resource.SCORE: "Score",
    Resource.POLICY: "PolicyVersion",
}


@dataclass(frozen=True)
class Aspect:
    """What somebody has of a record: the record itself (None), or its fields of one class."""

    field_class: FieldClass | None
    before: Grant
    after: Grant


@dataclass(frozen=True)
class Counting:
    """A statement with one row for each person who gains or loses anything.

    Its columns are the person's id and, for each of `classes`, the numbers of records before and
    after, and of those gained and lost.
    """

    statement: Finished
    classes: tuple[FieldClass | None, ...]


def counting(comparison: Comparison) -> Counting | None:
    """Return the statement for one comparison; None: there are no records that it is about.

    Its parameters are the agency, the day and `PEOPLE`.
    """
    type_name = RECORDS.get(comparison.resource)
    if type_name is None:
        return None
    model = CATALOGUE[type_name]
    me = replace(ME, subject=literal_column("people.id", Uuid()))
    aspects = tuple(_aspects(model, comparison))
    counted = _counted(model, aspects, me)
    people = (
        func.unnest(bindparam(PEOPLE, None, ARRAY(Uuid())))
        .table_valued("id")
        .render_derived(name="people")
    )
    statement = select(people.c.id, *counted.c).select_from(people.join(counted, true()))
    changed = or_(*(column > 0 for column in counted.c if column.name[0] in "gl"))
    # Finished, it is sent as text: so are all reads, and SQLAlchemy looks no closer at either.
    finished = Finished.of(statement.where(changed))
    return Counting(finished, tuple(one.field_class for one in aspects))


def _rows(model: Model, me: Binds) -> tuple[Select[*tuple[Any, ...]], RowFacts]:
    """Return all rows of a model in the agency, without columns, and what they tell policy."""
    row = Row("record", model.table)
    source: Any = model.table.alias(row.alias)
    conditions = [row[str(model.agency)] == me.agency]
    holder = row
    if model.holder is not None:
        holder = Row("holder", model.holder.table)
        joined = model.holder.table.alias(holder.alias)
        source = source.join(joined, model.holder.on(row, holder))
        conditions.append(holder["agency_id"] == me.agency)
    rows = select().select_from(source).where(*conditions)
    return rows, model.facts(row, holder, me)


def _aspects(model: Model, comparison: Comparison) -> Iterator[Aspect]:
    """Yield the aspects that the change can touch."""
    shown = {field.field_class for field in model.fields.values()} - {FieldClass.PUBLIC}
    viewed = shown if comparison.action is Action.VIEW else frozenset[FieldClass]()
    for field_class in (None, *(one for one in FieldClass if one in viewed)):
        before, after = (
            _showing(grant, field_class) for grant in (comparison.before, comparison.after)
        )
        if before != after:
            yield Aspect(field_class, before, after)


def _showing(grant: Grant, field_class: FieldClass | None) -> Grant:
    """Leave only the rules that show fields of the class, and those that take away.

    What such a grant lets through is what shows the fields: each of its rules lets the row through.
    No agency has a say in what is seen under an inspection case, and its numbers would tell whoever
    tries a rule out that there is one.
    """
    kept = (
        rule
        for rule in grant.rules
        if rule.relation is not Relation.INVESTIGATED
        and (field_class is None or rule.effect is Effect.DENY or field_class in rule.field_classes)
    )
    return Grant(tuple(kept))


def _counted(model: Model, aspects: Sequence[Aspect], me: Binds) -> LateralFromClause:
    """Return, for the person of the level above, how many rows have each aspect."""
    rows, facts = _rows(model, me)
    answers = [
        func.coalesce(grant.rows_of(facts, me), false()).label(f"{when}{place}")
        for place, aspect in enumerate(aspects)
        for when, grant in (("b", aspect.before), ("a", aspect.after))
    ]
    # The OFFSET keeps the planner from writing each answer into all the counts that use it.
    answered = rows.add_columns(*answers).offset(literal_column("0")).subquery("answered")
    counts = []
    for place in range(len(aspects)):
        before, after = answered.c[f"b{place}"], answered.c[f"a{place}"]
        for name, condition in (
            ("before", before),
            ("after", after),
            ("gained", and_(after, not_(before))),
            ("lost", and_(before, not_(after))),
        ):
            counts.append(func.count().filter(condition).label(f"{name}{place}"))
    return select(*counts).select_from(answered).lateral("counted")
