"""The verbs that look at what is there: feeds, explain."""

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from bot.app import utc_now
from bot.config import read_settings
from bot.queries import Known, Standing, is_address, known_items, standings
from bot.render import counted, lasting
from bot.storage import MIGRATIONS
from watchers.language import Clause, read_passage
from watchers.rules import RuleSet
from watchers.storage import Connection
from watchers.storage.database import Database
from watchers.storage.lock import make_folder

T = TypeVar("T")


def show_feeds(rules: RuleSet, *, as_json: bool) -> None:
    """Print how each source of the rules stands."""
    found = _asked(lambda connection: standings(connection, rules))
    now = utc_now()
    if as_json:
        for one in found:
            sys.stdout.write(json.dumps(_feed_json(one), ensure_ascii=False) + "\n")
        return
    from bot.channels.console.screen import Screen

    headings = ("source", "status", "items", "last look", "last new", "next look", "trouble")
    Screen(sys.stdout).table("", headings, [_feed_row(one, now) for one in found])


def explain_text(rules: RuleSet, text: str, *, as_json: bool) -> int:
    """Print what every indicator says of a text; of an address, what became of it first.

    Gives the exit code: 1 for an address that was never seen.
    """
    if not is_address(text):
        _print_clauses(rules, {"title": text}, as_json=as_json)
        return 0
    known = _asked(lambda connection: known_items(connection, rules, text))
    if not known:
        sys.stderr.write("No source has published this address; give its headline instead.\n")
        return 1
    for one in known:
        if not as_json:
            sys.stdout.writelines(f"{line}\n" for line in _became(one, utc_now()))
        item = one.stored.item
        fields = {"title": item.title, "body": item.summary, "url": item.url or ""}
        _print_clauses(rules, fields, as_json=as_json)
    return 0


def _asked(work: Callable[[Connection], T]) -> T:
    settings = read_settings()
    make_folder(settings.data)
    with Database(settings.database) as database:
        database.open(MIGRATIONS)
        return asyncio.run(database.read(work))


def _feed_row(one: Standing, now: datetime) -> tuple[str, ...]:
    state = one.state
    due = state.next_look and lasting(max(state.next_look - now, timedelta(0)))
    return (
        one.source.name,
        state.status,
        str(one.items),
        _ago(state.last_look, now),
        _ago(state.last_new, now),
        f"in {due}" if due else "",
        state.error,
    )


def _ago(at: datetime | None, now: datetime) -> str:
    return "never" if at is None else f"{lasting(now - at)} ago"


def _feed_json(one: Standing) -> dict[str, object]:
    state = one.state
    times = ("last_look", "last_good", "last_new", "next_look", "failing_since")
    return {
        "source": one.source.id,
        "title": one.source.name,
        "url": one.source.url,
        "status": state.status,
        "http_status": state.http_status,
        "items": one.items,
        "failures": state.failures,
        "error": state.error or None,
        **{name: at.isoformat() if (at := getattr(state, name)) else None for name in times},
    }


def _became(one: Known, now: datetime) -> Iterator[str]:
    yield one.stored.item.title
    yield f"  from {one.stored.item.source}, first seen {_ago(one.stored.first_seen, now)}"
    if not one.matched:
        yield "  matched no indicator when it was judged"
    elif not one.told:
        yield f"  matched {', '.join(one.matched)} at the first look at its source: not told"
    for told in one.told:
        to = f"to {told.destination}" if told.destination else "to nobody"
        yield f"  {told.indicator}: {told.verdict.value} {to}: {told.reason}"


def _print_clauses(rules: RuleSet, fields: dict[str, str], *, as_json: bool) -> None:
    passage = read_passage(fields)
    held = 0
    for id_, query in rules.queries.items():
        clause = query.explain(passage)
        held += clause.held
        if as_json:
            line = {"indicator": id_, **_clause_json(clause, fields)}
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            continue
        sys.stdout.write(f"\n{_mark(clause)} {id_}: {rules.indicators[id_].title}\n")
        sys.stdout.writelines(f"{line}\n" for line in _clause_lines(clause, fields, depth=1))
    if not as_json:
        sys.stdout.write(f"\n{held} of {counted(len(rules.queries), 'indicator')} hold.\n")


def _clause_lines(clause: Clause, fields: dict[str, str], *, depth: int) -> Iterator[str]:
    words = "  ".join(f"“{word}”" for word in _words(clause, fields))
    yield f"{'  ' * depth}{_mark(clause)} {_brief(clause.text)}{'   ' * bool(words)}{words}"
    for child in clause.children:
        yield from _clause_lines(child, fields, depth=depth + 1)


def _mark(clause: Clause) -> str:
    return "✓" if clause.held else "✗"


def _brief(text: str, most: int = 76) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _words(clause: Clause, fields: dict[str, str]) -> list[str]:
    found = [fields.get(span.field, "")[span.start : span.end] for span in clause.spans]
    return list(dict.fromkeys(word for word in found if word))


def _clause_json(clause: Clause, fields: dict[str, str]) -> dict[str, object]:
    return {
        "clause": clause.text,
        "held": clause.held,
        "words": _words(clause, fields),
        "parts": [_clause_json(child, fields) for child in clause.children],
    }
