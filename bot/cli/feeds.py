"""The verb `feeds`: how each source stands."""

import json
import sys
from datetime import datetime, timedelta

from bot.app.parts import utc_now
from bot.cli.reach import read_database
from bot.model.cards import AnswerRow, Card
from bot.queries.feeds import Standing, feeds_card, standings, why_then
from watchers.rules.ruleset import RuleSet
from watchers.secrets import without_secrets
from watchers.words import ago, lasting


def show_feeds(rules: RuleSet, name: str = "", *, as_json: bool) -> None:
    """Print how each source of the rules stands, in their order, or all about the one so named.

    Raises StorageError.
    """
    if name and not as_json:
        now = utc_now()
        _print_card(read_database(lambda connection: feeds_card(connection, rules, name, now)), now)
        return
    found = read_database(lambda connection: standings(connection, rules))
    now = utc_now()
    if as_json:
        for standing in found:
            sys.stdout.write(json.dumps(_feed_json(standing), ensure_ascii=False) + "\n")
        return
    from bot.cli.printer import Printer

    headings = ("source", "status", "items", "last look", "last new", "next look", "trouble")
    Printer(sys.stdout).bare_table(headings, [_feed_row(standing, now) for standing in found])


def _print_card(card: Card, now: datetime) -> None:
    from bot.cli.printer import Printer

    printer = Printer(sys.stdout)
    printer.heading(card.title)
    printer.line(card.text)
    rows = [(row.lead, _fact(row, now)) for row in card.rows]
    if rows:
        printer.bare_table(("what", "how it is"), rows)


def _fact(row: AnswerRow, now: datetime) -> str:
    if row.when is None:
        return "".join(piece.text for piece in row.pieces)
    when = ago(row.when, now) if row.when <= now else f"in {lasting(row.when - now)}"
    return f"{when}: {row.quiet}" if row.quiet else when


def _feed_row(standing: Standing, now: datetime) -> tuple[str, ...]:
    state = standing.state
    due = state.next_poll and lasting(max(state.next_poll - now, timedelta(0)))
    return (
        standing.source.name,
        standing.status,
        str(standing.items),
        _ago(state.last_poll, now),
        _ago(state.last_new, now),
        f"in {due}: {why_then(standing.source, state)}" if due and not standing.source.off else "",
        state.error or state.left_out,
    )


def _ago(moment: datetime | None, now: datetime) -> str:
    return "never" if moment is None else ago(moment, now)


def _feed_json(standing: Standing) -> dict[str, object]:
    state = standing.state
    times = {
        "last_look": state.last_poll,
        "last_good": state.last_good,
        "last_new": state.last_new,
        "next_look": None if standing.source.off else state.next_poll,
        "failing_since": state.failing_since,
    }
    return {
        "source": standing.source.id,
        "title": standing.source.name,
        "url": without_secrets(standing.source.url),
        "status": standing.status,
        "http_status": state.http_status,
        "items": standing.items,
        "failures": state.failures,
        "error": state.error or None,
        "validators": list(standing.validators),
        "lang": standing.source.lang,
        "rhythm_seconds": state.rhythm,
        "why_then": None if standing.source.off else why_then(standing.source, state),
        "beyond_cap": state.beyond_cap,
        "unread_dates": state.unread_dates,
        "cut_at": state.cut_at or None,
        **{name: at.isoformat() if at else None for name, at in times.items()},
    }
