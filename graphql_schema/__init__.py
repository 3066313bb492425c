"""The GraphQL schema; the one package that knows GraphQL, and that knows no SQL."""
