"""Expected failures, as mutations answer them: a code, a sentence and the path of the input."""

import strawberry

from graphql_schema.context import Info
from graphql_schema.tracing import note_refusal
from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup


@strawberry.type(description="Why a change was refused. Nothing of it has been written.")
class UserError:
    """An expected failure, localised."""

    code: str = strawberry.field(
        description="Stable name of the failure, such as `WEIGHTS_NOT_100`; never localised."
    )
    message: str = strawberry.field(
        description="What is wrong and what to do, in the language of `Accept-Language` (id, en)."
    )
    path: list[str] = strawberry.field(
        description="Where in the input the failure lies: argument, field names and list positions."
    )


def user_errors(info: Info, error: KinerjaError) -> list[UserError]:
    """Return `error` in the language of the request; a group gives one entry for each part."""
    parts = error.errors if isinstance(error, KinerjaErrorGroup) else (error,)
    for part in parts:
        note_refusal(part)
    return [
        UserError(
            code=part.code,
            message=part.message(info.context.language),
            path=[str(segment) for segment in part.path],
        )
        for part in parts
    ]
