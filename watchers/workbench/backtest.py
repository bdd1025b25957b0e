"""A query asked of the news that was kept: how often it would have held, and for what. Reads."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from watchers.language.query import Query
from watchers.match.index import Index
from watchers.match.items import match_item
from watchers.model.names import IndicatorId, SourceId
from watchers.model.news import Evidence
from watchers.model.rules import Source
from watchers.storage import Connection, items
from watchers.storage.items import StoredItem
from watchers.workbench.sampling import EvenSample

MOST_ITEMS = 100_000
SAMPLES = 10
_BATCH = 500
_QUERY, _AGAINST = IndicatorId("query"), IndicatorId("against")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An item that a query holds for. `at` is when it was published, or else first seen."""

    stored: StoredItem
    at: datetime
    evidence: Evidence


class Day(NamedTuple):
    """A day in UTC and how many items of it the query holds for."""

    date: date
    hits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Items for which one query holds and the other does not; samples of them, newest first."""

    total: int
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What came of it. `gained` and `lost` are None where nothing was compared with."""

    since: datetime
    until: datetime
    looked_at: int  # items of that time
    cut: bool  # there were more of them: the oldest were left out
    total: int
    hits_a_day: tuple[Day, ...]  # every day from `since` to `until`, oldest first
    by_source: tuple[tuple[SourceId, int], ...]  # most hits first
    samples: tuple[Sample, ...]  # spread over the hits, newest first
    gained: Difference | None = None
    lost: Difference | None = None


def backtest(
    connection: Connection,
    query: Query,
    *,
    against: Query | None = None,
    since: datetime,
    now: datetime,
    source_of: Callable[[SourceId], Source],
    most: int = MOST_ITEMS,
    enough: Callable[[], bool] = lambda: False,
) -> Backtest:
    """Return what `query` holds for of the items from `since` to `now`: of the newest `most`.

    An item belongs to the day its publisher says, or to the day it was first seen where that is
    unknown or still to come. With `against` the two queries are compared item by item. `enough` is
    asked every 500 items whether to end the search. Memory does not grow with the items.
    """
    count = _Count(compared=against is not None)
    # Asked as the watch asks: by an index, which leaves out what cannot hold.
    index = Index({_QUERY: query} if against is None else {_QUERY: query, _AGAINST: against})
    cut = False
    for stored, at in _items(connection, since, now):
        if count.looked_at == most or (count.looked_at % _BATCH == _BATCH - 1 and enough()):
            cut = True
            break
        matches = match_item(index, stored.item, source_of(stored.item.source))
        found = {match.indicator: match.evidence for match in matches}
        count.take(stored, at, found.get(_QUERY), found.get(_AGAINST))
    return Backtest(
        since=since,
        until=now,
        looked_at=count.looked_at,
        cut=cut,
        total=count.hits.offered,
        hits_a_day=tuple(_days(since, now, count.by_day)),
        by_source=tuple(count.by_source.most_common()),
        samples=_newest_first(count.hits),
        gained=_difference(count.gained) if count.compared else None,
        lost=_difference(count.lost) if count.compared else None,
    )


class _Count:
    """What was found so far."""

    def __init__(self, *, compared: bool) -> None:
        self.compared = compared
        self.looked_at = 0
        self.by_day: Counter[date] = Counter()
        self.by_source: Counter[SourceId] = Counter()
        self.hits = EvenSample[Sample](SAMPLES)
        self.gained = EvenSample[Sample](SAMPLES)
        self.lost = EvenSample[Sample](SAMPLES)

    def take(
        self, stored: StoredItem, at: datetime, evidence: Evidence | None, other: Evidence | None
    ) -> None:
        self.looked_at += 1
        if evidence is not None:
            self.by_day[at.date()] += 1
            self.by_source[stored.item.source] += 1
            sample = Sample(stored=stored, at=at, evidence=evidence)
            self.hits.offer(sample)
            if self.compared and other is None:
                self.gained.offer(sample)
        elif other is not None:
            self.lost.offer(Sample(stored=stored, at=at, evidence=other))


def _items(
    connection: Connection, since: datetime, now: datetime
) -> Iterator[tuple[StoredItem, datetime]]:
    """Yield the items from `since` to `now`, each with its time; those written last come first."""
    batch = items.newest_items(connection, limit=_BATCH)
    # Seen before `since` means published before it. One older batch ends the search, not one
    # older item: the clock may have been set back.
    while any(stored.first_seen >= since for stored in batch):
        for stored in batch:
            at = _time_of(stored)
            if since <= at <= now:
                yield stored, at
        batch = items.newest_items(connection, limit=_BATCH, below=batch[-1].id)


def _time_of(stored: StoredItem) -> datetime:
    # A publisher's date that lies ahead of us is wrong, or a plan: the item is of when we saw it.
    published = stored.item.published
    return stored.first_seen if published is None else min(published, stored.first_seen)


def _days(since: datetime, now: datetime, hits: Counter[date]) -> Iterator[Day]:
    first = since.astimezone(UTC).date()
    for number in range((now.astimezone(UTC).date() - first).days + 1):
        day = first + timedelta(days=number)
        yield Day(day, hits[day])


def _difference(found: EvenSample[Sample]) -> Difference:
    return Difference(total=found.offered, samples=_newest_first(found))


def _newest_first(found: EvenSample[Sample]) -> tuple[Sample, ...]:
    # What several outlets publish word for word is one thing to read.
    chosen = found.chosen(alike=lambda sample: sample.stored.item.title or sample.stored.id)
    return tuple(sorted(chosen, key=lambda sample: sample.at, reverse=True))
