"""Items in a real database, published hour by hour."""

import asyncio
from datetime import timedelta

from watchers.model.names import SourceId
from watchers.model.news import Item
from watchers.model.rules import Source
from watchers.storage import items


def keep(database, now, *titles, source="wire", every=timedelta(hours=1), **more):
    """Store items of these titles, the last one published at `now`, and seen a minute later."""
    made = [
        Item(
            source=SourceId(source),
            aliases=(),
            title=title,
            published=now - every * (len(titles) - 1 - number),
            **more,
        )
        for number, title in enumerate(titles)
    ]
    for item in made:
        assert item.published is not None
        seen = item.published + timedelta(minutes=1)
        asyncio.run(
            database.write(lambda c, item=item, seen=seen: items.add_items(c, [item], seen))
        )


def source_of(id_):
    """Make up a source for any id."""
    return Source(id=id_, url="https://wire.example/rss")
