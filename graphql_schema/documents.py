"""Documents: parsed, limited and validated once for the same text, with what is known of them."""

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    OperationDefinitionNode,
    parse,
    specified_rules,
)
from strawberry.schema.schema import Schema, validate_document

from graphql_schema.incremental import incremental_refusal
from graphql_schema.limits import MAX_CHARACTERS, MAX_TOKENS, broken_limit
from graphql_schema.operations import Operation
from kinerja.kit.errors import KinerjaError
from kinerja.kit.recent import Recent

#: Documents that are kept, and how many characters they may have together. One of 2,000 tokens,
#: the most that is read, holds about a megabyte.
KEPT, KEPT_CHARACTERS = 256, 1_000_000
RULES = tuple(specified_rules)


class OperationNameError(KinerjaError):
    """The document holds several operations and the request does not say which to run."""

    code = "OPERATION_RESOLUTION_FAILURE"
    en = "The document holds several operations: name one in `operationName`."
    id = "Dokumen ini memuat beberapa operasi: sebutkan salah satunya di `operationName`."


class Document:
    """A document of one schema that could be parsed."""

    def __init__(self, schema: Schema, node: DocumentNode) -> None:
        self.node = node
        self._schema = schema
        self._findings: tuple[GraphQLError, ...] | None = None
        fragments = [one for one in node.definitions if isinstance(one, FragmentDefinitionNode)]
        self._operations = [
            Operation(one, fragments)
            for one in node.definitions
            if isinstance(one, OperationDefinitionNode)
        ]

    def operation(self, name: str | None) -> Operation | None:
        """Return the operation of that name; without one, the first."""
        named = (one for one in self._operations if name is None or one.name == name)
        return next(named, None)

    def errors(self, *, is_named: bool) -> list[GraphQLError]:
        """Return why it cannot be run; one of several operations must be named."""
        if self._findings is None:
            self._findings = tuple(self._find())
        if not self._findings and not is_named and len(self._operations) > 1:
            return [as_graphql_error(OperationNameError())]
        return list(self._findings)

    def _find(self) -> list[GraphQLError]:
        """Return a broken limit, an answer in parts that was asked for, or what validation finds.

        The limits come first, since validation takes longer the bigger the document is.
        """
        if (broken := broken_limit(self.node)) is not None:
            return [as_graphql_error(broken)]
        if (refused := incremental_refusal(self.node)) is not None:
            return [refused]
        return validate_document(self._schema._schema, self.node, RULES)  # noqa: SLF001 - Strawberry's own caches reach for it too.


_kept: Recent[tuple[Schema, str], Document] = Recent(
    KEPT, weight=KEPT_CHARACTERS, weigh=lambda key, _: len(key[1])
)


def read_document(schema: Schema, text: str) -> Document:
    """Return a document, parsed at most once for the same text.

    Raises:
        GraphQLSyntaxError: it is no GraphQL document, or one of too many tokens.
    """
    found = _kept.find((schema, text))
    if found is None:
        node = parse(text, max_tokens=MAX_TOKENS, max_source_length=MAX_CHARACTERS)
        found = _kept.put((schema, text), Document(schema, node))
    return found


def as_graphql_error(error: KinerjaError) -> GraphQLError:
    """Wrap an expected failure; it is put into the caller's language when it is presented."""
    return GraphQLError(error.message("en"), original_error=error)
