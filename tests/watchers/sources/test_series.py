import asyncio
from datetime import UTC, datetime

import pytest

from tests.watchers.newsroom import Newsroom, kinds, said
from watchers.errors import NotAFeed
from watchers.model.rules import Source
from watchers.model.signals import SignalKind
from watchers.protocols import Body, NotModified, Validators
from watchers.sources import SeriesWatcher

NOW = datetime(2026, 3, 14, tzinfo=UTC)
TRADE = Source(id="trade", url="https://s.example/t.csv", kind="series", title="Trade")


class Server:
    """A fetcher that serves one table, and answers 304 to its validator."""

    def __init__(self, text):
        self.text = text
        self.etag = "1"

    async def fetch(self, url, validators):
        """Serve it."""
        if validators.etag == self.etag:
            return NotModified(validators=validators)
        return Body(
            content=self.text.encode(),
            content_type="text/csv",
            url=url,
            http_status=200,
            validators=Validators(etag=self.etag),
        )


def poll(server, cursor=None, source=TRADE):
    """Look once."""
    return asyncio.run(SeriesWatcher(server, lambda: NOW).poll(source, cursor))


def test_numbers_are_observed_and_forecasts_left_out():
    """What lies ahead has not happened."""
    got = poll(Server("d,v\n2026-02-01,5\n2026-03-01,6\n2026-04-01,7\n"))

    assert [(2, 5.0), (3, 6.0)] == [(one.at.month, one.value) for one in got.observations]
    assert (False, ()) == (got.unchanged, got.items)


def test_what_has_not_changed_is_not_read_again():
    """By its validator, or by its bytes; other columns are another question."""
    server = Server("d,v,w\n2026-02-01,5,6\n")
    first = poll(server)
    assert poll(server, first.cursor).unchanged

    server.etag = "2"
    second = poll(server, first.cursor)
    assert second.unchanged

    other = Source(id="trade", url=TRADE.url, kind="series", value_column="v")
    assert [5.0] == [one.value for one in poll(server, second.cursor, other).observations]


def test_a_table_without_numbers_is_a_failed_look_that_says_why():
    """It is told like any source that cannot be read."""
    with pytest.raises(NotAFeed, match="Trade: no rows in it"):
        poll(Server("<html>"))


RULES = """\
indicators:
  volume:
    triggers:
      - {number: {series: trade, above: 100, severity: critical}}
      - {change: {series: trade, by: -10%, over: 2d}}
"""


def test_an_indicator_moves_when_its_series_does(database):
    """A limit is crossed, a fall comes; each told once, and nothing of the past."""
    room = Newsroom(database, "  trade: {series: https://s.example/t.csv}\n" + RULES)

    assert [SignalKind.FIRST_LOOK] == kinds(room.numbers("trade", 90, 95, 97))
    (crossed,) = room.numbers("trade", 90, 95, 97, 104)
    assert (SignalKind.NUMBER, "critical") == (crossed.kind, crossed.figures["severity"])
    assert crossed.figures["said"].startswith("trade: 104 on")
    assert [] == room.numbers("trade", 95, 97, 104, 105)
    fallen = said(room.numbers("trade", 97, 104, 105, 80))
    assert ["trade: down by 23.1 %"] == [one.split(" in ")[0] for one in fallen]
    assert [] == room.numbers("trade", 104, 105, 80, 79)
