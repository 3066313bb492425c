"""The name of a statement's span: its verb and table, whatever stands in it."""

import pytest

from kinerja.kit.statement_spans import summarise


@pytest.mark.parametrize(
    ("statement", "summary"),
    [
        ("SELECT a.id FROM appraisals a WHERE a.nip = $1", "SELECT appraisals"),
        ("select 1", "SELECT"),
        ("INSERT INTO scores (id) VALUES ($1)", "INSERT scores"),
        ("UPDATE employees SET name = $1", "UPDATE employees"),
        ("DELETE FROM org_units WHERE id = $1", "DELETE org_units"),
        ("\n  SELECT *\n  FROM\n  cycles", "SELECT cycles"),
        ("SET LOCAL kinerja.agency_id = '7'", "SET"),
        ("BEGIN", "BEGIN"),
        ("", "EMPTY"),
        ("SELECT '198001012005011001'", "SELECT"),
    ],
)
def test_a_summary_is_a_verb_and_a_table(statement: str, summary: str) -> None:
    assert summarise(statement) == summary
