"""Refuses `@defer` and `@stream`: an answer is one statement for each root field, and comes whole.

Nothing would be gained: the database finishes all parts of an answer at the same time. What takes
long because it is long is streamed otherwise, row by row (`kinerja.http.json_lines`). The schema
knows neither directive, so introspection promises neither.
"""

from typing import Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    GraphQLError,
    InlineFragmentNode,
    SelectionSetNode,
)

from kinerja.kit.errors import KinerjaError

DIRECTIVES: Final = frozenset({"defer", "stream"})


class IncrementalDeliveryError(KinerjaError):
    """The document asks for an answer in parts."""

    code = "INCREMENTAL_DELIVERY_NOT_SUPPORTED"
    en = (
        "This service has no `@{directive}`: an answer comes whole. Leave it out and, for what may"
        " come later, send a second request; for many rows ask with `Accept: application/jsonl`."
    )
    id = (
        "Layanan ini tidak menyediakan `@{directive}`: jawaban dikirim utuh. Hapus direktif itu;"
        " untuk bagian yang boleh menyusul kirim permintaan kedua, dan untuk banyak baris pakai"
        " `Accept: application/jsonl`."
    )


def incremental_refusal(document: DocumentNode) -> GraphQLError | None:
    """Return why the document is refused, at its first such directive; None if it has none."""
    waiting: list[SelectionSetNode] = [
        definition.selection_set
        for definition in document.definitions
        if isinstance(definition, ExecutableDefinitionNode)
    ]
    while waiting:
        for node in waiting.pop().selections:
            for directive in node.directives or ():
                if directive.name.value in DIRECTIVES:
                    return _refusal(directive)
            if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set:
                waiting.append(node.selection_set)
    return None


def _refusal(directive: DirectiveNode) -> GraphQLError:
    error = IncrementalDeliveryError(directive=directive.name.value)
    return GraphQLError(error.message("en"), directive, original_error=error)
