"""How grants of data sharing are read: in the agency, and by the client that holds them."""

from typing import Any

from sqlalchemy import select

from kinerja.domains.data_sharing.facts import state_of
from kinerja.reads.model import (
    Comparable,
    Custom,
    Element,
    Field,
    Model,
    Row,
    of,
    order_by,
    table_of,
    text,
    to,
)
from kinerja.reads.models.agencies import of_agency
from kinerja.reads.models.dates import active_on, period_fields, start_order
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource
from policies.relations import Binds
from tenants.sharing_models import APIClient, DataSharingGrant

_client = table_of(APIClient).alias("client")


def _client_name(row: Row, _: Binds) -> Element:
    """Return the name of the client; clients are above all agencies."""
    named = select(_client.c.name).where(_client.c.id == row["client_id"])
    return named.correlate(None).scalar_subquery()


def _is_revoked(row: Row, _: Binds, wanted: Any) -> Element:  # noqa: ANN401 - a parameter.
    found: Element = row["revoked_at"].is_not(None) == wanted
    return found


DATA_SHARING_GRANT = Model(
    type_name="DataSharingGrant",
    table=table_of(DataSharingGrant),
    resource=Resource.DATA_SHARING_GRANT,
    facts=lambda row, *_: RowFacts(agency=row["agency_id"], author=row["client_id"]),
    fields={
        "clientName": Field(Kind.TEXT, _client_name),
        "scopes": of(Kind.TEXTS, "scopes"),
        "legalBasis": text("legal_basis"),
        "purpose": text("purpose"),
        **period_fields("valid", bounded=True),
        "state": Field(
            Kind.CODE, lambda row, me: state_of(row["revoked_at"], row["valid"], me.today)
        ),
        "grantedAt": of(Kind.INSTANT, "granted_at"),
        "revokedAt": of(Kind.INSTANT, "revoked_at", nullable=True),
    },
    edges={
        "grantedBy": to("Employee", "granted_by", FieldClass.INTERNAL),
        "revokedBy": to("Employee", "revoked_by", FieldClass.INTERNAL),
        "agency": of_agency(),
    },
    orderings={
        "GRANTED_AT": order_by(Kind.INSTANT, "granted_at"),
        "PERIOD_START": start_order("valid", bounded=True),
    },
    filters={
        "clientName": Comparable(Kind.TEXT, _client_name),
        "activeOn": active_on("valid"),
        "isRevoked": Custom(Kind.BOOLEAN, _is_revoked),
    },
    default_order="GRANTED_AT",
)
MODELS = (DATA_SHARING_GRANT,)
