"""The settings of the service: KINERJA_* variables, read once and handed down.

`docs/reference/settings.md` is generated from the descriptions here.
"""

import os
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from kinerja.kit.errors import KinerjaError
from kinerja.kit.small_groups import SMALLEST_GROUP

PREFIX = "KINERJA_"


class InvalidSettingsError(KinerjaError):
    """A KINERJA_* variable is unknown or holds a value that cannot be used."""

    code = "INVALID_SETTINGS"
    en = "The settings are wrong: {problems}. `kinerja serve --help` lists all settings."
    id = "Pengaturan salah: {problems}. `kinerja serve --help` menyebutkan semua pengaturan."


class Settings(BaseSettings):
    """What an operator may set. Immutable; secrets do not show in `repr`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    database_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL as the application role. Unset: the embedded PostgreSQL.",
    )
    database_owner_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL as an administrator that may act as `kinerja_owner`; for migrations"
        " and provisioning only. The service itself never uses it.",
    )
    database_report_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL as `kinerja_reporter`, which reads cross-agency report cells only.",
    )
    database_seal_url: SecretStr | None = Field(
        default=None,
        description="PostgreSQL as `kinerja_sealer`, which alone appends to the hash chains over"
        " the audit trails. Unset: the service does not seal; `kinerja audit seal` has to.",
    )
    home: Path = Field(
        default=Path(".kinerja"),
        description="Directory of the embedded PostgreSQL and the development keys.",
    )
    host: str = Field(default="127.0.0.1", description="Address that the service listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port that the service listens on.")
    workers: int = Field(default=1, ge=1, le=64, description="Number of worker processes.")
    pool_size: int = Field(
        default=10, ge=1, le=200, description="Database connections of one worker, at most."
    )
    streams: int = Field(
        default=2,
        ge=0,
        le=50,
        description="Lists that a worker sends line by line at the same time, at most: each keeps a"
        " database connection until its reader has all. Further ones get TOO_MANY_STREAMS.",
    )
    statement_seconds: int = Field(
        default=30,
        ge=1,
        le=900,
        description="Seconds after which PostgreSQL stops a statement of a request, which is then"
        " answered with STATEMENT_TIMEOUT. Work on a whole cycle at once may take 15 minutes.",
    )
    stop_seconds: int = Field(
        default=30,
        ge=1,
        le=900,
        description="Seconds that requests under way have left when the service is told to stop;"
        " then they are cancelled and answered with SHUTTING_DOWN. What ends the process, such as"
        " a cluster, must wait 10 seconds longer.",
    )
    issuer: str | None = Field(
        default=None,
        description="The OpenID provider: the `iss` that tokens of people must carry. Its keys are"
        " found at `/.well-known/openid-configuration` under it.",
    )
    audience: str = Field(
        default="kinerja", min_length=1, description="The `aud` that tokens of people must carry."
    )
    jwks_url: str | None = Field(
        default=None,
        description="Where the keys of the provider (JWKS) are, if it has no discovery document.",
    )
    log_format: Literal["json", "console"] = Field(
        default="json", description="Form of the log lines."
    )
    max_body_bytes: int = Field(
        default=262_144, ge=1024, description="Largest request body, in bytes."
    )
    cost_budget: int = Field(
        default=10_000_000,
        ge=100_000,
        description="Points of cost that one caller may ask a worker for at once; one operation may"
        " cost 100,000. Who has too few left is answered with 429 and THROTTLED.",
    )
    cost_restored_per_second: int = Field(
        default=1_000_000, ge=1, description="Points that a caller gets back each second."
    )
    trusted_documents_only: bool = Field(
        default=False,
        description="Run nothing but documents registered by `kinerja documents add`, whoever asks;"
        " GraphiQL can then ask nothing of its own.",
    )
    report_minimum_group: int = Field(
        default=SMALLEST_GROUP,
        ge=2,
        description="Reports across agencies, and aggregates that are read from outside an agency,"
        " withhold groups of fewer people.",
    )
    audit_seal_seconds: int = Field(
        default=60,
        ge=0,
        description="Seconds between the rounds in which each worker seals what is new in the audit"
        " trails, given `KINERJA_DATABASE_SEAL_URL`; 0: it never does, `kinerja audit seal` has"
        " to.",
    )
    survey_answers_per_link: int = Field(
        default=600,
        ge=1,
        description="Answers of citizens that one worker takes a minute from one survey link.",
    )
    survey_answers_per_network: int = Field(
        default=30,
        ge=1,
        description="Answers of citizens that one worker takes a minute from one network address,"
        " of which it keeps only a keyed hash, in memory.",
    )
    proxies: int = Field(
        default=0,
        ge=0,
        le=9,
        description="Proxies of yours before the service. With 0 `X-Forwarded-For` is not believed,"
        " and behind a proxy all citizens count as one network.",
    )
    graphiql: bool = Field(default=True, description="Serve GraphiQL at the GraphQL address.")

    @model_validator(mode="after")
    def _know_every_variable(self) -> Self:
        """Refuse a KINERJA_* variable without a setting: a misspelt one must not pass silently."""
        known = {PREFIX + name.upper() for name in type(self).model_fields}
        given = {name.upper() for name in os.environ if name.upper().startswith(PREFIX)}
        if unknown := sorted(given - known):
            message = f"unknown variable {', '.join(unknown)}"
            raise ValueError(message)
        return self

    @classmethod
    def described(cls) -> list[tuple[str, str]]:
        """Name each variable and say what it sets, for help and documentation."""
        return [
            (PREFIX + name.upper(), field.description or "")
            for name, field in cls.model_fields.items()
        ]

    @property
    def is_embedded(self) -> bool:
        """Tell whether PostgreSQL is the embedded one: only then may the service issue tokens."""
        return self.database_url is None


def load_settings(**given: Any) -> Settings:  # noqa: ANN401 - the fields of Settings.
    """Read the settings from the environment; `given` (command-line flags) goes before it.

    Raises:
        InvalidSettingsError: a variable is unknown or its value cannot be used. The sentence names
            the variables and never repeats their values, which may be secret.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        problems = "; ".join(
            ".".join((PREFIX + str(part)).upper() for part in problem["loc"]) + f" {problem['msg']}"
            if problem["loc"]
            else str(problem["msg"]).removeprefix("Value error, ")
            for problem in error.errors(include_url=False, include_input=False)
        )
        raise InvalidSettingsError(problems=problems) from None
