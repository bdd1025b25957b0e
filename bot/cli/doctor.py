"""The verb `doctor`: what is well, what is not, and what to do about it."""

import asyncio
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from bot.app.parts import utc_now
from bot.app.platforms import Platforms, troubles
from bot.channels.spelling import PLATFORMS
from bot.cli.findings import Finding, database_finding, folder_finding, network_findings
from bot.cli.reach import reachable
from bot.config import Settings, read_environment, read_settings
from bot.errors import SettingsWrong
from watchers.errors import RuleMistakes, StorageError
from watchers.rules.load import load_rules
from watchers.rules.ruleset import RuleSet
from watchers.sources.catalog import UNUSABLE
from watchers.storage.examine import Examined
from watchers.words import ago, counted

SLACK = timedelta(minutes=5)  # a watch this late is stuck
TOO_OLD = timedelta(days=1)


def examine(rules: Path, *, health: bool) -> int:
    """Print what was found; return the exit code: 1 if anything needs a person.

    With `health` only whether a running watch is well, for a container's health check: then a
    mistake in the settings or rules is raised, as SettingsWrong or RuleMistakes.
    """
    findings = list(_health(rules) if health else _all(rules))
    for finding in findings:
        sys.stdout.write(f"{'!!' if finding.advice else 'ok'}  {finding.what}: {finding.found}\n")
        if finding.advice:
            sys.stdout.write(f"      {finding.advice}\n")
    return int(any(finding.advice for finding in findings))


def _all(path: Path) -> Iterator[Finding]:
    try:
        settings = read_settings()
    except SettingsWrong as e:
        yield Finding(what="settings", found=str(e), advice="correct the environment or .env")
        return
    rules = None
    try:
        rules = load_rules(path, PLATFORMS)
        yield Finding(what="rules", found=f"{path}, {counted(len(rules.indicators), 'indicator')}")
    except RuleMistakes as e:
        yield Finding(what="rules", found=str(e), advice=f"watchnext check {path}")
    for name, why in UNUSABLE.items():
        yield Finding(what=f"source kind {name}", found="cannot be used", advice=why)
    yield folder_finding(settings.data)
    finding, database = database_finding(settings)
    yield finding
    yield from network_findings(settings, read_environment(), rules)
    if rules is not None:
        if database is not None:
            yield from _sight(database, rules)
        yield from _reach(settings, rules)


def _sight(database: Examined, rules: RuleSet) -> Iterator[Finding]:
    """Find sources that cannot be read, and a clock that stands before the last poll."""
    states = database.states
    now = utc_now()
    if any(state.last_poll and state.last_poll > now + SLACK for state in states.values()):
        advice = "it was set back since the last look: check the time of this machine"
        yield Finding(what="clock", found=f"{now:%Y-%m-%d %H:%M} UTC", advice=advice)
    else:
        yield Finding(what="clock", found=f"{now:%Y-%m-%d %H:%M} UTC")
    polled = [states[id_] for id_ in rules.polled_sources if id_ in states]
    failing = [state for state in polled if state.failures]
    found = f"{len(rules.sources)} in the rules, {len(polled)} looked at, {len(failing)} failing"
    named = ", ".join(state.source for state in failing[:5])
    advice = f"watchnext feeds says why: {named}" if failing else ""
    yield Finding(what="sources", found=found, advice=advice)


def _reach(settings: Settings, rules: RuleSet) -> Iterator[Finding]:
    """Ask every destination whether cards can be posted there, and each platform for its ear."""
    try:
        with reachable(settings, rules) as platforms:
            wrong = asyncio.run(_asked(rules, platforms))
    except StorageError:
        return  # its own finding has said so
    for id_, place in rules.destinations.items():
        what = f"destination {id_}"
        if place.platform not in platforms.channels:
            how = f"`watchnext setup {place.platform}` connects it"
            found = f"{place.platform} is not connected, so the terminal is told; {how}"
            yield Finding(what=what, found=found)
        else:
            yield _standing(what, f"{place.platform} {place.address}", wrong.get(id_, ()))
    for platform in platforms.connected:
        name = platform.channel.name
        yield _standing(name, "its people can be heard", wrong.get(name, ()))


async def _asked(rules: RuleSet, platforms: Platforms) -> Mapping[str, Sequence[str]]:
    try:
        return await troubles(tuple(rules.destinations.values()), platforms)
    finally:
        for platform in platforms.connected:
            await platform.stop()


def _standing(what: str, well: str, wrong: Sequence[str]) -> Finding:
    return Finding(what=what, found="trouble" if wrong else well, advice="\n      ".join(wrong))


def _health(path: Path) -> Iterator[Finding]:
    settings = read_settings()
    rules = load_rules(path, PLATFORMS)
    longest = max((each.every for each in rules.polled_sources.values()), default=timedelta(0))
    finding, database = database_finding(settings)
    if database is None:
        yield finding
        return
    states = database.states
    polls = [state.last_poll for state in states.values() if state.last_poll]
    if not polls:
        yield Finding(what="watch", found="no look yet", advice="wait for the first look")
        return
    now, last = utc_now(), max(polls)
    # A watch that is well polls within its slowest source's interval; twice that is late. An
    # interval of many days excuses no more than two of them.
    late = now - last > min(longest, TOO_OLD) * 2 + SLACK
    yield Finding(
        what="watch",
        found=f"last look {ago(last, now)}",
        advice="the watch is stuck or stopped: start it again" if late else "",
    )
