"""The columns of other domains' tables that scoring reads; named here, mapped there.

Domains refer to one another by id only, so these are plain names for SQL and no mapped classes.
"""

from sqlalchemy import ARRAY, Boolean, DateTime, Integer, Numeric, Text, Uuid, column, table
from sqlalchemy.dialects.postgresql import DATERANGE

versions = table(
    "framework_versions",
    column("agency_id", Integer),
    column("id", Uuid),
    column("framework_id", Uuid),
    column("status", Text),
    column("scheme", Text),
    column("effective", DATERANGE),
    column("applies_to", ARRAY(Text)),
    column("content_hash", Text),
)

components = table(
    "components",
    column("agency_id", Integer),
    column("id", Uuid),
    column("version_id", Uuid),
    column("parent_id", Uuid),
    column("code", Text),
    column("category", Text),
    column("weight", Numeric),
)

indicators = table(
    "indicators",
    column("agency_id", Integer),
    column("id", Uuid),
    column("version_id", Uuid),
    column("component_id", Uuid),
    column("code", Text),
    column("unit", Text),
    column("direction", Text),
    column("target", Numeric),
    column("range_low", Numeric),
    column("range_high", Numeric),
    column("cap", Numeric),
    column("floor", Numeric),
    column("scale_min", Numeric),
    column("scale_max", Numeric),
    column("source", Text),
    column("evidence_required", Boolean),
    column("applies_to", ARRAY(Text)),
    column("na_policy", Text),
    column("weight", Numeric),
)

cycles = table(
    "cycles",
    column("agency_id", Integer),
    column("id", Uuid),
    column("state", Text),
    column("kind", Text),
    column("period", DATERANGE),
    column("finalised_at", DateTime(timezone=True)),
)
