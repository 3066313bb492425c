"""The functions that Casbin's matcher calls, and the questions and answers around them.

They compare closed vocabulary words for equality; none evaluates text or matches a pattern.
"""

from dataclasses import dataclass, field

from policies.facts import Organisation, PlainRow
from policies.grants import Refusal, Rule
from policies.identity import Asker, SubjectKind, effective_roles
from policies.permissions import FieldClass, Relation
from policies.relations import RELATIONS
from policies.snapshot import PolicyRow

#: How Casbin's text columns say "any", how they join several words, and "the row as a whole".
ALL, JOIN, WHOLE_ROW = "*", "|", "row"


@dataclass(frozen=True)
class Question:
    """All that the choice of policies depends on: equal questions share one grant."""

    kind: SubjectKind
    roles: frozenset[str]
    scopes: frozenset[str]
    domain: str

    @property
    def holder(self) -> str:
        """The subject's name in Casbin; its prefix keeps it apart from every role."""
        return "c:holder" if self.kind is SubjectKind.CLIENT else "u:holder"


@dataclass(frozen=True)
class RowRequest:
    """A row and its asker as the matcher sees them: frozen, so that nothing can be changed."""

    row: PlainRow
    asker: Asker
    organisation: Organisation


@dataclass(frozen=True)
class Decision:
    """The answer about one row: allowed or not, by which policy, or why not."""

    allowed: bool
    rule: str | None = None
    refusal: Refusal | None = None

    def __bool__(self) -> bool:
        return self.allowed


def question(
    asker: Asker, *, own_roles: frozenset[str], agencies_with_policies: frozenset[int]
) -> Question:
    """Reduce an asker to what decides, so that thousands of askers share few grants.

    `own_roles` are those that the agency in which somebody asks has made for itself.
    """
    kind = asker.subject.kind
    scopes = asker.subject.scopes if kind is SubjectKind.CLIENT else frozenset()
    apart = asker.agency_id in agencies_with_policies
    domain = f"a:{asker.agency_id}" if apart else ALL
    return Question(kind, effective_roles(asker, own_roles), scopes, domain)


def casbin_line(row: PolicyRow) -> list[str]:
    """Return a policy as Casbin's columns, in the order of `policy_definition`."""
    return [
        role_name(row.role),
        ALL if row.agency is None else f"a:{row.agency}",
        row.resource,
        row.action,
        row.relation,
        _joined(row.states),
        _joined(row.field_classes),
        row.scope or ALL,
        row.effect,
        row.name,
    ]


def role_name(role: str) -> str:
    """Return a role's name in Casbin; its prefix keeps it apart from every subject."""
    return f"r:{role}"


def rule(row: PolicyRow) -> Rule:
    """Return the part of a policy that decides about rows and fields."""
    classes = frozenset(FieldClass) if row.field_classes is None else row.field_classes
    return Rule(row.relation, row.states, classes, row.effect, row.name, row.role)


def of_agency(policy: str, domain: str) -> bool:
    """Tell whether a policy is in force in the asker's agency."""
    return policy in (ALL, domain)


def in_scope(policy: str, scopes: frozenset[str]) -> bool:
    """Tell whether a client's token was granted what the policy needs."""
    return policy == ALL or policy in scopes


def shows(policy: str, field: str) -> bool:
    """Tell whether a policy covers a field class, or the row as a whole."""
    return policy == ALL or field == WHOLE_ROW or field in policy.split(JOIN)


def in_state(policy: str, request: RowRequest) -> bool:
    """Tell whether the row is in one of the policy's states; without a state it is in none."""
    return policy == ALL or request.row.state in policy.split(JOIN)


def related(policy: str, request: RowRequest) -> bool:
    """Tell whether the asker stands in the policy's relation to a row of the own agency."""
    if request.row.agency != request.asker.agency_id:
        return False
    plain = RELATIONS[Relation(policy)].plain
    return plain(request.row, request.asker, request.organisation)


@dataclass
class Found:
    """The names of policies that could apply.

    No bare list: into one Casbin's evaluator would look anew, item by item, for every policy.
    """

    names: list[str] = field(default_factory=list)


def collect(name: str, found: Found) -> bool:
    """Note a policy that could apply, and say no so that Casbin goes on to the next one."""
    found.names.append(name)
    return False


#: The only functions a matcher may call, besides the role check `g`.
FUNCTIONS = {
    "of_agency": of_agency,
    "in_scope": in_scope,
    "shows": shows,
    "in_state": in_state,
    "related": related,
    "collect": collect,
}


def _joined(words: frozenset[str] | None) -> str:
    return ALL if words is None else JOIN.join(sorted(words))
