"""Settings come from KINERJA_* variables, and a wrong one stops the start."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from kinerja.settings import InvalidSettingsError, Settings, load_settings


def test_nothing_configured_means_the_embedded_database() -> None:
    settings = load_settings()

    assert settings.is_embedded
    assert settings.home == Path(".kinerja")
    assert (settings.host, settings.port, settings.workers) == ("127.0.0.1", 8000, 1)
    assert settings.report_minimum_group == 5


def test_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_DATABASE_URL", "postgresql://kinerja_app@db/kinerja")
    monkeypatch.setenv("KINERJA_POOL_SIZE", "25")

    settings = load_settings()

    assert not settings.is_embedded
    assert settings.pool_size == 25


def test_a_flag_goes_before_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_PORT", "9001")

    assert load_settings(port=9002).port == 9002
    assert load_settings(port=None).port == 9001


def test_an_unknown_variable_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_DATABSE_URL", "postgresql://misspelt")

    with pytest.raises(InvalidSettingsError, match="unknown variable KINERJA_DATABSE_URL"):
        load_settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KINERJA_PORT", "web"),
        ("KINERJA_PORT", "70000"),
        ("KINERJA_WORKERS", "0"),
        ("KINERJA_LOG_FORMAT", "xml"),
        ("KINERJA_REPORT_MINIMUM_GROUP", "1"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(InvalidSettingsError) as refused:
        load_settings()

    assert variable in str(refused.value)
    assert f"'{value}'" not in str(refused.value)


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KINERJA_DATABASE_URL", "postgresql://kinerja_app:hunter2@db/kinerja")

    settings = load_settings()

    assert "hunter2" not in repr(settings)
    assert "hunter2" not in settings.model_dump_json()


def test_settings_cannot_be_changed() -> None:
    settings = load_settings()

    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1  # type: ignore[misc]  # the point of the test


def test_every_setting_is_described() -> None:
    described = dict(Settings.described())

    assert set(described) == {f"KINERJA_{name.upper()}" for name in Settings.model_fields}
    assert all(described.values())
