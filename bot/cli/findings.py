"""What `doctor` finds around a watch: its folder, its database, its way to the network."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.app.parts import fetcher_for
from bot.config import Settings
from bot.errors import SettingsWrong
from bot.storage.migrate import MIGRATIONS
from watchers.errors import SourceAway, StorageError
from watchers.fetch.proxies import Proxies, read_proxy
from watchers.fetch.request_headers import variables_of
from watchers.rules.ruleset import RuleSet
from watchers.storage.examine import Examined, examine_database
from watchers.storage.lock import is_held


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at. `advice` is empty where all is well."""

    what: str
    found: str
    advice: str = ""


def folder_finding(folder: Path) -> Finding:
    """Say whether the data folder can be worked in; nothing is written there."""
    what = "data folder"
    try:
        if not folder.exists():
            there = next(parent for parent in folder.absolute().parents if parent.exists())
            if os.access(there, os.W_OK | os.X_OK):
                return Finding(what=what, found=f"{folder}, made at the first start")
            return _unusable(folder, "it is not there, and cannot be made")
        if not folder.is_dir():
            return _unusable(folder, "it is a file")
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            return _unusable(folder, "it cannot be written")
        held = is_held(folder)
    except OSError as e:
        return _unusable(folder, str(e.strerror))
    return Finding(what=what, found=f"{folder}{', a watch is running on it' if held else ''}")


def _unusable(folder: Path, why: str) -> Finding:
    return Finding(
        what="data folder",
        found=f"{folder} is not usable: {why}",
        advice="make it writable, or set WATCHNEXT_DATA to another folder",
    )


def database_finding(settings: Settings) -> tuple[Finding, Examined | None]:
    """Say how the database is, and give what was read of it; nothing is written there."""
    what = "database"
    try:
        examined = examine_database(settings.database, MIGRATIONS)
    except StorageError as e:
        return Finding(what=what, found="not usable", advice=str(e)), None
    found = examined.kind
    if not examined.exists:
        found += ", made at the first start"
    elif not examined.current:
        found += ", of an earlier version: brought up to date at the next start"
    return Finding(what=what, found=found), examined


def network_findings(
    settings: Settings, environment: Mapping[str, str], rules: RuleSet | None
) -> Iterator[Finding]:
    """Yield what the environment says of proxies, certificates and passwords of sources."""
    for scheme, (variable, value) in Proxies(environment).in_use.items():
        what = f"proxy for {scheme}"
        try:
            found = f"{read_proxy(variable, value).name} ({variable}); it looks names up"
            yield Finding(what=what, found=found)
        except SourceAway as e:
            yield Finding(what=what, found="not usable", advice=str(e))
    if environment.get("SSL_CERT_FILE") or environment.get("SSL_CERT_DIR"):
        try:
            fetcher_for(settings, environment)
            yield Finding(what="certificates", found="as SSL_CERT_FILE or SSL_CERT_DIR names them")
        except SettingsWrong as e:
            yield Finding(what="certificates", found="not usable", advice=str(e))
    for id_, source in rules.sources.items() if rules is not None else ():
        if missing := sorted(variables_of(source.request) - environment.keys()):
            advice = f"put {', '.join(missing)} into the environment or into .env"
            yield Finding(what=f"source {id_}", found="its secret is not set", advice=advice)
