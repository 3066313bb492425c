"""Casbin: which policies match an asker, and the decision about one row of plain values.

Casbin is never asked row by row. It is asked once per (roles, scopes, resource, action) of the
policies in force; the policies that it names become a `Grant`, which is kept. `enforce` decides
about one row of plain values: the oracle of the tests and the source of explanations.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from importlib import metadata, resources
from typing import Any, Self

import casbin
from casbin.core_enforcer import EnforceContext
from casbin.model import FunctionMap, Model

from kinerja.kit.ids import AgencyId
from policies import matching
from policies.agency import AgencyPolicies, EffectiveRule, RuleSource
from policies.compiled import Compiled, Matter
from policies.errors import PolicyLoadError
from policies.facts import NOWHERE, Organisation, PlainRow
from policies.grants import Grant
from policies.identity import Asker, is_employee
from policies.matching import Decision, RowRequest
from policies.permissions import Action, Effect, FieldClass, Resource
from policies.snapshot import PolicyRow, PolicySnapshot
from policies.words import Requirement

#: `m2` collects the policies that could apply; it shares policies and effect with `m`.
_COLLECT = EnforceContext("r2", "p", "e", "m2")
_CALL = re.compile(r"([A-Za-z_]\w*)\s*\(")
_LEAST_SIMPLEEVAL = (1, 0, 5)  # Earlier ones evaluate what they should not (CVE-2026-32640).


class PolicyEngine:
    """Answers from the baseline, and in an agency from what it made of it.

    What is in force is exchanged by assignment, never changed: `swap` the baseline, `put` and
    `drop` an agency's own policies. Agencies without any share what the baseline was compiled to.
    """

    def __init__(self, snapshot: PolicySnapshot, model: str) -> None:
        _check_model(model)
        self._model = model
        self._snapshot = snapshot
        self._baseline = self._compile(snapshot.rows)
        self._own: dict[AgencyId, AgencyPolicies] = {}
        self._compiled: dict[AgencyId, Compiled] = {}

    @classmethod
    def load(cls) -> Self:
        """Load model and baseline from the package.

        Raises:
            PolicyLoadError: they, or the installed Casbin, are not fit to decide.
        """
        _check_installation()
        model = resources.files("policies").joinpath("model.conf").read_text(encoding="utf-8")
        return cls(PolicySnapshot.load(), model)

    @property
    def snapshot(self) -> PolicySnapshot:
        """The baseline that decides at present."""
        return self._snapshot

    def swap(self, snapshot: PolicySnapshot) -> None:
        """Take `snapshot` as the baseline from now on; agencies keep their own policies."""
        self._snapshot = snapshot
        self._baseline = self._compile(snapshot.rows)
        self._compiled = {agency_id: self._compile_own(own) for agency_id, own in self._own.items()}

    def put(self, policies: AgencyPolicies) -> None:
        """Let an agency's own policies decide there from now on.

        The same revision again changes nothing: what was compiled is kept. The guardrails are not
        looked at: check them before.

        Raises:
            PolicyLoadError: a rule has a word that is in no vocabulary; nothing was changed.
        """
        present = self._own.get(policies.agency_id)
        if present is None or present.revision != policies.revision:
            self._compiled[policies.agency_id] = self._compile_own(policies)
            self._own[policies.agency_id] = policies

    def drop(self, agency_id: AgencyId) -> None:
        """Let the baseline alone decide in an agency. Safe to repeat."""
        self._own.pop(agency_id, None)
        self._compiled.pop(agency_id, None)

    def trial(self, policies: AgencyPolicies) -> "PolicyEngine":
        """Return an engine that decides like this one, but by `policies` in their agency.

        Raises:
            PolicyLoadError: a rule has a word that is in no vocabulary.
        """
        engine = PolicyEngine.__new__(PolicyEngine)
        vars(engine).update(vars(self), _own=self._own.copy(), _compiled=self._compiled.copy())
        engine.put(policies)
        return engine

    def own_policies(self, agency_id: AgencyId) -> AgencyPolicies | None:
        """Return what the agency decides for itself, if anything."""
        return self._own.get(agency_id)

    def rules(self, agency_id: AgencyId) -> tuple[EffectiveRule, ...]:
        """Return every rule of an agency with its source; SUSPENDED ones decide nothing there."""
        own = self._own.get(agency_id) or AgencyPolicies(agency_id)
        suspended = frozenset(own.suspended)
        of_baseline = (
            EffectiveRule(
                row, RuleSource.SUSPENDED if row.name in suspended else RuleSource.BASELINE
            )
            for row in self._snapshot.rows
            if row.agency in {None, agency_id}
        )
        of_agency = (EffectiveRule(rule.row(agency_id), RuleSource.AGENCY) for rule in own.rows)
        return (*of_baseline, *of_agency)

    def grant(self, asker: Asker, resource: Resource, action: Action) -> Grant:
        """Return the rules that match the asker; without an allow nothing can be permitted."""
        return self.grants_of(asker)(resource, action)

    def grants_of(self, asker: Asker) -> Callable[[Resource, Action], Grant]:
        """Return the same for all that one asker may ask; it keeps to the policies of now."""
        compiled = self._compiled.get(asker.agency_id, self._baseline)
        return partial(compiled.grant, compiled.question(asker))

    def enforce(
        self,
        asker: Asker,
        resource: Resource,
        action: Action,
        row: PlainRow,
        *,
        organisation: Organisation = NOWHERE,
        field_class: FieldClass | None = None,
    ) -> Decision:
        """Let Casbin decide about one row and, if given, its fields of one class.

        Relations that are looked up are evaluated over `organisation`. Slow: for tests and
        explanations; lists and writes use `Grant.row_filter`.
        """
        request = RowRequest(row, asker, organisation)
        compiled = self._compiled.get(asker.agency_id, self._baseline)
        return compiled.decide(resource, action, request, field_class)

    def requirements(
        self, resource: Resource, action: Action, asker: Asker | None = None
    ) -> tuple[Requirement, ...]:
        """Return in which roles and relations the policies would allow `action`.

        An employee of the agency is told of its own rules; to others, and when nobody is given, the
        baseline is told: what an agency decided for itself is its own affair.
        """
        own = (
            self._compiled.get(asker.agency_id)
            if asker is not None and is_employee(asker)
            else None
        )
        rows = (own or self._baseline).about(resource, action)
        found = (Requirement(row.role, row.relation) for row in rows if row.effect is Effect.ALLOW)
        return tuple(dict.fromkeys(found))

    def _compile(self, rows: Sequence[PolicyRow]) -> Compiled:
        return Compiled(rows, {}, self._enforcer)

    def _compile_own(self, own: AgencyPolicies) -> Compiled:
        suspended = frozenset(own.suspended)
        kept = [
            row
            for row in self._snapshot.rows
            if row.agency in {None, own.agency_id}
            and (row.name not in suspended or row.effect is Effect.DENY)
        ]
        rows = (*kept, *(rule.row(own.agency_id) for rule in own.rows))
        return Compiled(rows, own.inherits, self._enforcer)

    def _enforcer(self, matter: Matter) -> "_CasbinEnforcer":
        return _CasbinEnforcer(self._model, matter)


class _CasbinEnforcer:
    """One nameless holder who has exactly the roles of the question."""

    def __init__(self, model: str, matter: Matter) -> None:
        question = matter.question
        self._asked = (question.holder, question.domain, question.scopes, matter.resource)
        self._action = matter.action
        self._enforcer = _enforcer(model, matter)

    def collect(self) -> list[str]:
        found = matching.Found()
        self._enforcer.enforce(_COLLECT, *self._asked, self._action, found)
        return found.names

    def decide(self, request: RowRequest, *, field: str) -> tuple[bool, str | None]:
        allowed, line = self._enforcer.enforce_ex(*self._asked, self._action, field, request)
        return allowed, line[-1] if line else None


def _enforcer(model: str, matter: Matter) -> Any:  # noqa: ANN401 - casbin publishes no types.
    question = matter.question
    compiled = Model()
    compiled.load_model_from_text(model)
    # Names differ, so no two lines are the same; `add_policy` would compare each with all others.
    compiled["p"]["p"].policy.extend(matching.casbin_line(row) for row in matter.rows)
    for role in sorted(question.roles):
        link = [question.holder, matching.role_name(role), question.domain]
        compiled.add_policy("g", "g", link)
    for role, inherited in matter.links:
        link = [matching.role_name(role), matching.role_name(inherited), question.domain]
        compiled.add_policy("g", "g", link)
    enforcer = casbin.Enforcer(compiled)
    # Only our functions: none of the built-in ones that match patterns.
    enforcer.fm = FunctionMap()
    for name, function in matching.FUNCTIONS.items():
        enforcer.add_function(name, function)
    enforcer.get_role_manager().add_matching_func(None)  # Else the role graph is quadratic.
    enforcer.build_role_links()
    return enforcer


def _check_model(model: str) -> None:
    """Refuse a model whose matchers call anything but our own functions.

    Raises:
        PolicyLoadError: a matcher calls `eval`, a pattern function or an unknown one.
    """
    matchers = model.partition("[matchers]")[2]
    foreign = set(_CALL.findall(matchers)) - set(matching.FUNCTIONS) - {"g"}
    if not matchers or foreign:
        message = f"The policy model's matchers call what they may not: {sorted(foreign)}."
        raise PolicyLoadError(message)


def _check_installation() -> None:
    """Refuse two distributions that overwrite each other's files, and an unsafe evaluator.

    Raises:
        PolicyLoadError: `casbin` is installed beside `pycasbin`, or `simpleeval` is too old.
    """
    found = [name for name in ("casbin", "pycasbin") if _is_installed(name)]
    if found != ["pycasbin"]:
        message = f"Exactly pycasbin must be installed, but there is {found}."
        raise PolicyLoadError(message)
    version = tuple(int(part) for part in metadata.version("simpleeval").split(".")[:3])
    if version < _LEAST_SIMPLEEVAL:
        message = f"simpleeval {version} is too old; {_LEAST_SIMPLEEVAL} is the least."
        raise PolicyLoadError(message)


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True
