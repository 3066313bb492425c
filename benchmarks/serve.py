"""`python -m benchmarks.serve module:factory port`: an ASGI application in the service's server.

Granian with one worker and the settings of `kinerja serve`, so that only the application differs.
"""

from typing import Annotated

import typer
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def main(
    target: Annotated[str, typer.Argument(help="The application's factory, module:function.")],
    port: Annotated[int, typer.Argument(min=1, max=65535, help="Port to listen on.")],
) -> None:
    """Serve until interrupted."""
    Granian(
        target,
        factory=True,
        interface=Interfaces.ASGI,
        address="127.0.0.1",
        port=port,
        workers=1,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    typer.run(main)
