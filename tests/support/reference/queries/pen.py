"""Writes the small parts of documents: keys, directives, variables; counts what was written."""

from collections import Counter
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final, cast

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    get_nullable_type,
)

from tests.support.reference.queries.literals import Given, literal
from tests.support.reference.queries.scopes import Entry, Scope

#: A name of PostgreSQL ends after 63 bytes: the longest keys differ only beyond that.
LONG: Final = "a_name_that_is_longer_than_any_name_that_postgresql_keeps_apart_" + "x" * 6
#: Keys that mean something elsewhere: fields of other types, columns, words of SQL.
CONFUSING: Final = ("id", "nodes", "name", "cursor", "totalCount", "t1", "nothing", "k0", "select")
MAX_ALIASES: Final = 26
#: A variable that is declared and not given.
_LEFT_OUT: Final = object()


class Pen:
    """Writes one document. `reached` tells how often earlier ones came across something."""

    def __init__(self, random: Random, reached: Callable[[str], int]) -> None:
        self.random = random
        self._reached = reached
        self._chosen: Counter[str] = Counter()
        self._variables: dict[str, tuple[str, Any]] = {}
        self._aliases = 0
        self.fragments: list[str] = []
        #: Plain fields of types, by fragments that may be spread wherever they fit.
        self.shared: dict[str, list[str]] = {}
        self.fields = 0
        self.forms: Counter[str] = Counter()

    # --- choices ----------------------------------------------------------------------------------

    def chance(self, percent: int) -> bool:
        """Tell yes so many times out of a hundred."""
        return self.random.randrange(100) < percent

    def rarest(self, names: list[str], prefix: str) -> str:
        """Choose one, more likely one that was reached less."""
        counts = [self._chosen[prefix + name] + self._reached(prefix + name) for name in names]
        (found,) = self.random.choices(names, [1 / (1 + min(count, 20)) for count in counts])
        self._chosen[prefix + found] += 5
        return found

    def form(self, form: str) -> None:
        """Count a form of the language."""
        self.forms[form] += 1

    # --- fields -----------------------------------------------------------------------------------

    def key(self, name: str, scope: Scope, entry: Entry) -> str:
        """Choose a response key: the name itself, an alias, or a free one if that is taken."""
        wanted = [name]
        if self._aliases < MAX_ALIASES and self.chance(14):
            alias = [f"{LONG}{self._aliases}", self.random.choice(CONFUSING), "a", "b"]
            wanted.insert(0, self.random.choice(alias))
        return next((key for key in wanted if scope.fits(key, entry)), f"x{len(scope.entries)}")

    def keyed(self, key: str, written: str) -> str:
        """Return a field under a response key."""
        self.fields += 1
        if key == written.split("(", maxsplit=1)[0]:
            return written
        self._aliases += 1
        self.form("long alias" if len(key.encode()) > 63 else "alias")
        return f"{key}: {written}"

    def directives(self, place: str) -> str:
        """Return nothing, or that what stands here may be left out."""
        if not self.chance(6):
            return ""
        found = ""
        for name in self.random.choice([("include",), ("skip",), ("include", "skip")]):
            value = self.chance(70) is (name == "include")
            how = "variable" if self.chance(60) else "literal"
            given = self._variable("Boolean!", value) if how == "variable" else value
            self.form(f"@{name} on {place} by {how}")
            found += f" @{name}(if: {literal(given)})"
        return found

    def with_variables(self, field: GraphQLField, given: Mapping[str, Any]) -> dict[str, Any]:
        """Hand over some arguments as variables, whole or in parts."""
        return {
            name: self._maybe_variable(value, field.args[name].type, 30)
            for name, value in given.items()
        }

    def _maybe_variable(self, value: Any, type_: GraphQLInputType, percent: int) -> Any:
        if not self.chance(percent):
            inner = cast("GraphQLInputType", get_nullable_type(type_))
            return self._in_parts(value, inner, percent // 3)
        if value is None and self.chance(50):
            self.form("variable without a value")
            return self._variable(str(type_), _LEFT_OUT)
        if self.chance(15):
            self.form("variable with a default")
            return self._variable(f"{type_} = {literal(value)}", _LEFT_OUT)
        self.form("variable")
        return self._variable(str(type_), value)

    def _in_parts(self, value: Any, type_: GraphQLInputType, percent: int) -> Any:
        if isinstance(value, dict) and isinstance(type_, GraphQLInputObjectType):
            return {
                name: self._maybe_variable(one, type_.fields[name].type, percent)
                for name, one in value.items()
            }
        if isinstance(value, list) and isinstance(type_, GraphQLList):
            items = [self._maybe_variable(one, type_.of_type, percent) for one in value]
            if len(items) == 1 and not isinstance(items[0], Given) and self.chance(30):
                self.form("list of one without brackets")
                return items[0]
            return items
        return value

    def _variable(self, type_: str, value: Any) -> Given:
        name = f"v{len(self._variables)}"
        self._variables[name] = (type_, value)
        return Given(name)

    # --- the whole --------------------------------------------------------------------------------

    def document(self, body: str) -> str:
        """Return the operation and its fragments."""
        declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in self._variables.items())
        names = ["", "query ", "query Q "]
        head = f"query Q({declared}) " if declared else self.random.choice(names)
        return "\n".join([f"{head}{{ {body} }}", *self.fragments, *self._spread_ones(body)])

    def variables(self) -> dict[str, Any]:
        """Return the values of the variables."""
        found = {name: value for name, (_, value) in self._variables.items()}
        return {name: value for name, value in found.items() if value is not _LEFT_OUT}

    def _spread_ones(self, body: str) -> list[str]:
        """Return the shared fragments that are spread somewhere: others would be refused."""
        spread = " ".join([body, *self.fragments]) + " "
        for name in self.shared:
            if spread.count(f"...{name} ") > 1:
                self.form("fragment in several places")
        return [
            f"fragment {name} on {name.removeprefix('Shared')} {{ {' '.join(chosen)} }}"
            for name, chosen in self.shared.items()
            if f"...{name} " in spread
        ]
