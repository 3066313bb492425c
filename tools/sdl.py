"""`python -m tools.sdl`: write `graphql_schema/schema.graphql`; `--check` fails when it is old.

The committed SDL is the API as clients know it: a change of it is seen in review.
"""

import sys
from collections.abc import Sequence

from graphql_schema.schema import create_schema
from tools.generated import write_or_check

PATH = "graphql_schema/schema.graphql"


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the SDL; returns the exit status."""
    return write_or_check(
        {PATH: create_schema().as_str() + "\n"}, remedy="make sdl", arguments=arguments
    )


if __name__ == "__main__":
    sys.exit(main())
