"""Identifiers: opaque UUIDv7 keys and the Relay global ids made from them."""

import base64
import binascii
from datetime import datetime
from typing import NamedTuple, NewType, Self
from uuid import UUID

from uuid_utils.compat import uuid7

from kinerja.kit.errors import KinerjaError

AgencyId = NewType("AgencyId", int)


class MalformedIdError(KinerjaError):
    """The text is not a global id that this service made."""

    code = "MALFORMED_ID"
    en = "This is not an id of this service. Use an `id` exactly as a query returned it."
    id = "Ini bukan id dari layanan ini. Pakai `id` persis seperti yang diberikan oleh kueri."


def new_id() -> UUID:
    """Return a new UUIDv7 (RFC 9562): opaque, and sorted by the time it was made."""
    return uuid7()


def first_id_at(instant: datetime) -> UUID:
    """Return the smallest id that `new_id` could make at an instant; earlier ids are smaller."""
    milliseconds = int(instant.timestamp() * 1000)
    return UUID(int=milliseconds << 80)


class GlobalId(NamedTuple):
    """A Relay global id: which type, in which agency (0: none), under which key."""

    type_name: str
    agency_id: AgencyId
    key: UUID

    def __str__(self) -> str:
        """Return the opaque text that clients see."""
        plain = f"{self.type_name}:{self.agency_id}:{self.key}"
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text that `__str__` made.

        Raises:
            MalformedIdError: the text was not made by `__str__`.
        """
        try:
            padded = text + "=" * (-len(text) % 4)
            plain = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
            type_name, agency, key = plain.split(":")
            parsed = cls(type_name, AgencyId(int(agency)), UUID(key))
        except (ValueError, binascii.Error) as error:
            raise MalformedIdError from error
        if str(parsed) != text:  # One id, one spelling: 'urn:uuid:…', '+7' and ' 7' also parse.
            raise MalformedIdError
        if not 0 <= parsed.agency_id < 2**31:  # The column is a 32-bit integer.
            raise MalformedIdError
        return parsed
