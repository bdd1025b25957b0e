"""Settings, read once from the environment or `.env`. Only app and cli read them."""

import os
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Annotated

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsWrong
from watchers.errors import AddressForbidden
from watchers.fetch.guard import read_allowed
from watchers.secrets import without_secrets
from watchers.words import excerpt


def _own_folder() -> Path:
    """Return the user's own data folder. Raises SettingsWrong for a user without a home."""
    try:
        folder = user_data_path("watchnext", appauthor=False)
    except (RuntimeError, KeyError, OSError):
        folder = Path()
    if not folder.is_absolute():
        raise SettingsWrong(
            "this user has no home folder to keep data in: set WATCHNEXT_DATA to a folder "
            "that can be written"
        )
    return folder


class Settings(BaseSettings):
    """What an operator sets. Secrets show as `***` wherever they are printed."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        frozen=True,
    )

    data: Path = Field(
        default_factory=_own_folder,
        validation_alias="WATCHNEXT_DATA",
    )
    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
    allow: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(), validation_alias="WATCHNEXT_ALLOW"
    )
    workspaces: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(), validation_alias="WATCHNEXT_WORKSPACES"
    )
    slack_bot_token: SecretStr | None = Field(default=None, validation_alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(default=None, validation_alias="SLACK_APP_TOKEN")
    slack_api_url: str = Field(default="https://slack.com/api/", validation_alias="SLACK_API_URL")
    discord_token: SecretStr | None = Field(default=None, validation_alias="DISCORD_TOKEN")
    discord_api_url: str = Field(
        default="https://discord.com/api/v10", validation_alias="DISCORD_API_URL"
    )
    discord_gateway_url: str = Field(
        default="wss://gateway.discord.gg/", validation_alias="DISCORD_GATEWAY_URL"
    )

    @field_validator("workspaces", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return frozenset(_listed(value)) if isinstance(value, str) else value

    @field_validator("allow", mode="before")
    @classmethod
    def _allowed(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return frozenset(map(_authority, _listed(value), count(1)))

    @property
    def database(self) -> str:
        """The address of the database; SQLite in the data folder unless one is set."""
        if self.database_url is not None and (url := self.database_url.get_secret_value()):
            return url
        return f"sqlite:///{self.data.absolute() / 'watchnext.sqlite3'}"

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every secret in plain text, so that the log can leave it out."""
        kept = (self.slack_bot_token, self.slack_app_token, self.discord_token, self.database_url)
        return tuple(
            secret.get_secret_value() for secret in kept if secret and secret.get_secret_value()
        )


def _listed(value: str) -> list[str]:
    return value.replace(",", " ").split()


def _authority(written: str, number: int) -> str:
    try:
        return read_allowed(written)
    except AddressForbidden as e:
        shown = excerpt(without_secrets(written))
        raise PydanticCustomError(
            "said",
            "number {number}, {shown}, cannot be used ({why}); write host:port, such as "
            "127.0.0.1:8000",
            {"number": number, "shown": shown, "why": str(e).partition(";")[0]},
        ) from None


def read_environment() -> Mapping[str, str]:
    """Read the environment, and below it `.env`: what rules.yaml and proxies name is there."""
    written = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return written | os.environ


def read_settings() -> Settings:
    """Read the settings, or raise SettingsWrong naming each that cannot be used."""
    try:
        return Settings()
    except ValidationError as e:
        wrong = "; ".join(f"{each['loc'][0]}: {each['msg']}" for each in e.errors())
        raise SettingsWrong(f"settings cannot be used: {wrong}") from None
