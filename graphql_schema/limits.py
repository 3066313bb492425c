"""How big and how nested an operation may be, measured once a fragment and not once a spread.

Strawberry's own limiters walk a fragment again at each spread: forty nested fragments, 1,600 bytes,
keep them busy for hours. Here each fragment is measured once and its figures are added up.
"""

from dataclasses import dataclass
from typing import ClassVar

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Visitor,
    visit,
)

from kinerja.kit.errors import KinerjaError

MAX_DEPTH = 15
MAX_ALIASES = 30
MAX_ROOT_FIELDS = 20
MAX_MUTATIONS = 10
MAX_FRAGMENTS = 50
#: Objects and lists within one another in a value; variables have the same limit.
MAX_INPUT_DEPTH = 64
MAX_TOKENS = 2000
MAX_CHARACTERS = 100_000
#: Sums grow exponentially with nested spreads; beyond this they all mean "too much".
CEILING = 1_000_000


class QueryLimitError(KinerjaError):
    """An operation is bigger than this service runs."""

    limit: ClassVar[int]

    def __init__(self, *, found: int) -> None:
        super().__init__(limit=self.limit, found=min(found, CEILING))


class QueryTooDeepError(QueryLimitError):
    """Fields are nested too deeply."""

    code = "QUERY_TOO_DEEP"
    limit = MAX_DEPTH
    en = "The operation nests {found} levels of fields; {limit} are allowed."
    id = "Operasi ini bersarang {found} tingkat; paling banyak {limit}."


class TooManyAliasesError(QueryLimitError):
    """Too many fields are renamed, fragments counted at each spread."""

    code = "QUERY_TOO_MANY_ALIASES"
    limit = MAX_ALIASES
    en = "The operation uses {found} aliases; {limit} are allowed. Use `nodes(ids:)` for many."
    id = (
        "Operasi ini memakai {found} alias; paling banyak {limit}. Pakai `nodes(ids:)` bila banyak."
    )


class TooManyRootFieldsError(QueryLimitError):
    """Too many fields are asked of the query itself."""

    code = "QUERY_TOO_MANY_ROOT_FIELDS"
    limit = MAX_ROOT_FIELDS
    en = "The operation has {found} root fields; {limit} are allowed. Send several requests."
    id = "Operasi ini memiliki {found} bidang akar; paling banyak {limit}. Bagilah permintaannya."


class TooManyMutationsError(QueryLimitError):
    """Too many changes in one request."""

    code = "TOO_MANY_MUTATIONS"
    limit = MAX_MUTATIONS
    en = "The request makes {found} changes; {limit} are allowed. Bulk mutations take lists."
    id = "Permintaan ini membuat {found} perubahan; paling banyak {limit}. Pakai mutasi massal."


class TooManyFragmentsError(QueryLimitError):
    """Too many fragments are defined."""

    code = "QUERY_TOO_MANY_FRAGMENTS"
    limit = MAX_FRAGMENTS
    en = "The document defines {found} fragments; {limit} are allowed."
    id = "Dokumen ini mendefinisikan {found} fragmen; paling banyak {limit}."


class InputTooDeepError(QueryLimitError):
    """Values are nested more deeply than any input needs."""

    code = "INPUT_TOO_DEEP"
    limit = MAX_INPUT_DEPTH
    en = "Objects and lists may be nested {limit} levels deep."
    id = "Objek dan daftar paling dalam bersarang {limit} tingkat."


class _InputDepth(Visitor):
    """Finds how deeply objects and lists are nested in the values of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.deepest = self._depth = 0

    def enter_object_value(self, *_: object) -> None:
        self._enter()

    def leave_object_value(self, *_: object) -> None:
        self._depth -= 1

    def enter_list_value(self, *_: object) -> None:
        self._enter()

    def leave_list_value(self, *_: object) -> None:
        self._depth -= 1

    def _enter(self) -> None:
        self._depth += 1
        self.deepest = max(self.deepest, self._depth)


@dataclass(frozen=True)
class Size:
    """The figures of a selection set, fragments included at each spread."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0

    def beside(self, other: "Size") -> "Size":
        """Return the figures of both selection sets together."""
        return Size(
            max(self.depth, other.depth),
            min(self.aliases + other.aliases, CEILING),
            min(self.fields + other.fields, CEILING),
        )


class _Ruler:
    """Measures the selection sets of one document. `fields` counts one level, not those below."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            node.name.value: node.selection_set
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._known: dict[str, Size] = {}

    def measure(self, selections: SelectionSetNode | None) -> Size:
        size = Size()
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                below = self._below(node)
                size = size.beside(Size(below.depth + 1, below.aliases + bool(node.alias), 1))
            elif isinstance(node, FragmentSpreadNode):
                size = size.beside(self._of_fragment(node.name.value))
            elif isinstance(node, InlineFragmentNode):
                size = size.beside(self.measure(node.selection_set))
        return size

    def _below(self, node: FieldNode) -> Size:
        size = self.measure(node.selection_set)
        if node.name.value in ("__schema", "__type"):
            # The introspection of tools is 15 levels and more by itself; graphql-core bounds it
            # with a rule of its own, by the lists it nests.
            return Size(0, size.aliases, size.fields)
        return size

    def _of_fragment(self, name: str) -> Size:
        if name not in self._known:
            self._known[name] = Size()  # Ends a cycle; validation refuses it afterwards.
            self._known[name] = self.measure(self._fragments.get(name))
        return self._known[name]


def broken_limit(document: DocumentNode) -> QueryLimitError | None:
    """Return the first limit that an operation of the document breaks, or None."""
    fragments = sum(isinstance(node, FragmentDefinitionNode) for node in document.definitions)
    if fragments > MAX_FRAGMENTS:
        return TooManyFragmentsError(found=fragments)
    inputs = _InputDepth()
    visit(document, inputs)
    if inputs.deepest > MAX_INPUT_DEPTH:
        return InputTooDeepError(found=inputs.deepest)
    ruler = _Ruler(document)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            size = ruler.measure(node.selection_set)
            if (error := _broken_by(size, node.operation)) is not None:
                return error
    return None


def _broken_by(size: Size, kind: OperationType) -> QueryLimitError | None:
    if size.depth > MAX_DEPTH:
        return QueryTooDeepError(found=size.depth)
    if size.aliases > MAX_ALIASES:
        return TooManyAliasesError(found=size.aliases)
    if kind is OperationType.MUTATION and size.fields > MAX_MUTATIONS:
        return TooManyMutationsError(found=size.fields)
    if size.fields > MAX_ROOT_FIELDS:
        return TooManyRootFieldsError(found=size.fields)
    return None
