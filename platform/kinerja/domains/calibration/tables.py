"""The columns of other domains' tables that ratings of units ask for; mapped there."""

from sqlalchemy import Integer, Text, Uuid, column, table

from kinerja.kit.database import Ltree

units = table(
    "org_units",
    column("agency_id", Integer),
    column("id", Uuid),
    column("parent_id", Uuid),
    column("path", Ltree),
)
parents = units.alias("parents")
cycles = table("cycles", column("agency_id", Integer), column("id", Uuid), column("state", Text))
