"""No column about a person is forgotten: neither by the copy of one's data nor by its erasure."""

from collections.abc import Iterator

import pytest
from sqlalchemy import ARRAY, Column, ForeignKeyConstraint, LargeBinary, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from kinerja.domains.registry import metadata
from kinerja.kit.database import Ltree
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.own_data.parts import (
    APPRAISALS,
    EMPLOYEE_COLUMN,
    EMPLOYEE_EDGES,
    LEFT_OUT,
    PARTS,
    RESULT_EDGES,
    SCORES,
    Edges,
    Part,
)
from kinerja.workflows.personal_texts import (
    EMPLOYEE_TEXTS,
    ERASED_ROWS,
    ERASED_TEXTS,
    KEPT_TEXTS,
)
from policies.permissions import FieldClass
from tenants.row_security import TABLES

EXPORTED = {
    EMPLOYEE_COLUMN,
    *(column for part in (*PARTS, APPRAISALS, SCORES) for column in part.covers),
}
#: Ids without a foreign key that are no person's; all others are taken for one.
NOBODY = {
    "audit_chain.event_id": "an event",
    "audit_events.id": "an event",
    "audit_events.request_id": "a request to the service",
    "audit_reasons.event_id": "an event",
    "access_events.request_id": "a request to the service",
    "data_requests.change_event_id": "an event",
    "data_sharing_grants.client_id": "a program",
    "objections.revision_id": "an appraisal",
    "node_results.node_id": "a component or an indicator",
}
ERASED = {
    *(f"employees.{name}" for name in EMPLOYEE_TEXTS),
    *(f"{texts.table}.{name}" for texts in ERASED_TEXTS for name in texts.columns),
}


def _tables() -> Iterator[Table]:
    for name in sorted(TABLES):
        yield metadata.tables[name]


def _leads_elsewhere(table: Table, column: Column[object]) -> bool:
    """Tell whether a column refers to a row that is no employee."""
    return any(
        isinstance(key, ForeignKeyConstraint)
        and column.name in key.column_keys
        and key.elements[0].target_fullname.split(".")[0] not in {"employees", "agencies"}
        for key in table.foreign_key_constraints
    )


def _people(table: Table) -> set[str]:
    """Return the columns of a table that may say who somebody is."""
    return {
        f"{table.name}.{column.name}"
        for column in table.columns
        if isinstance(column.type, Uuid)
        and (column.name != "id" or table.name == "employees")
        and f"{table.name}.{column.name}" not in NOBODY
        and not (_leads_elsewhere(table, column) and not _is_employee(table, column))
    }


def _is_employee(table: Table, column: Column[object]) -> bool:
    """Tell whether a column refers to an employee: alone, besides the agency."""
    return (
        any(
            set(key.column_keys) == {"agency_id", column.name}
            and key.elements[0].target_fullname == "employees.agency_id"
            for key in table.foreign_key_constraints
        )
        or column.name == "ratee_id"
    )


def test_every_column_about_a_person_is_in_the_copy_or_left_out_with_a_reason() -> None:
    found = {name for table in _tables() for name in _people(table)}

    assert found == EXPORTED | set(LEFT_OUT)
    assert not EXPORTED & set(LEFT_OUT)
    assert all(len(reason.split()) >= 3 for reason in LEFT_OUT.values())


def test_a_new_column_about_a_person_would_be_noticed() -> None:
    table = Table(
        "notes",
        type(metadata)(),
        Column("agency_id", Text()),
        Column("id", Uuid()),
        Column("written_about", Uuid()),
    )

    assert _people(table) == {"notes.written_about"}


def _texts(table: Table) -> set[str]:
    texts = (Text, ARRAY, JSONB, Ltree)
    return {
        f"{table.name}.{column.name}" for column in table.columns if isinstance(column.type, texts)
    }


def test_every_text_is_erased_with_the_person_or_kept_for_a_reason() -> None:
    found = {name for table in _tables() if table.name not in ERASED_ROWS for name in _texts(table)}

    assert found == ERASED | set(KEPT_TEXTS)
    assert not ERASED & set(KEPT_TEXTS)


def test_what_is_erased_is_there_to_be_erased() -> None:
    for texts in ERASED_TEXTS:
        assert {texts.person, *texts.columns} <= set(metadata.tables[texts.table].columns.keys())
    for name, person in ERASED_ROWS.items():
        assert person in metadata.tables[name].columns


def test_every_personal_field_of_the_schema_is_erased() -> None:
    """What policy calls personal is exactly what goes; a trail's `before` and `after` hold none."""
    personal = {
        f"{model.table.name}.{_column(name)}"
        for model in CATALOGUE.values()
        if isinstance(model.table, Table)
        for name, field in model.fields.items()
        if field.field_class is FieldClass.PERSONAL
    }

    assert personal <= ERASED | {"audit_events.before", "audit_events.after", "audit_events.reason"}
    assert len(personal) >= 10


def _column(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


@pytest.mark.parametrize("part", [*PARTS, APPRAISALS, SCORES], ids=lambda part: part.name)
def test_a_part_tells_no_more_of_others_than_names(part: Part) -> None:
    _check_edges(part.type_name, part.edges)


def test_the_other_edges_tell_no_more_of_others_than_names() -> None:
    _check_edges("Employee", EMPLOYEE_EDGES)
    _check_edges("NodeResult", RESULT_EDGES)


def _check_edges(type_name: str, edges: Edges) -> None:
    for edge, fields in edges.items():
        if CATALOGUE[type_name].edges[edge].target == "Employee":
            assert fields == ("name",), edge


def test_no_binary_column_of_a_tenant_holds_a_text() -> None:
    """Bytes are hashes and salts; a new column of bytes must say what it holds."""
    binary = {
        f"{table.name}.{column.name}"
        for table in _tables()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }

    assert binary == {
        "access_events.operation_hash",
        "audit_chain.hash",
        "audit_reasons.salt",
        "audit_seals.head_hash",
        "survey_links.token_hash",
        "survey_marks.mark",
    }
