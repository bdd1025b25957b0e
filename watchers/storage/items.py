"""Owner of the table `items`: what sources published, remembered as their aliases find them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from watchers.model.names import ItemId, SourceId
from watchers.model.news import Item
from watchers.storage.tables import UtcTime, metadata

items = Table(
    "items",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("source", String, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("text", Text, nullable=False),  # the full text; empty if it says no more
    Column("url", Text),  # absolute, and else as published; null if it has none
    Column("author", Text),
    Column("lang", String),  # BCP 47: as item, feed or rules say; null if none does
    Column("published", UtcTime),  # by its publisher's clock: maybe up to a day ahead
    Column("categories", JSON, nullable=False),
    Column("first_seen", UtcTime, nullable=False),
    Column("last_seen", UtcTime, nullable=False),  # when its source published it still
    Index(None, "url"),
)

# Made once, as all statements of a poll: to build one costs more than to run it.
_OF_ID = items.c.id == bindparam("of")
_ADD = insert(items).returning(items.c.id, sort_by_parameter_order=True)
_EDIT = (
    update(items)
    .where(_OF_ID)
    .values(
        {
            c.name: bindparam(c.name)
            for c in items.c
            if c.name not in {"id", "first_seen", "last_seen"}
        }
    )
)
_TOUCH = update(items).where(_OF_ID).values(last_seen=bindparam("now", type_=UtcTime))
_BY_ID = select(items).where(items.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredItem:
    """An item as it is remembered. Its aliases stay in their own table: `item.aliases` is empty."""

    id: ItemId
    item: Item
    first_seen: datetime


def add_items(connection: Connection, new: Iterable[Item], now: datetime) -> tuple[ItemId, ...]:
    """Write items never seen before and return their ids, in the order of the items."""
    rows = [{**_columns(item), "first_seen": now, "last_seen": now} for item in new]
    if not rows:
        return ()
    added = connection.execute(_ADD, rows)
    return tuple(ItemId(row.id) for row in added)


def edit_items(connection: Connection, edited: Mapping[ItemId, Item]) -> None:
    """Replace the texts, dates and addresses of known items; `first_seen` stays."""
    rows = [{**_columns(item), "of": id_} for id_, item in edited.items()]
    if rows:
        connection.execute(_EDIT, rows)


def touch_items(connection: Connection, seen: Iterable[ItemId], now: datetime) -> None:
    """Note that known items are still published at `now`."""
    rows = [{"of": id_, "now": now} for id_ in seen]
    if rows:
        connection.execute(_TOUCH, rows)


def by_id(connection: Connection, ids: Iterable[ItemId]) -> dict[ItemId, StoredItem]:
    """Return stored items by id; an id that is not known is left out."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = connection.execute(_BY_ID, {"ids": wanted})
    return {ItemId(row.id): _stored(row) for row in rows}


def by_url(connection: Connection, url: str) -> tuple[StoredItem, ...]:
    """Return all items with this very address, of whatever source, oldest first."""
    rows = connection.execute(select(items).where(items.c.url == url).order_by(items.c.id))
    return tuple(_stored(row) for row in rows)


def newest_items(
    connection: Connection, *, limit: int, below: ItemId | None = None
) -> tuple[StoredItem, ...]:
    """Return at most `limit` items, those that came last first; with `below` those before that id.

    They come by the order in which they were written, not by any date.
    """
    chosen = select(items).order_by(items.c.id.desc()).limit(limit)
    if below is not None:
        chosen = chosen.where(items.c.id < below)
    return tuple(_stored(row) for row in connection.execute(chosen))


def count_dated(connection: Connection, source: SourceId) -> int:
    """Return how many items of a source have a date. Reads all of its items."""
    dated = select(func.count(items.c.published)).where(items.c.source == source)
    return connection.execute(dated).scalar_one()


def counts(connection: Connection) -> dict[SourceId, int]:
    """Return how many items are stored of each source that has any. Reads the whole index."""
    rows = connection.execute(select(items.c.source, func.count()).group_by(items.c.source))
    return {SourceId(source): count for source, count in rows}


def _columns(item: Item) -> dict[str, object]:
    return {
        "source": item.source,
        "title": item.title,
        "summary": item.summary,
        "text": item.text,
        "url": item.url,
        "author": item.author,
        "lang": item.lang,
        "published": item.published,
        "categories": list(item.categories),
    }


def _stored(row: Row[tuple[object, ...]]) -> StoredItem:
    item = Item(
        source=SourceId(row.source),
        aliases=(),
        title=row.title,
        summary=row.summary,
        text=row.text,
        url=row.url,
        author=row.author,
        lang=row.lang,
        published=row.published,
        categories=tuple(row.categories),
    )
    return StoredItem(id=ItemId(row.id), item=item, first_seen=row.first_seen)
