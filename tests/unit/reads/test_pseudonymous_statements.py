"""Only the statements of clients that may not know people permute ids; no secret is in a text."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest

from kinerja.kit.ids import AgencyId
from kinerja.reads.access import Access
from kinerja.reads.arguments import Arguments
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.finished import Finished
from kinerja.reads.model import Many
from kinerja.reads.personal import is_personal, real_key
from kinerja.reads.plan import Kind
from kinerja.reads.planning import Planner
from kinerja.reads.pseudonyms import KEY
from kinerja.reads.selection import Selection
from kinerja.reads.statement import StatementBuilder
from policies.engine import PolicyEngine
from policies.identity import Subject, SubjectKind
from policies.permissions import Role, Scope
from policies.subject import Actor

AGENCY = AgencyId(7)
SECRET = b"a key that nobody may see"
POLICIES = PolicyEngine.load()
PAGED = sorted(
    {
        (edge.target, model.type_name, name)
        for model in CATALOGUE.values()
        for name, edge in model.edges.items()
        if edge.many is Many.PAGE and CATALOGUE[edge.target].is_node
    }
)
PERSONAL = [one for one in PAGED if is_personal(one[0])]


def person() -> Actor:
    subject = Subject(UUID(int=1), SubjectKind.PERSON, AGENCY)
    roles = frozenset({Role.EMPLOYEE, Role.PERFORMANCE_OFFICER})
    return Actor(subject, AGENCY, roles, date(2026, 11, 24), UUID(int=2), POLICIES)


def client(*more: Scope) -> Actor:
    scopes = frozenset({Scope.EMPLOYEE_VIEW, Scope.APPRAISAL_VIEW, Scope.SCORE_VIEW, *more})
    subject = Subject(UUID(int=1), SubjectKind.CLIENT, None, scopes, pseudonym_key=SECRET)
    granted = subject.shared(AGENCY, scopes)
    roles = frozenset({Role.API_CLIENT})
    return Actor(granted, AGENCY, roles, date(2026, 11, 24), UUID(int=2), POLICIES)


def statement(actor: Actor, target: str, parent: str, edge: str) -> Finished:
    """Return the statement of a page of ids, cursors and instants."""
    instants = [name for name, one in CATALOGUE[target].fields.items() if one.kind is Kind.INSTANT]
    fields = tuple(Selection(name, name) for name in ("id", *instants))
    inner = (Selection("cursor", "cursor"), Selection("node", "node", on=((target, fields),)))
    page = (Selection("edges", "edges", on=((f"{target}Edge", inner),)),)
    paged = Selection(edge, edge, on=((f"{target}Connection", page),))
    access = Access(actor)
    planner = Planner(Arguments(AGENCY, access.pseudonym_key), access)
    whole = planner.object(CATALOGUE[parent], Selection("x", "x", on=((parent, (paged,)),)), ())
    return Finished.of(StatementBuilder(access).one(whole))


@pytest.mark.parametrize(("target", "parent", "edge"), PAGED)
def test_the_statements_of_people_permute_nothing(target: str, parent: str, edge: str) -> None:
    for actor in (person(), client(Scope.IDENTITY_READ)):
        made = statement(actor, target, parent, edge)
        assert "pseudonym" not in made.text
        assert "date_trunc" not in made.text
        assert "sha256" not in made.text
        assert KEY not in made.names


@pytest.mark.parametrize(("target", "parent", "edge"), PERSONAL)
def test_a_client_gets_every_id_permuted(target: str, parent: str, edge: str) -> None:
    made = statement(client(), target, parent, edge)
    # The id, and that in the cursor; and what orders the rows, which must not be the id either.
    assert made.text.count("pseudonym(") == 2
    assert "ORDER BY" in made.text
    assert "sha256(" in made.text.rpartition("ORDER BY")[2]
    assert KEY in made.names
    assert "a key" not in made.text
    assert SECRET not in made.constants.values()


@pytest.mark.parametrize("name", ["Cycle", "Framework", "OrgUnit", "Position", "Component"])
def test_what_is_about_nobody_keeps_its_ids(name: str) -> None:
    assert not is_personal(name)
    assert real_key(name, UUID(int=5), SECRET) == UUID(int=5)


def test_a_client_without_a_key_is_shown_nothing() -> None:
    subject = Subject(UUID(int=1), SubjectKind.CLIENT, None).shared(AGENCY, frozenset())
    actor = Actor(subject, AGENCY, frozenset(), date(2026, 11, 24), UUID(int=2), POLICIES)
    with pytest.raises(ValueError, match="pseudonym key"):
        Access(actor)


def test_two_kinds_of_clients_share_no_statement() -> None:
    shapes = [Access(one).shape for one in _kinds()]
    assert len(set(shapes)) == len(shapes)


def _kinds() -> Iterator[Actor]:
    yield client()
    yield client(Scope.IDENTITY_READ)
