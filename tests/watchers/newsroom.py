"""Polls written into a real database, one after the other, with the clock in hand."""

import asyncio
import hashlib
from datetime import UTC, datetime, timedelta

from watchers import moves, pipeline
from watchers.model.names import Cursor
from watchers.model.news import Alias, Item, Observation, Poll
from watchers.model.signals import TriggerFigures
from watchers.rules.load import read_rules
from watchers.storage import signals
from watchers.storage.signals import signals as signal_table

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SOURCES = (
    "sources:\n  wire: https://w.example/f\n  tass: {feed: https://t.example/f, title: TASS}\n"
)


def item(title, *, source="wire", published=None):
    """An item that is known by its title."""
    digest = hashlib.sha256(f"{source} {title}".encode()).hexdigest()
    return Item(
        source=source,
        aliases=(Alias("guid", digest),),
        title=title,
        published=published,
    )


class Newsroom:
    """Rules, a database, and the time."""

    def __init__(self, database, rules):
        self.database = database
        self.rules = read_rules(SOURCES + rules, "rules.yaml")
        self.now = START
        self.poll()
        self.poll(source="tass")
        self.tick()

    def use(self, rules):
        """Go by other rules."""
        self.rules = read_rules(SOURCES + rules, "rules.yaml")

    def poll(self, *titles, source="wire", after=HOUR, published=None):
        """Let a source bring these titles, some time later; give the signals it caused."""
        items = [item(title, source=source, published=published) for title in titles]
        return self.bring(*items, source=source, after=after)

    def bring(self, *items, source="wire", after=HOUR):
        """Let a source bring these items, some time later; give the signals it caused."""
        self.now += after
        poll = Poll(source=source, items=items, cursor=Cursor(""))
        return self._caused(
            lambda connection: pipeline.record(
                connection, self.rules.sources[source], poll, self.rules, self.now
            )
        )

    def numbers(self, source, *values, after=HOUR):
        """Let a series bring values of the last days, the newest of today."""
        self.now += after
        observed = tuple(
            Observation(series=source, at=self.now - n * DAY, value=value)
            for n, value in enumerate(reversed(values))
        )
        poll = Poll(source=source, items=(), cursor=Cursor(""), observations=observed)
        return self._caused(
            lambda connection: pipeline.record(
                connection, self.rules.sources[source], poll, self.rules, self.now
            )
        )

    def tick(self, after=timedelta(0)):
        """Let the clock ask; give the signals it caused."""
        self.now += after

        def run(connection):
            signals.append(connection, moves.by_time(connection, self.rules, now=self.now))

        return self._caused(run)

    def _caused(self, work):
        def run(connection):
            last = signals.read_signals(
                connection, signals.select_signals(signal_table.c.id > 0), limit=10_000
            )
            work(connection)
            return signals.read_signals(
                connection,
                signals.select_signals(signal_table.c.id > (last[-1].id if last else 0)),
                limit=10_000,
            )

        return [one.signal for one in asyncio.run(self.database.write(run))]


def kinds(caused):
    """Say of what kinds signals are, stories left out."""
    return [one.kind for one in caused if one.kind != "story"]


def said(caused):
    """Give the sentences of signals."""
    return [
        signal.figures.describe() for signal in caused if isinstance(signal.figures, TriggerFigures)
    ]
