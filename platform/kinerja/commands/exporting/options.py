"""The options of the commands that ask the service, as the holder of a token."""

from typing import Annotated, Final

import typer

UrlOption = Annotated[str, typer.Option(help="Address of the service.")]
TokenOption = Annotated[str | None, typer.Option(envvar="TOKEN", hidden=True)]
#: Where the service is unless told otherwise.
HERE: Final = "http://127.0.0.1:8000"
