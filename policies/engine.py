"""Casbin: which policies match an asker, and the decision about one row of plain values.

Casbin is never asked row by row. It is asked once per (roles, scopes, resource, action) of a
snapshot; the policies that it names become a `Grant`, which is kept. `enforce` decides about one
row of plain values: the oracle of the tests and the source of explanations.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import metadata, resources
from typing import Any, Self

import casbin
from casbin.core_enforcer import EnforceContext
from casbin.model import FunctionMap, Model

from policies import matching
from policies.errors import PolicyLoadError
from policies.facts import NOWHERE, Organisation, PlainRow
from policies.grants import Grant, Refusal
from policies.identity import Asker
from policies.matching import Decision, Question, RowRequest
from policies.permissions import Action, Effect, FieldClass, Resource
from policies.snapshot import PolicyRow, PolicySnapshot
from policies.words import Requirement

#: Bounds of what is kept: they keep the memory of a process flat whatever is asked.
GRANTS_KEPT, ENFORCERS_KEPT = 4096, 256
#: `m2` collects the policies that could apply; it shares policies and effect with `m`.
_COLLECT = EnforceContext("r2", "p", "e", "m2")
_CALL = re.compile(r"([A-Za-z_]\w*)\s*\(")
_LEAST_SIMPLEEVAL = (1, 0, 5)  # Earlier ones evaluate what they should not (CVE-2026-32640).


class PolicyEngine:
    """Answers from the present snapshot. `swap` puts a new one in place by one assignment."""

    def __init__(self, snapshot: PolicySnapshot, model: str) -> None:
        _check_model(model)
        self._model = model
        self._compiled = _Compiled(snapshot, model)

    @classmethod
    def load(cls) -> Self:
        """Load model and baseline from the package.

        Raises:
            PolicyLoadError: they, or the installed Casbin, are not fit to decide.
        """
        _check_installation()
        package = resources.files("policies")
        text = package.joinpath("baseline.yaml").read_text(encoding="utf-8")
        model = package.joinpath("model.conf").read_text(encoding="utf-8")
        return cls(PolicySnapshot.read(text), model)

    @property
    def snapshot(self) -> PolicySnapshot:
        """The policies that decide at present."""
        return self._compiled.snapshot

    def swap(self, snapshot: PolicySnapshot) -> None:
        """Decide by `snapshot` from now on; what was compiled from the old one is dropped."""
        self._compiled = _Compiled(snapshot, self._model)

    def grant(self, asker: Asker, resource: Resource, action: Action) -> Grant:
        """Return the rules that match the asker; without an allow nothing can be permitted."""
        compiled = self._compiled
        return compiled.grant(compiled.question(asker), resource, action)

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
        return self._compiled.decide(resource, action, request, field_class)

    def requirements(self, resource: Resource, action: Action) -> tuple[Requirement, ...]:
        """Return in which roles and relations the policies would allow `action`."""
        found = (
            Requirement(row.role, row.relation)
            for row in self.snapshot.rows
            if (row.resource, row.action, row.effect) == (resource, action, Effect.ALLOW)
        )
        return tuple(dict.fromkeys(found))


class _Compiled:
    """One snapshot and what was made from it."""

    def __init__(self, snapshot: PolicySnapshot, model: str) -> None:
        self.snapshot = snapshot
        self._by_name = {row.name: row for row in snapshot.rows}
        self._agencies = frozenset(row.agency for row in snapshot.rows if row.agency is not None)
        self._enforcer = lru_cache(ENFORCERS_KEPT)(
            lambda question: _enforcer(model, snapshot.rows, question)
        )
        self.grant = lru_cache(GRANTS_KEPT)(self._grant)

    def question(self, asker: Asker) -> Question:
        return matching.question(asker, agencies_with_policies=self._agencies)

    def _grant(self, question: Question, resource: Resource, action: Action) -> Grant:
        # With no policy at all Casbin would evaluate its matcher over empty words: don't ask it.
        if not self.snapshot.rows or not question.roles:
            return Grant(())
        found: list[str] = []
        request = (question.holder, question.domain, question.scopes, resource, action, found)
        self._enforcer(question).enforce(_COLLECT, *request)
        return Grant(tuple(matching.rule(self._by_name[name]) for name in found))

    def decide(
        self,
        resource: Resource,
        action: Action,
        request: RowRequest,
        field_class: FieldClass | None,
    ) -> Decision:
        question = self.question(request.asker)
        if not self.snapshot.rows or not question.roles:
            return Decision(allowed=False, refusal=Refusal.RELATION)
        field = field_class or matching.WHOLE_ROW
        asked = (question.holder, question.domain, question.scopes, resource, action)
        allowed, line = self._enforcer(question).enforce_ex(*asked, field, request)
        name = line[-1] if line else None
        if allowed or (name and self._by_name[name].effect is Effect.DENY):
            return Decision(allowed=allowed, rule=name)
        grant = self.grant(question, resource, action)
        related = any(matching.related(rule.relation, request) for rule in grant.allows)
        return Decision(allowed=False, refusal=Refusal.STATE if related else Refusal.RELATION)


def _enforcer(model: str, rows: Sequence[PolicyRow], question: Question) -> Any:  # noqa: ANN401 - casbin publishes no types.
    """Make the enforcer in which one nameless holder has exactly the question's roles."""
    compiled = Model()
    compiled.load_model_from_text(model)
    for row in rows:
        compiled.add_policy("p", "p", matching.casbin_line(row))
    for role in sorted(question.roles):
        link = [question.holder, matching.role_name(role), question.domain]
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
