"""Adds sources to the rules file: what comes of it is read first, then it replaces the file."""

import codecs
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.channels.spelling import PLATFORMS
from watchers.errors import RuleMistakes
from watchers.rules.adding import NewSource, new_ids, same_feed, source_lines, with_sources
from watchers.rules.document import Document
from watchers.rules.load import Content, contents_of, decode_rules, read_contents
from watchers.rules.nodes import find_node
from watchers.rules.ruleset import RuleSet
from watchers.words import counted, excerpt

_MOST_SHOWN = 5


class _NotAdded(Exception):
    """The file is better left as it is."""


def without_known(rules: RuleSet, added: Sequence[NewSource]) -> list[NewSource]:
    """Return those of `added` that are not in the rules, each once; the others are said."""
    known = {same_feed(source.url): id_ for id_, source in rules.sources.items()}
    fresh: dict[str, NewSource] = {}
    for source in added:
        feed = same_feed(source.url)
        if feed in known:
            sys.stderr.write(f"{_called(source)} is there already, as {known[feed]}\n")
        elif feed in fresh:
            sys.stderr.write(f"{_called(source)} is listed twice\n")
        else:
            fresh[feed] = source
    return list(fresh.values())


def print_sources(rules: RuleSet, added: Sequence[NewSource]) -> None:
    """Print the lines to paste under `sources:`."""
    sys.stdout.write(source_lines(added, new_ids(added, rules.sources)))


def add_sources(path: Path, rules: RuleSet, added: Sequence[NewSource]) -> int:
    """Write `added` into the rules at `path`, and say so; return the exit code.

    Of a folder the first file that has sources gets them.
    1 where the file cannot be written, or what comes of it is not sound: then it is as it was, and
    the lines are printed to be pasted by hand.
    """
    ids = new_ids(added, rules.sources)
    file = path
    try:
        contents = contents_of(path)
        at = next((at for at, each in enumerate(contents) if _has_sources(each)), 0)
        before = contents[at]
        file = Path(before.file or path)
        after = _with_sources(before, str(file), added, ids)
        # What a machine wrote is read as what a person wrote is, before it replaces anything.
        changed = (*contents[:at], after, *contents[at + 1 :])
        _hold_whole(read_contents(changed, str(path), PLATFORMS), {*rules.sources, *ids})
        _replace(file, before.written, after.written)
    except (OSError, RuleMistakes, _NotAdded) as e:
        said = e.strerror if isinstance(e, OSError) else str(e)
        sys.stderr.write(f"{file} is as it was ({said}); these lines go under its sources:\n")
        print_sources(rules, added)
        return 1
    shown = ", ".join(ids[:_MOST_SHOWN]) + (", ..." if len(ids) > _MOST_SHOWN else "")
    sys.stdout.write(f"{file} has {counted(len(ids), 'more source')}: {shown}\n")
    return 0


def _has_sources(content: Content) -> bool:
    text = decode_rules(content.written, content.file)
    return find_node(Document(text).root, ("sources",)) is not None


def _with_sources(
    content: Content, file: str, added: Sequence[NewSource], ids: Sequence[str]
) -> Content:
    mark = codecs.BOM_UTF8 if content.written.startswith(codecs.BOM_UTF8) else b""
    text = with_sources(decode_rules(content.written, file), added, ids)
    return content._replace(written=mark + text.encode())


def _hold_whole(found: RuleSet, expected: set[str]) -> None:
    if {*found.sources} != expected:
        raise _NotAdded("the new lines would not stand where its sources do")


def _replace(path: Path, before: bytes, after: bytes) -> None:
    """Put `after` in the place of the file at once: whoever reads it finds one or the other."""
    path = path.resolve()  # a link stays one
    new = path.with_name(f".{path.name}.new")
    try:
        with new.open("wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, new)
        # Somebody may have saved it in an editor meanwhile.
        if path.read_bytes() != before:
            raise _NotAdded("it was changed meanwhile")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _called(source: NewSource) -> str:
    return excerpt(source.title) if source.title else source.url
