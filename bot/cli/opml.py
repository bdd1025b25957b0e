"""The verbs `import` and `export`: lists of feeds as feed readers exchange them."""

import asyncio
import sys
from pathlib import Path
from typing import Any

from bot.app.parts import utc_now
from bot.cli.rules_file import add_sources, print_sources, without_known
from watchers.confined.child import Refusal
from watchers.confined.reader import ConfinedReader
from watchers.fields.values import is_language
from watchers.parse.opml import opml_of
from watchers.rules.adding import NewSource
from watchers.rules.ruleset import RuleSet
from watchers.words import counted, excerpt

READER = "watchers.parse.opml:opml_records"
MOST_BYTES = 16 << 20


def import_feeds(rules: RuleSet, path: Path, file: Path, *, only_print: bool) -> int:
    """Add the feeds of an OPML file to the rules at `path`; return the exit code.

    What is there already is left out and said, and so is what has no address. 1 where the file
    cannot be read, or nothing could be written.
    """
    try:
        content = file.read_bytes()[: MOST_BYTES + 1]
        records = asyncio.run(_read(content))
    except OSError as e:
        sys.stderr.write(f"{file} cannot be read: {e.strerror}\n")
        return 1
    except Refusal as e:
        sys.stderr.write(f"{file}: {e.message}\n")
        return 1
    for record in records:
        if record["url"] is None:
            sys.stderr.write(f"not a web address: {excerpt(str(record['written']), 80)}\n")
    added = without_known(rules, [_source(each) for each in records if each["url"] is not None])
    added.sort(key=lambda source: source.under != "")  # or a comment would cover them too
    if not added:
        sys.stdout.write(f"{file}: {counted(len(records), 'feed')}, none of them new\n")
        return 0
    if only_print:
        print_sources(rules, added)
        return 0
    return add_sources(path, rules, added)


def export_feeds(rules: RuleSet) -> None:
    """Print the feeds of the rules as OPML 2.0."""
    title = rules.article.title if rules.article else "watchnext"
    sys.stdout.write(opml_of(rules.sources.values(), title, utc_now()))


async def _read(content: bytes) -> list[dict[str, Any]]:
    async with ConfinedReader() as reader:
        return await reader.read(READER, content, {}, dict)


def _source(record: dict[str, Any]) -> NewSource:
    lang = str(record["lang"])
    return NewSource(
        url=str(record["url"]),
        title=str(record["title"]),
        lang=lang if is_language(lang) else "",
        under=str(record["folder"]),
    )
