import asyncio
import random
import threading
from datetime import UTC, datetime

from watchers.model.names import Cursor, ItemId
from watchers.model.news import Alias, Item, Poll
from watchers.polling.poller import Poller
from watchers.rules.load import read_rules
from watchers.storage import matches

RULES = "sources: {w: https://w.example/f}\nindicators: {gas: {query: gas}, oil: {query: oil}}"
TITLES = ("Gas flows", "Rain in Paris", "Oil and gas")


class Threads:
    """An index that notes in which thread it was asked."""

    def __init__(self, index):
        self.index = index
        self.names = []

    def find_matches(self, passage):
        """Ask the real one."""
        self.names.append(threading.current_thread().name)
        return self.index.find_matches(passage)


class Brings:
    """A watcher that brings items with these titles, one more at each poll."""

    def __init__(self, count):
        self.count = count

    async def poll(self, source, cursor, answered):
        """Bring them."""
        items = tuple(
            Item(source=source.id, aliases=(Alias("guid", title),), title=title)
            for title in TITLES[: self.count]
        )
        self.count += 1
        return Poll(source=source.id, items=items, cursor=Cursor("{}"))


def poller_of(database, rules, watcher):
    """A poller by these rules."""
    return Poller(
        database,
        rules,
        {"feed": watcher},
        now=lambda: datetime.now(UTC),
        rng=random.Random(1),
        on_poll=lambda _recorded: None,
    )


def test_what_a_first_look_brings_is_matched_before_the_writer_has_it(database):
    """Thousands of first looks hold up no card; what is matched and stored is the same."""
    rules = read_rules(RULES, "rules.yaml")
    threads = rules.__dict__["index"] = Threads(rules.index)
    poller = poller_of(database, rules, Brings(2))
    (source,) = rules.sources.values()

    async def look():
        states = await poller.reserve([source])
        await poller.poll(source, states[source.id])
        return list(threads.names)

    async def scenario():
        first, both = await look(), await look()
        stored = await database.read(lambda c: matches.of_items(c, map(ItemId, (1, 2, 3))))
        return first, both[len(first) :], stored

    first, second, stored = asyncio.run(scenario())

    assert ["asyncio_0"] * 2 == first
    assert all(name.startswith("writer") for name in second)
    assert {1: ["gas"], 3: ["gas", "oil"]} == {
        item: [match.indicator for match in found] for item, found in stored.items()
    }
