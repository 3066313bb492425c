"""Which operations are for everybody, also without a token: mutations of citizens, and no other."""

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    get_operation_ast,
    parse,
)

#: Fields of the root that need no token: what they are sent is their permission.
PUBLIC_FIELDS = frozenset({"submitSurveyResponse"})
#: A form needs less. The document is read here before anything is known about who sends it.
MAX_TOKENS, MAX_CHARACTERS = 400, 8_000


def is_public(query: str, name: str | None) -> bool:
    """Tell whether the operation `name` of a document asks for public fields alone.

    Fields stand in it as themselves: not in fragments, and with no introspection beside them.
    """
    try:
        document = parse(query, max_tokens=MAX_TOKENS, max_source_length=MAX_CHARACTERS)
    except (GraphQLError, RecursionError):
        return False
    operation = _only_operation(document, name)
    return (
        operation is not None
        and operation.operation is OperationType.MUTATION
        and all(
            isinstance(one, FieldNode) and one.name.value in PUBLIC_FIELDS
            for one in operation.selection_set.selections
        )
    )


def _only_operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """Return the operation that would run; a document with others beside it has none."""
    if len(document.definitions) != 1:
        return None
    return get_operation_ast(document, name)
