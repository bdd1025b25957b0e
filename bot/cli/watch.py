"""The verbs that watch: run, once, demo."""

import asyncio
import json
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot.app.parts import Parts, assembled, kept, utc_now
from bot.app.platforms import Platforms, connect_platforms
from bot.app.running import once, run, stop_on_signals
from bot.channels.console.channel import ConsoleChannel
from bot.config import Settings, read_environment, read_settings
from bot.errors import SettingsWrong
from bot.log import start_log
from bot.protocols import Commands
from watchers.fetch.request_headers import variables_of
from watchers.pipeline import PollRecord
from watchers.rules.ruleset import RuleSet
from watchers.words import counted


def run_until_stopped(rules: RuleSet, file: Path, *, as_json: bool, verbose: bool) -> None:
    """Watch until SIGINT or SIGTERM, then say what was kept. What is saved at `file` is used."""
    settings = _begin(rules, verbose=verbose)
    asyncio.run(_run(settings, rules, file, as_json=as_json))


def run_once(rules: RuleSet, *, as_json: bool, verbose: bool) -> None:
    """Look once at every source."""
    settings = _begin(rules, verbose=verbose)
    asyncio.run(_once(settings, rules, as_json=as_json))


def run_demo(rules: RuleSet, *, as_json: bool, verbose: bool) -> None:
    """Watch the invented world with the indicators of `rules`; keeps nothing."""
    settings = _begin(rules, verbose=verbose)
    with tempfile.TemporaryDirectory(prefix="watchnext-demo-") as folder:
        asyncio.run(_demo(settings, Path(folder), rules, as_json=as_json))


async def _run(settings: Settings, rules: RuleSet, file: Path, *, as_json: bool) -> None:
    async with _parts(settings, rules, as_json=as_json) as (parts, console):
        stop = stop_on_signals()
        _say(_watching(rules), "Only what is new from now on is told; Ctrl-C stops.")
        await _run_while(console.reader_gone.wait(), parts, stop, file)
        _say(await _saved(parts, settings))


async def _once(settings: Settings, rules: RuleSet, *, as_json: bool) -> None:
    async with _parts(settings, rules, as_json=as_json) as (parts, _console):
        polled = await once(parts)
        failed = sum(bool(record.error) for record in polled)
        _say(
            f"Looked at {counted(len(polled), 'source')}, {failed} failed"
            + ("; `watchnext feeds` says why." if failed else "."),
            await _saved(parts, settings),
        )


async def _demo(settings: Settings, folder: Path, rules: RuleSet, *, as_json: bool) -> None:
    from bot.demo.world import demo_world

    async with demo_world() as world:
        rules = replace(
            rules, sources={source.id: source for source in world.sources}, destinations={}
        )
        settings = settings.model_copy(
            update={
                "data": folder,
                "database_url": None,
                "allow": world.allow,
                "slack_bot_token": None,  # the demo tells in the terminal, whatever is set
                "discord_token": None,
            }
        )
        async with _parts(settings, rules, as_json=as_json) as (parts, _console):
            stop = stop_on_signals()
            _say(
                _watching(rules),
                "All outlets and news here are invented; minutes pass in seconds.",
            )
            await _run_while(world.over(), parts, stop)
            _say("The demo is over. `watchnext run` watches the real sources of rules.yaml.")


async def _run_while(
    ending: Awaitable[object], parts: Parts, stop: asyncio.Event, file: Path | None = None
) -> None:
    """Run until `stop`, which is also set when `ending` comes."""

    async def end() -> None:
        await ending
        stop.set()

    task = asyncio.create_task(end())
    await run(parts, stop, file)
    task.cancel()


@asynccontextmanager
async def _parts(
    settings: Settings, rules: RuleSet, *, as_json: bool
) -> AsyncIterator[tuple[Parts, ConsoleChannel]]:
    made: list[ConsoleChannel] = []

    def connect(commands: Commands) -> Platforms:
        history = settings.data / "terminal.history"
        try:
            made.append(ConsoleChannel(out=sys.stdout, history=history, as_json=as_json))
        except OSError as e:
            raise SettingsWrong(
                f"{history} cannot be opened ({e.strerror}): make it readable and writable, "
                "or move it away"
            ) from e
        return connect_platforms(settings, commands, made[0], now=utc_now, rng=random.Random())  # noqa: S311

    told = _print_poll if as_json else _ignore
    async with assembled(settings, rules, connect, on_poll=told) as parts:
        yield parts, made[0]


def _begin(rules: RuleSet, *, verbose: bool) -> Settings:
    settings, environment = read_settings(), read_environment()
    named = {name for source in rules.sources.values() for name in variables_of(source.request)}
    secrets = (*settings.secrets, *filter(None, map(environment.get, sorted(named))))
    # On a terminal cards speak for themselves; elsewhere the log is what there is to see.
    quiet = sys.stderr.isatty() and not verbose
    start_log("error" if quiet else "info", secrets)
    return settings


def _print_poll(recorded: PollRecord) -> None:
    """Print one poll as a line of JSON."""
    line = {
        "kind": "poll",
        "source": recorded.source.id,
        "status": recorded.status,
        "items": recorded.items,
        "new": recorded.new,
        "http_status": recorded.http_status,
        "error": recorded.error or None,
        "left_out": recorded.left_out or None,
    }
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _ignore(_recorded: PollRecord) -> None:
    pass


def _watching(rules: RuleSet) -> str:
    indicators = counted(len(rules.indicators), "indicator")
    return f"Watching {counted(len(rules.polled_sources), 'source')} for {indicators}."


async def _saved(parts: Parts, settings: Settings) -> str:
    count = await kept(parts.database)
    return (
        f"Kept in {settings.data}: {counted(count.items, 'item')}, "
        f"{counted(count.sent, 'card')} told, {count.waiting} waiting."
    )


def _say(*sentences: str) -> None:
    """Tell the person at the terminal; standard output is for cards alone."""
    for sentence in sentences:
        sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
