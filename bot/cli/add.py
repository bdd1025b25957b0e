"""The verb `add`: finds the feeds of a site and puts one into the rules."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import typer

from bot.app.parts import fetcher_for, utc_now
from bot.cli.rules_file import add_sources, print_sources, without_known
from bot.config import read_environment, read_settings
from watchers.confined.reader import ConfinedReader
from watchers.errors import SourceError
from watchers.fields.values import is_language
from watchers.rules.adding import NewSource
from watchers.rules.ruleset import RuleSet
from watchers.sources.discovery import FoundFeed, find_feeds
from watchers.words import ago, counted, excerpt

_MOST_TITLE = 60


def add_feed(rules: RuleSet, path: Path, url: str, *, yes: bool, only_print: bool) -> int:
    """Add the feed of a site to the rules at `path`; return the exit code.

    Of several the first with `yes`, else the one that a person at a terminal chooses. 1 where none
    was found, none was chosen, or the file cannot be written.
    """
    address = url if "://" in url else f"https://{url}"  # as people say it
    try:
        found = asyncio.run(_find(address))
    except SourceError as e:
        sys.stderr.write(f"{e}\n")
        return 1
    if not found:
        sys.stderr.write(
            "No feed was found there. Perhaps the site has one elsewhere; or watch the page itself:"
            " {page: ..., links: ...}, see docs/rules.md\n"
        )
        return 1
    _show(found)
    chosen = _chosen(found, yes=yes)
    if chosen is None:
        sys.stderr.write("Nothing was added; name the address of one, or say --yes.\n")
        return 1
    added = without_known(rules, [_source(chosen)])
    if only_print or not added:
        print_sources(rules, added)
        return 0
    return add_sources(path, rules, added)


async def _find(url: str) -> Sequence[FoundFeed]:
    async with (
        fetcher_for(read_settings(), read_environment()) as fetcher,
        ConfinedReader() as reader,
    ):
        return await find_feeds(url, fetcher, reader, utc_now())


def _show(found: Sequence[FoundFeed]) -> None:
    """Print the feeds to standard error: what is piped on are lines for the rules."""
    for number, feed in enumerate(found, 1):
        newest = f", the newest {ago(feed.newest, utc_now())}" if feed.newest else ""
        title = excerpt(feed.title, _MOST_TITLE) if feed.title else "without a title"
        sys.stderr.write(f"{number}  {title}: {counted(feed.items, 'item')}{newest}\n")
        sys.stderr.write(f"   {feed.url}\n")


def _chosen(found: Sequence[FoundFeed], *, yes: bool) -> FoundFeed | None:
    # The only one needs no question: whoever named the site wants it.
    if len(found) == 1 or yes:
        return found[0]
    if not sys.stdin.isatty():
        return None
    answer = typer.prompt(f"Which one (1 to {len(found)}, 0 for none)", type=int, err=True)
    return found[answer - 1] if 1 <= answer <= len(found) else None


def _source(feed: FoundFeed) -> NewSource:
    return NewSource(
        url=feed.url, title=feed.title, lang=feed.lang if is_language(feed.lang) else ""
    )
