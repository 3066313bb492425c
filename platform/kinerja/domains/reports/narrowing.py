"""From the groups of all agencies to those of the agencies that were asked for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from kinerja.domains.reports.requests import ReportRequest, ReportRow, with_agency
from kinerja.domains.reports.suppression import hide
from kinerja.domains.reports.vocabulary import Dimension

#: Means have as many decimals as the results that they are made of.
_QUANTUM = Decimal(1).scaleb(-10)


def narrow(
    rows: Sequence[ReportRow], hidden: set[int], request: ReportRequest
) -> Iterator[ReportRow]:
    """Yield the groups of a report on some agencies; `hidden` numbers the rows not to be shown.

    A group over several agencies is hidden as soon as the part of one of them is: whatever is
    shown, is the sum of groups that may be shown themselves.
    """
    asked = set(request.agencies or ())
    for number, level in enumerate(request.levels):
        found: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for position, row in enumerate(rows):
            if row.agency_code in asked and row.dimensions == with_agency(level):
                found[tuple(row.value(one) for one in level)].append(position)
        for positions in found.values():
            group = _merged([rows[one] for one in positions], level, is_total=number > 0)
            yield hide(group) if hidden.intersection(positions) else group


def _merged(
    parts: Sequence[ReportRow], level: tuple[Dimension, ...], *, is_total: bool
) -> ReportRow:
    first, by_agency = parts[0], Dimension.AGENCY in level
    employees = sum(part.employees or 0 for part in parts)
    score_sum = sum((part.score_sum for part in parts), Decimal(0))
    return ReportRow(
        dimensions=level,
        agency_code=first.agency_code if by_agency else None,
        agency_name=first.agency_name if by_agency else None,
        category=first.category,
        grade=first.grade,
        cycle_kind=first.cycle_kind,
        period_start=first.period_start,
        period_end=first.period_end,
        people=sum(part.people for part in parts),
        score_sum=score_sum,
        employees=employees,
        mean=(score_sum / employees).quantize(_QUANTUM, ROUND_HALF_UP),
        minimum=min(part.minimum for part in parts if part.minimum is not None),
        maximum=max(part.maximum for part in parts if part.maximum is not None),
        is_total=is_total,
    )
