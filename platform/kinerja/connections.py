"""Which database the settings mean: an outside one, or the embedded one, started when used."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pydantic import SecretStr

from kinerja.kit.embedded_database import EmbeddedDatabase
from kinerja.kit.errors import KinerjaError
from kinerja.settings import Settings


class MissingDatabaseURLError(KinerjaError):
    """An outside database is configured, but not the address that this command needs."""

    code = "MISSING_DATABASE_URL"
    en = "Set {variable} to the address of the same database for {purpose}."
    id = "Isi {variable} dengan alamat basis data yang sama untuk {purpose}."


@dataclass(frozen=True)
class Connections:
    """Addresses of the database for each kind of user. Never print `repr`: it may hold secrets."""

    application: str
    reporter: str | None
    sealer: str | None
    administrator: str | None

    def for_owner(self) -> str:
        """Return the administrator's address.

        Raises:
            MissingDatabaseURLError: it is not configured.
        """
        return self._given(
            self.administrator,
            "KINERJA_DATABASE_OWNER_URL",
            "an administrator who may act as kinerja_owner",
        )

    def for_reports(self) -> str:
        """Return the reporter's address.

        Raises:
            MissingDatabaseURLError: it is not configured.
        """
        return self._given(self.reporter, "KINERJA_DATABASE_REPORT_URL", "kinerja_reporter")

    def for_sealing(self) -> str:
        """Return the sealer's address.

        Raises:
            MissingDatabaseURLError: it is not configured.
        """
        return self._given(self.sealer, "KINERJA_DATABASE_SEAL_URL", "kinerja_sealer")

    @staticmethod
    def _given(url: str | None, variable: str, purpose: str) -> str:
        if url is None:
            raise MissingDatabaseURLError(variable=variable, purpose=purpose)
        return url


@contextmanager
def connections(settings: Settings) -> Iterator[Connections]:
    """Give the addresses; the embedded PostgreSQL runs at least as long as the block.

    Raises:
        MissingDatabaseURLError: an outside database is meant, but its application role is missing.
        EmbeddedDatabaseError: the embedded PostgreSQL cannot be started here.
    """
    if settings.database_url is not None:
        yield Connections(
            application=_plain(settings.database_url),
            reporter=_if_given(settings.database_report_url),
            sealer=_if_given(settings.database_seal_url),
            administrator=_if_given(settings.database_owner_url),
        )
        return
    others = (
        settings.database_owner_url,
        settings.database_report_url,
        settings.database_seal_url,
    )
    if any(one is not None for one in others):
        # The embedded database would be migrated, or served, in place of the one that was meant.
        raise MissingDatabaseURLError(
            variable="KINERJA_DATABASE_URL", purpose="the application role (kinerja_app)"
        )
    with EmbeddedDatabase.start(settings.home) as embedded:
        urls = embedded.urls
        yield Connections(
            application=urls.application,
            reporter=urls.reporter,
            sealer=urls.sealer,
            administrator=urls.administrator,
        )


@contextmanager
def owner_address(settings: Settings) -> Iterator[str]:
    """Give the administrator's address alone: a migration job need not know the service's own.

    Raises:
        MissingDatabaseURLError: an outside database is meant, but not how to own it.
        EmbeddedDatabaseError: the embedded PostgreSQL cannot be started here.
    """
    if settings.database_owner_url is not None:
        yield _plain(settings.database_owner_url)
        return
    with connections(settings) as addresses:
        yield addresses.for_owner()


def _plain(secret: SecretStr) -> str:
    """Return the address as psql and every driver read it, whatever driver it names."""
    _, separator, rest = secret.get_secret_value().partition("://")
    return f"postgresql{separator}{rest}"


def _if_given(secret: SecretStr | None) -> str | None:
    return None if secret is None else _plain(secret)
