"""Writes the schema in GraphQL's definition language: `python -m graphql_schema.export [FILE]`."""

import sys
from pathlib import Path

from graphql_schema.schema import create_schema

#: The committed copy, which shows every change of the schema in review.
COMMITTED = Path(__file__).with_name("schema.graphql")


def main(arguments: list[str]) -> None:
    """Write the schema to the given file, or to the committed copy."""
    target = Path(arguments[0]) if arguments else COMMITTED
    target.write_text(create_schema().as_str() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
