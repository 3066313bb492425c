"""Which database the settings mean."""

import pytest

from kinerja.connections import MissingDatabaseURLError, connections
from kinerja.settings import Settings

ADDRESS = "postgresql://someone@database.example/kinerja"


@pytest.mark.parametrize("role", ["owner", "report"])
def test_half_of_an_outside_database_never_means_the_embedded_one(role: str) -> None:
    settings = Settings.model_validate({f"database_{role}_url": ADDRESS})

    with (
        pytest.raises(MissingDatabaseURLError, match="KINERJA_DATABASE_URL"),
        connections(settings),
    ):
        pass


def test_an_address_of_any_driver_becomes_one_that_every_client_reads() -> None:
    settings = Settings.model_validate(
        {"database_url": "postgresql+asyncpg://kinerja_app@database.example/kinerja"}
    )

    with connections(settings) as addresses:
        assert addresses.application == "postgresql://kinerja_app@database.example/kinerja"


def test_a_command_of_the_owner_says_which_address_it_lacks() -> None:
    settings = Settings.model_validate({"database_url": ADDRESS})

    with (
        connections(settings) as addresses,
        pytest.raises(MissingDatabaseURLError, match="KINERJA_DATABASE_OWNER_URL"),
    ):
        addresses.for_owner()
