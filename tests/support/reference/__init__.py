"""A second, plain reader of everything: what the read engine's answers are compared with.

It executes an operation field by field, as GraphQL describes it, in Python, over rows that the ORM
has loaded; policy is decided by Casbin on each single row and each class of fields. Nothing of the
read engine's planning or SQL is used: the two have only the schema and the tables in common.

`nouns` says for each type what its rows, fields, edges, orders and filters are; a new type or field
of the schema is added there. It is slow, and meant to be obvious.
"""
