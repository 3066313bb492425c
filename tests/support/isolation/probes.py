"""All requests by which somebody of one agency could get at another: made from the schema."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from graphql import GraphQLInputObjectType, get_named_type

from kinerja.reads.catalogue import CATALOGUE, NODE_TYPES
from tests.support.isolation.documents import (
    SCHEMA,
    chosen,
    id_filters,
    node_of,
    object_type,
    pages,
    selection,
    text_filters,
)
from tests.support.isolation.inputs import STATES, foreign_choices, made_input, put
from tests.support.isolation.targets import Targets

#: So many renamed fields fit into one request.
_ALIASES = 25


@dataclass(frozen=True)
class Probe:
    """One request."""

    name: str
    document: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    #: The same in parts, for who is refused it as a whole because of one of them.
    parts: Sequence["Probe"] = ()


def literals(codes: Targets, foreign: Targets, own: Targets) -> dict[str, str]:
    """Return the arguments that fields need: codes of one agency, ids of the other."""
    given = {
        f"Agency.{name}.code": json.dumps(codes.codes[type_name])
        for name, type_name in (
            ("orgUnit", "OrgUnit"),
            ("position", "Position"),
            ("framework", "Framework"),
            ("cycle", "Cycle"),
            ("survey", "Survey"),
        )
    }
    for type_name in ("FrameworkVersion", "PolicyVersion"):
        key = foreign.gid(type_name, foreign.key(type_name), claimed=own.agency_id)
        given[f"{type_name}.diff.against"] = json.dumps(key)
    return {**given, "number": "1"}


def reads(own: Targets, foreign: Targets) -> Iterator[Probe]:
    """Yield the requests that read: all roots, all types by id, all arguments."""
    yield from _viewer(literals(own, foreign, own))
    yield from _agency(own, literals(own, foreign, own), depth=2)
    yield from _agency(foreign, literals(foreign, foreign, own), depth=1)
    yield from _small_roots(own, foreign)
    for type_name in NODE_TYPES:
        yield from _objects(type_name, own, foreign)
        yield from _explanations(type_name, own, foreign)
    yield from _narrowed(own, foreign)


def _viewer(given: Mapping[str, str]) -> Iterator[Probe]:
    for name in object_type("Viewer").fields:
        yield Probe(f"viewer.{name}", f"{{ viewer {{ {chosen('Viewer', name, 1, given)} }} }}")


def _agency(targets: Targets, given: Mapping[str, str], *, depth: int) -> Iterator[Probe]:
    for name in object_type("Agency").fields:
        inner = chosen("Agency", name, depth, given)
        document = f"{{ agency(code: {json.dumps(targets.code)}) {{ {inner} }} }}"
        yield Probe(f"agency({targets.code}).{name}", document)


def _small_roots(own: Targets, foreign: Targets) -> Iterator[Probe]:
    for name in ("agencies", "baselinePolicies", "policyGuardrails"):
        yield Probe(name, f"{{ {chosen('Query', name, 1, {})} }}")
    rows = selection("ReportGroup", 0, {})
    for codes in ("null", f'["{own.code}"]', f'["{foreign.code}"]'):
        yield Probe(
            f"crossAgencyReport({codes})",
            f"{{ crossAgencyReport(groupBy: [AGENCY, CATEGORY, GRADE, PERIOD], agencies: {codes},"
            " categories: [COMPOSITE], kinds: [ANNUAL], periodStart: null, periodEnd: null,"
            f" withTotals: true) {{ {rows} }} }}",
        )
    simulated = selection("PolicySimulation", 1, {})
    change = {"suspensions": ["staff-see-units", "staff-see-colleagues"]}
    for one in (own, foreign):
        yield Probe(
            f"simulatePolicy({one.code})",
            "query ($change: PolicyChangeInput!) {"
            f' simulatePolicy(agencyCode: "{one.code}", change: $change) {{ {simulated} }} }}',
            {"change": change},
        )
    yield from _simulations(own, foreign)


def _simulations(own: Targets, foreign: Targets) -> Iterator[Probe]:
    """Try versions on cycles: both of the other agency, one of them, or claimed as the own's."""
    simulated = selection("FrameworkSimulation", 1, {})
    versions, cycles = (
        [own.gid(name, own.key(name)), *ids_of(name, own, foreign, count=1)]
        for name in ("FrameworkVersion", "Cycle")
    )
    for version, cycle in product(versions, cycles):
        yield Probe(
            f"simulateFramework({versions.index(version)}, {cycles.index(cycle)})",
            "query ($version: ID!, $cycle: ID!) {"
            f" simulateFramework(versionId: $version, cycleId: $cycle) {{ {simulated} }} }}",
            {"version": version, "cycle": cycle},
        )


def ids_of(type_name: str, own: Targets, foreign: Targets, *, count: int = 2) -> list[str]:
    """Return ids of another agency's rows: as they are, and as if they were the own agency's."""
    rows = foreign.some(type_name, count)
    named = [foreign.gid(type_name, key) for key in rows]
    return [*named, *(foreign.gid(type_name, key, claimed=own.agency_id) for key in rows)]


def _objects(type_name: str, own: Targets, foreign: Targets) -> Iterator[Probe]:
    given = literals(own, foreign, own)
    document = node_document(type_name, given)
    for form, key in zip(
        ("named", "claimed"), ids_of(type_name, own, foreign, count=1), strict=True
    ):
        yield Probe(f"node({form} {type_name})", document, {"id": key})
    mine = own.gid(type_name, own.key(type_name))
    yield Probe(f"node(own {type_name})", document, {"id": mine})
    keys = ids_of(type_name, own, foreign, count=20)
    many = f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_name} {{"
    many += f" {selection(type_name, 0, given)} }} }} }}"
    for form, some in (("named", keys[: len(keys) // 2]), ("claimed", keys[len(keys) // 2 :])):
        yield Probe(f"nodes({form} {type_name})", many, {"ids": some})


def node_document(type_name: str, given: Mapping[str, str]) -> str:
    """Return the query of one object with all its fields, and those of what is next to it."""
    return (
        f"query ($id: ID!) {{ node(id: $id) {{ __typename ... on {type_name}"
        f" {{ {selection(type_name, 1, given)} }} }} }}"
    )


def _explanations(type_name: str, own: Targets, foreign: Targets) -> Iterator[Probe]:
    told = selection("PolicyExplanation", 0, {})
    actions = SCHEMA.get_type("PolicyAction").values  # type: ignore[union-attr]  # An enum.
    for place, key in enumerate(ids_of(type_name, own, foreign, count=1)):
        roots = [f"{one}: whyNot(id: $id, action: {one}) {{ {told} }}" for one in actions]
        roots.append(f"whyCan(id: $id, action: VIEW) {{ {told} }}")
        form = "claimed" if place else "named"
        document = f"query ($id: ID!) {{ {' '.join(roots)} }}"
        yield Probe(f"why({form} {type_name})", document, {"id": key})


def _narrowed(own: Targets, foreign: Targets) -> Iterator[Probe]:
    """Yield every connection of the own agency with filters, orders and cursors of the other."""
    by_parent: dict[str, list[tuple[str, str]]] = {}
    for type_name, name, one in pages():
        pieces = [*_foreign_pages(name, one, own, foreign)]
        by_parent.setdefault(type_name, []).extend(pieces)
    for type_name, pieces in by_parent.items():
        claimed = [piece for form, piece in pieces if form == "claimed"]
        for start in range(0, len(claimed), _ALIASES):
            batch = claimed[start : start + _ALIASES]
            whole = _under(type_name, f"narrowed from {start}", batch, own)
            parts = [_under(type_name, f"narrowed, {one}", [one], own) for one in batch]
            yield replace(whole, parts=parts)
        if type_name == "Agency":  # Named ids are refused before rows are looked at.
            for form, piece in pieces:
                if form == "named":
                    yield _under(type_name, "narrowed by a named id", [piece], own)


def _foreign_pages(
    name: str,
    field_: Any,
    own: Targets,
    foreign: Targets,
) -> Iterator[tuple[str, str]]:
    target = node_of(field_)
    node = "id" if CATALOGUE[target].is_node else "__typename"
    shown = (
        f"{{ totalCount nodes {{ {node} }} pageInfo {{ hasNextPage hasPreviousPage endCursor }} }}"
    )
    arguments: list[tuple[str, str]] = []
    for _, literal, of in id_filters(field_):
        key = foreign.key(of)
        arguments.append(("named", f"filter: {literal % foreign.gid(of, key)}"))
        claimed = foreign.gid(of, key, claimed=own.agency_id)
        arguments.append(("claimed", f"filter: {literal % claimed}"))
        arguments.append(("claimed", f"filter: {{not: {literal % claimed}}}"))
    arguments += [("claimed", f"filter: {one % 'xkb'}") for _, one in text_filters(field_)]
    for order in _orders(field_):
        arguments.append(("claimed", f"orderBy: [{{field: {order}, direction: DESC}}]"))
    if target in foreign.cursors:
        for side in ("first: 3, after", "last: 3, before"):
            arguments.append(("named", f'{side}: "{foreign.cursor(target)}"'))
            claimed = foreign.cursor(target, claimed=own.agency_id)
            arguments.append(("claimed", f'{side}: "{claimed}"'))
    for number, (form, one) in enumerate(arguments):
        yield form, f"{name}{number}: {name}({one}) {shown}"


def _orders(field_: Any) -> Sequence[str]:
    type_ = get_named_type(field_.args["orderBy"].type)
    assert isinstance(type_, GraphQLInputObjectType)
    return list(get_named_type(type_.fields["field"].type).values)


def _under(type_name: str, what: str, pieces: Sequence[str], own: Targets) -> Probe:
    inner = " ".join(pieces)
    name = f"{type_name} {what}"
    if type_name == "Viewer":
        return Probe(name, f"{{ viewer {{ {inner} }} }}")
    if type_name == "Agency":
        return Probe(name, f'{{ agency(code: "{own.code}") {{ {inner} }} }}')
    document = f"query ($id: ID!) {{ node(id: $id) {{ ... on {type_name} {{ {inner} }} }} }}"
    return Probe(name, document, {"id": own.gid(type_name, own.key(type_name))})


def mutations(own: Targets, foreign: Targets) -> Iterator[Probe]:
    """Yield every mutation with the other agency's ids and codes in every place that takes one."""
    assert SCHEMA.mutation_type is not None
    for name, one in SCHEMA.mutation_type.fields.items():
        type_ = get_named_type(one.args["input"].type)
        assert isinstance(type_, GraphQLInputObjectType)
        _, slots = made_input(type_)
        assert slots, f"{name} names nothing of an agency: how is it to be probed?"
        for choice in foreign_choices(slots):
            # Named beside ids of one's own, another agency's are refused before anything is read.
            for claims in (False, True) if all(choice) else (True,):
                given = _given(type_, choice, own, foreign, state=STATES.get(name), claims=claims)
                if given is not None:
                    form = "claimed" if claims else "named"
                    document = mutation_document(name, literals(own, foreign, own))
                    yield Probe(f"{name} {form} {choice}", document, {"input": given})


def mutation_document(name: str, given: Mapping[str, str]) -> str:
    """Return the document of a mutation, which asks for all of its payload."""
    assert SCHEMA.mutation_type is not None
    one = SCHEMA.mutation_type.fields[name]
    payload = selection(get_named_type(one.type).name, 1, given)
    input_type = get_named_type(one.args["input"].type).name
    return f"mutation ($input: {input_type}!) {{ {name}(input: $input) {{ {payload} }} }}"


def _given(
    type_: GraphQLInputObjectType,
    choice: Sequence[bool],
    own: Targets,
    foreign: Targets,
    *,
    state: str | None,
    claims: bool,
) -> dict[str, Any] | None:
    """Return an input; None where claiming the own agency leaves nothing of the other in it."""
    value, slots = made_input(type_)
    says_foreign = False
    for slot, is_foreign in zip(slots, choice, strict=True):
        owner = foreign if is_foreign else own
        if slot.type_name == "Agency":
            owner = own if claims else owner
            put(value, slot, owner.code)
            says_foreign |= owner is foreign
        elif slot.type_name == "SurveyToken":
            owner = own if claims else owner
            put(value, slot, forged_token(owner))
            says_foreign |= owner is foreign
        else:
            key = owner.key(slot.type_name, state)
            claimed = own.agency_id if claims else None
            put(value, slot, owner.gid(slot.type_name, key, claimed=claimed))
            says_foreign |= is_foreign
    return value if says_foreign else None


def forged_token(targets: Targets) -> str:
    """Return the token of a survey's link as somebody would guess it."""
    return f"skm_{targets.agency_id}_{'x' * 32}"


def own_mutations(own: Targets) -> Iterator[Probe]:
    """Yield every mutation with ids of the own agency alone: what its people may do, they do."""
    assert SCHEMA.mutation_type is not None
    for name, one in SCHEMA.mutation_type.fields.items():
        type_ = get_named_type(one.args["input"].type)
        assert isinstance(type_, GraphQLInputObjectType)
        value, slots = made_input(type_)
        for slot in slots:
            given = own.code
            if slot.type_name == "SurveyToken":
                given = forged_token(own)
            elif slot.type_name != "Agency":
                given = own.gid(slot.type_name, own.key(slot.type_name, STATES.get(name)))
            put(value, slot, given)
        yield Probe(name, mutation_document(name, literals(own, own, own)), {"input": value})
