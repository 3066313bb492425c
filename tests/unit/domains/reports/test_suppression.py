"""Small groups are hidden, and cannot be worked out from what is shown."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kinerja.domains.reports.requests import ReportRequest, ReportRow
from kinerja.domains.reports.suppression import hidden_beside, suppress
from kinerja.domains.reports.vocabulary import Dimension

AGENCY, GRADE, CATEGORY, PERIOD = (
    Dimension.AGENCY,
    Dimension.GRADE,
    Dimension.CATEGORY,
    Dimension.PERIOD,
)
GRADES = ("VERY_GOOD", "GOOD", "NEEDS_IMPROVEMENT", "POOR", "VERY_POOR")


def row(people: int, agency: str | None = None, grade: str | None = None) -> ReportRow:
    given = ((AGENCY, agency), (GRADE, grade))
    return ReportRow(
        dimensions=tuple(one for one, value in given if value),
        agency_code=agency,
        grade=grade,
        people=people,
        employees=people,
        mean=Decimal(90),
        minimum=Decimal(80),
        maximum=Decimal(100),
        is_total=agency is None or grade is None,
    )


def hidden(rows: Sequence[ReportRow]) -> list[int]:
    answer = suppress(rows, minimum=5)
    return [number for number, one in enumerate(answer) if one.suppressed]


def test_a_group_of_fewer_than_five_people_has_no_values() -> None:
    small, _, large = suppress([row(4, "A"), row(5, "B"), row(6, "C")], minimum=5)

    assert small.suppressed
    assert (small.employees, small.mean, small.minimum, small.maximum) == (None,) * 4
    assert small.agency_code == "A"
    assert not large.suppressed
    assert large.employees == 6
    assert large.mean == 90


def test_the_next_smallest_sibling_goes_too() -> None:
    rows = [row(9, "A", "GOOD"), row(3, "A", "POOR"), row(7, "A", "VERY_GOOD"), row(19, "A")]
    assert hidden(rows) == [1, 2]


def test_what_is_hidden_together_is_no_small_group_again() -> None:
    rows = [row(9, "A", "GOOD"), row(1, "A", "POOR"), row(1, "A", "VERY_POOR"), row(11, "A")]
    assert hidden(rows) == [0, 1, 2]  # Two people could be worked out from 11 and 9.


def test_two_hidden_groups_that_are_large_together_are_enough() -> None:
    rows = [row(9, "A", "GOOD"), row(3, "A", "POOR"), row(3, "A", "VERY_POOR"), row(15, "A")]
    assert hidden(rows) == [1, 2]


def test_a_table_is_protected_along_its_rows_and_its_columns() -> None:
    rows = [
        row(20, "A", "GOOD"),
        row(8, "A", "NEEDS_IMPROVEMENT"),
        row(2, "A", "POOR"),
        row(30, "B", "GOOD"),
        row(9, "B", "NEEDS_IMPROVEMENT"),
        row(6, "B", "POOR"),
    ]
    # A's POOR takes A's next with it; then both columns need another, and so does B's row.
    assert hidden(rows) == [1, 2, 4, 5]


def test_a_hidden_total_is_not_left_to_be_added_up() -> None:
    rows = [row(3, "A", "GOOD"), row(3, "A"), row(9, "B", "GOOD"), row(9, "B"), row(12)]
    answer = hidden(rows)
    assert {0, 1} <= set(answer)
    assert set(answer) >= {2, 3}  # B is the next smallest beside A.


def test_categories_do_not_add_up_and_so_betray_nothing() -> None:
    def of(category: str, people: int) -> ReportRow:
        return ReportRow(dimensions=(CATEGORY,), category=category, people=people)  # type: ignore[arg-type]  # Any word will do.

    assert hidden([of("COMPOSITE", 9), of("DISCIPLINE", 4)]) == [1]


def test_totals_drop_the_dimensions_from_the_last_one_on_and_keep_the_category() -> None:
    request = ReportRequest(group_by=[AGENCY, CATEGORY, GRADE], totals=True)
    assert request.levels == [
        (AGENCY, CATEGORY, GRADE),
        (AGENCY, CATEGORY),
        (CATEGORY,),
    ]
    assert ReportRequest(group_by=[GRADE]).levels == [(GRADE,)]
    assert ReportRequest(group_by=[PERIOD], totals=True).levels == [(PERIOD,), ()]


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("ABCD"), st.sampled_from(GRADES)),
        st.integers(1, 12),
        min_size=1,
    )
)
def test_nothing_small_can_be_worked_out_by_subtraction(table: dict[tuple[str, str], int]) -> None:
    rows = [row(people, agency, grade) for (agency, grade), people in table.items()]
    gone = set(hidden(rows))

    for position in (0, 1):
        names = list(table)
        for name in {key[position] for key in names}:
            line = [number for number, key in enumerate(names) if key[position] == name]
            lost = [rows[number].people for number in line if number in gone]
            alone = len(lost) == len(line)  # All of them: the total itself is what is known.
            assert not lost or alone or (len(lost) > 1 and sum(lost) >= 5)


def test_who_knows_one_agency_cannot_take_it_off_from_a_total() -> None:
    """Three people of B would be the eight of the total less the five of A."""
    rows = [row(5, "A", "POOR"), row(3, "B", "POOR"), row(8, grade="POOR")]
    others = [row(3, "B", "POOR"), row(3, grade="POOR")]
    assert hidden(rows) == [0, 1]

    assert hidden_beside(rows, others, minimum=5) == {1, 2}


def test_who_knows_an_agency_sees_it_whatever_its_size() -> None:
    rows = [row(1, "A"), row(6, "B"), row(9, "C"), row(16)]
    others = [row(6, "B"), row(9, "C"), row(15)]
    assert hidden(rows) == [0, 1]

    assert hidden_beside(rows, others, minimum=5) == set()


def test_a_group_of_known_people_alone_is_shown() -> None:
    rows = [row(2, "A", "POOR"), row(2, grade="POOR"), row(7, "B", "GOOD"), row(7, grade="GOOD")]
    others = [row(7, "B", "GOOD"), row(7, grade="GOOD")]

    assert hidden_beside(rows, others, minimum=5) == set()
