"""Without a token one thing can be done: answer a survey. All else is as closed as ever."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull, get_named_type, is_leaf_type

from tests.support.isolation.documents import SCHEMA
from tests.support.isolation.inputs import made_input, put
from tests.support.survey_desk import SUBMIT, Desk, form

_ID = "QWdlbmN5OjI6MDE5YWE1YzItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAw"
_VALUES = {"String": '"DISHUB"', "ID": f'"{_ID}"', "Int": "1", "Boolean": "true"}


def _literal(type_: Any) -> str:
    named = get_named_type(type_)
    if isinstance(named, GraphQLInputObjectType):
        value = "{}"
    else:
        values = getattr(named, "values", None)
        value = next(iter(values)) if values else _VALUES.get(named.name, '"2026-01-01"')
    return f"[{value}]" if "[" in str(type_) else value


def every_operation() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield an operation for every field of both roots, as the schema has them now."""
    assert SCHEMA.query_type
    assert SCHEMA.mutation_type
    for name, field in SCHEMA.query_type.fields.items():
        given = [
            f"{one}: {_literal(argument.type)}"
            for one, argument in field.args.items()
            if isinstance(argument.type, GraphQLNonNull)
        ]
        call = f"{name}({', '.join(given)})" if given else name
        leaf = is_leaf_type(get_named_type(field.type))
        yield name, f"{{ {call}{'' if leaf else ' { __typename }'} }}", {}
    for name, field in SCHEMA.mutation_type.fields.items():
        type_ = get_named_type(field.args["input"].type)
        assert isinstance(type_, GraphQLInputObjectType)
        value, slots = made_input(type_)
        for slot in slots:
            put(value, slot, "DISHUB" if slot.type_name == "Agency" else _ID)
        document = f"mutation ($input: {type_.name}!) {{ {name}(input: $input) {{ __typename }} }}"
        yield name, document, {"input": value}


async def test_of_all_fields_of_the_schema_one_answers_without_a_token(desk: Desk) -> None:
    asked, answered = set(), set()
    for name, document, variables in every_operation():
        answer = await desk.nobody.query(document, variables)
        asked.add(name)
        if (answer.status, answer.codes) != (401, ["UNAUTHENTICATED"]):
            answered.add(name)

    assert answered == {"submitSurveyResponse"}
    assert len(asked) > 60
    assert {"viewer", "agency", "node", "nodes", "createSurvey"} < asked


def _tricks() -> Iterator[tuple[str, dict[str, Any]]]:
    field = "submitSurveyResponse(input: $input) { accepted }"
    head = "mutation ($input: SubmitSurveyResponseInput!)"
    other = "mutation Other { createCycle(input: {}) { __typename } }"
    named = head.replace("mutation", "mutation Answer")
    yield "a query beside it", {"query": f"{named} {{ {field} }} query Q {{ viewer {{ kind }} }}"}
    yield (
        "another mutation beside it",
        {"query": f"{head} {{ {field} b: openCycle {{ __typename }} }}"},
    )
    yield "introspection beside it", {"query": f"{head} {{ {field} __typename }}"}
    yield "the schema beside it", {"query": f"{head} {{ {field} __schema {{ types {{ name }} }} }}"}
    yield (
        "another operation chosen by name",
        {
            "query": f"{named} {{ {field} }} {other}",
            "operationName": "Other",
        },
    )
    yield (
        "this operation chosen by name",
        {
            "query": f"{named} {{ {field} }} {other}",
            "operationName": "Answer",
        },
    )
    yield "a name that is not there", {"query": f"{named} {{ {field} }}", "operationName": "X"}
    yield "a fragment", {"query": f"{head} {{ ...F }} fragment F on Mutation {{ {field} }}"}
    yield "an inline fragment", {"query": f"{head} {{ ... on Mutation {{ {field} }} }}"}
    yield (
        "an alias of another field",
        {"query": "mutation { submitSurveyResponse: openCycle { __typename } }"},
    )
    yield "a query of that name", {"query": "{ submitSurveyResponse { accepted } }"}
    yield "a subscription", {"query": "subscription { submitSurveyResponse { accepted } }"}
    yield "introspection", {"query": "{ __schema { queryType { name } } }"}
    yield "no document", {"query": ""}
    yield "no GraphQL", {"query": "mutation {"}
    yield "a deep document", {"query": "mutation {" + " submitSurveyResponse {" * 900}
    yield "a long document", {"query": f"{head} {{ {field} }} #" + "x" * 9000}
    yield "a large body", {"query": f"{head} {{ {field} }}", "pad": "x" * 20_000}


TRICKS = dict(_tricks())


@pytest.mark.parametrize("trick", TRICKS)
async def test_no_trick_opens_anything_else(desk: Desk, trick: str) -> None:
    survey, token = await desk.opened()
    body = {"variables": {"input": form(token, 4)}, **TRICKS[trick]}

    answer = await desk.nobody.send("POST", json=body)

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
    assert "www-authenticate" in answer.headers
    assert survey


@pytest.mark.parametrize(
    "options",
    [
        {"method": "GET", "params": {"query": SUBMIT}},
        {"method": "POST", "content": b"{}", "headers": {"content-type": "application/json"}},
        {"method": "POST", "content": b"[]", "headers": {"content-type": "application/json"}},
        {"method": "POST", "data": {"query": SUBMIT}},
        {"method": "POST", "content": b"\xff", "headers": {"content-type": "application/json"}},
    ],
    ids=["GET", "empty", "batch", "form", "no text"],
)
async def test_no_other_request_is_read_without_a_token(
    desk: Desk, options: dict[str, Any]
) -> None:
    answer = await desk.nobody.send(options.pop("method"), **options)

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


async def test_a_body_without_a_length_is_not_read(desk: Desk) -> None:
    _, token = await desk.opened()
    body = json.dumps({"query": SUBMIT, "variables": {"input": form(token, 4)}}).encode()

    async def chunks() -> Any:
        yield body

    answer = await desk.nobody.send(
        "POST", content=chunks(), headers={"content-type": "application/json"}
    )

    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])


async def test_a_bad_token_is_refused_even_for_what_needs_none(desk: Desk) -> None:
    _, token = await desk.opened()

    answer = await desk.nobody.with_token("knj_live_wrong").query(SUBMIT, {"input": form(token, 4)})

    assert (answer.status, answer.codes) == (401, ["INVALID_TOKEN"])


async def test_several_forms_may_be_sent_at_once(desk: Desk) -> None:
    """A device that was offline: each form is kept or refused by itself."""
    _, token = await desk.opened()
    document = (
        "mutation ($a: SubmitSurveyResponseInput!, $b: SubmitSurveyResponseInput!) {"
        " a: submitSurveyResponse(input: $a) { accepted errors { code } }"
        " b: submitSurveyResponse(input: $b) { accepted errors { code } } }"
    )

    answer = await desk.nobody.query(document, {"a": form(token, 4), "b": form(token, 9)})

    assert answer.data == {
        "a": {"accepted": True, "errors": []},
        "b": {"accepted": False, "errors": [{"code": "OUT_OF_SCALE"}]},
    }
