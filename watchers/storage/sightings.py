"""When stories first matched an indicator: matches, items and stories, read together."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select

from watchers.model.names import IndicatorId, ItemId, SourceId, StoryId
from watchers.model.news import Sighting
from watchers.storage.items import items
from watchers.storage.matches import matches
from watchers.storage.stories import story_items
from watchers.storage.tables import UtcTime

ONE_STORY = timedelta(hours=72)  # so long a story may wait for its next report
BELIEVED = timedelta(hours=72)  # a date of publishing that lies further back, or ahead, is not

# Made once: to build a statement costs more than to run it, and these are run for each indicator.
_INDICATOR = matches.c.indicator == bindparam("indicator")
_REPORTS = (
    select(story_items.c.story, matches.c.item, matches.c.at, items.c.published)
    .join(story_items, story_items.c.item == matches.c.item)
    .join(items, items.c.id == matches.c.item)
    .where(_INDICATOR, matches.c.at >= bindparam("start", type_=UtcTime), matches.c.news)
    .order_by(matches.c.at, matches.c.item)
)
_LAST = select(func.max(matches.c.at)).where(_INDICATOR, matches.c.news)
_FIRST = select(func.min(matches.c.at)).where(_INDICATOR)


def sightings_since(
    connection: Connection, indicator: IndicatorId, start: datetime
) -> tuple[Sighting, ...]:
    """Return the first report of each story that came at or after `start`, by when it came.

    Where there is none, the newest one before. What was no news when it came is left out.
    """
    # Read from further back: the first report of a story that goes on may be older than `start`,
    # and then the later ones must not count as the story's beginning.
    found = _read(connection, indicator, start - ONE_STORY)
    late = [sighting for sighting in found if sighting.came >= start or sighting.seen >= start]
    if late:
        return tuple(late)
    # A silence is measured from the last sighting, however long ago.
    last = connection.execute(_LAST, {"indicator": indicator}).scalar()
    if last is None:
        return ()
    return tuple(_read(connection, indicator, last - ONE_STORY)[-1:])


def first(connection: Connection, indicator: IndicatorId) -> datetime | None:
    """Return when the first match of an indicator was written, news or not; None without any."""
    return connection.execute(_FIRST, {"indicator": indicator}).scalar()


def known_sources(
    connection: Connection, indicator: IndicatorId, before: datetime
) -> frozenset[SourceId]:
    """Return the sources that had a match of the indicator before a time, news or not."""
    rows = connection.execute(
        select(items.c.source)
        .distinct()
        .join(matches, matches.c.item == items.c.id)
        .where(matches.c.indicator == indicator, matches.c.at < before)
    ).scalars()
    return frozenset(map(SourceId, rows))


def _read(connection: Connection, indicator: IndicatorId, start: datetime) -> list[Sighting]:
    rows = connection.execute(_REPORTS, {"indicator": indicator, "start": start})
    found: dict[StoryId, Sighting] = {}
    for row in rows:
        story = StoryId(row.story)
        if story not in found:  # rows come by time: the first of a story is its sighting
            found[story] = Sighting(
                story=story,
                item=ItemId(row.item),
                came=_came(row.published, row.at),
                seen=row.at,
            )
    return sorted(found.values(), key=lambda sighting: sighting.came)


def _came(published: datetime | None, seen: datetime) -> datetime:
    """Return when a report came: when its publisher says, if that can be believed, or was seen."""
    credible = published is not None and seen - BELIEVED <= published <= seen
    return published if published is not None and credible else seen
