"""By which way somebody is the rater of a row: what a test of dated rights must have seen."""

from collections.abc import Iterator

from policies.facts import Missing, Organisation, PlainAssignment, PlainRow
from policies.identity import Asker
from policies.persons import plain_other, same
from policies.substitutes import (
    plain_acting,
    plain_delegators,
    plain_holders,
    plain_own_lines,
    plain_paths,
)
from policies.units import plain_below

#: Every way there is: pinned, or by a line; in somebody's place as delegate or acting official.
WAYS = frozenset(
    {
        "pinned",
        "own line",
        "delegated line",
        "delegate of the pinned",
        "delegate by line",
        "PLT of the pinned",
        "PLH of the pinned",
        "PLT by line",
        "PLH by line",
        "vacancy of the pinned",
        "vacancy by line",
    }
)


def only_way(row: PlainRow, asker: Asker, organisation: Organisation) -> str | None:
    """Return the way, if there is exactly one: then a mistake about it changes the answer."""
    if row.agency != asker.agency_id:
        return None
    found = {*_own(row, asker, organisation), *_for_another(row, asker, organisation)}
    return found.pop() if len(found) == 1 else None


def _own(row: PlainRow, asker: Asker, organisation: Organisation) -> Iterator[str]:
    if same(row.rater, asker.subject.id):
        yield "pinned"
    for line in organisation.lines:
        here = line.agency == asker.agency_id and line.valid.covers(asker.today)
        if not here or line.ratee != row.owner or line.rater != asker.subject.id:
            continue
        if line.kind == "DELEGATED":
            yield "delegated line"
        elif row.rater is Missing.COLUMN:
            yield "own line"


def _for_another(row: PlainRow, asker: Asker, organisation: Organisation) -> Iterator[str]:
    if not plain_other(row, asker, organisation):
        return
    raters: set[object] = {line.rater for line in plain_own_lines(row, asker, organisation)}
    how = "by line"
    if row.rater is not Missing.COLUMN:
        raters, how = {row.rater}, "of the pinned"
    if raters & plain_delegators(asker, organisation):
        yield f"delegate {how}"
    paths = plain_paths(row, asker, organisation)
    for acting in plain_acting(asker, organisation):
        here = any(plain_below(path, acting.unit_path) for path in paths)
        if here and raters & plain_holders(acting, asker, organisation):
            yield f"{_name(acting, asker, organisation)} {how}"


def _name(acting: PlainAssignment, asker: Asker, organisation: Organisation) -> str:
    is_held = any(
        one.agency == acting.agency
        and one.position == acting.position
        and one.kind == "DEFINITIF"
        and one.valid.covers(asker.today)
        for one in organisation.assignments
    )
    return acting.kind if is_held else "vacancy"
