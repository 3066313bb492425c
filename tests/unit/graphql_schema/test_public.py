"""Which documents are for everybody: the public mutation alone, and as itself."""

import pytest

from graphql_schema.public import MAX_CHARACTERS, PUBLIC_FIELDS, is_public
from tests.support.reading import full_schema

FIELD = "submitSurveyResponse(input: {}) { accepted }"
ALSO = "b: submitSurveyResponse(input: {}) @include(if: $also) { accepted }"


def test_the_public_fields_are_mutations_of_the_schema() -> None:
    mutations = full_schema()._schema.mutation_type  # noqa: SLF001 - graphql-core's own schema.

    assert mutations is not None
    assert PUBLIC_FIELDS == {"submitSurveyResponse"} <= set(mutations.fields)


@pytest.mark.parametrize(
    ("document", "name"),
    [
        (f"mutation {{ {FIELD} }}", None),
        (f"mutation Answer {{ {FIELD} }}", "Answer"),
        (f"mutation {{ a: {FIELD} b: {FIELD} }}", None),
        (f"mutation ($also: Boolean!) {{ a: {FIELD} {ALSO} }}", None),
    ],
)
def test_documents_for_everybody(document: str, name: str | None) -> None:
    assert is_public(document, name)


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("", None),
        ("{", None),
        (f"query {{ {FIELD} }}", None),
        (f"{{ {FIELD} }}", None),
        (f"subscription {{ {FIELD} }}", None),
        (f"mutation {{ {FIELD} __typename }}", None),
        (f"mutation {{ {FIELD} createCycle }}", None),
        ("mutation { submitSurveyResponse: createCycle }", None),
        (f"mutation {{ ... {{ {FIELD} }} }}", None),
        (f"mutation {{ ...F }} fragment F on Mutation {{ {FIELD} }}", None),
        (f"mutation A {{ {FIELD} }} mutation B {{ {FIELD} }}", "A"),
        (f"mutation A {{ {FIELD} }} query B {{ viewer }}", "A"),
        (f"mutation A {{ {FIELD} }}", "B"),
        (f"mutation {{ {FIELD} }} #" + "x" * MAX_CHARACTERS, None),
        ("mutation { " + f"{FIELD} " * 200 + "}", None),
        ("mutation " + "{ submitSurveyResponse " * 300 + "}" * 300, None),
    ],
)
def test_all_others_need_a_token(document: str, name: str | None) -> None:
    assert not is_public(document, name)
