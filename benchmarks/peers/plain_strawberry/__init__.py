"""The same questions answered as Strawberry's documentation does it: resolvers and data loaders.

Written to be fast: plain rows instead of objects of an ORM, one query a level for all parents
together, a page of children per parent by a lateral join, parsing and validation cached, orjson.
It has neither policies nor row-level security.
"""
