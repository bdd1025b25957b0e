"""Kind `feed`: RSS, Atom and JSON Feed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import Field

from watchers.fields.values import Schema, Url
from watchers.model.news import Alias, Item
from watchers.model.rules import Source
from watchers.protocols import Body, DocumentReader
from watchers.sources.kind import Contents, SourceKind

READER = "watchers.parse.feeds:feed_records"


class FeedSettings(Schema):
    """What rules.yaml says of a feed."""

    feed: Url = Field(default="", description="The address of a feed.")


class Feed(SourceKind):
    """A feed, whatever its format. A Poll of it has items and no observations."""

    name = "feed"
    settings = FeedSettings
    reads_cut = True

    async def read(
        self,
        got: Body,
        source: Source,
        reader: DocumentReader,
        now: datetime,
        memory: str,  # noqa: ARG002 - a feed needs none
    ) -> Contents:
        """Read it in the confined child. Raises Refusal."""
        return await read_items(READER, got, source, reader, {"now": now.isoformat()})


async def read_items(
    name: str, got: Body, source: Source, reader: DocumentReader, settings: Mapping[str, str]
) -> Contents:
    """Have a body read by the function `name`, which yields what feed_records does.

    Beside `settings` it is told what it reads. Raises Refusal.
    """
    told = {"url": got.url, "content_type": got.content_type, "lang": source.lang, **settings}

    def make(record: dict[str, Any]) -> Contents | Item:
        return _item(record, source) if "aliases" in record else _head(record)

    read = await reader.read(name, got.content, told, make)
    head = next((part for part in read if isinstance(part, Contents)), Contents())
    return replace(head, items=tuple(part for part in read if isinstance(part, Item)))


def _head(record: dict[str, Any]) -> Contents:
    return Contents(
        title=str(record["title"]),
        beyond_cap=int(record["beyond_cap"]),
        unread_dates=int(record["unread_dates"]),
        memory=str(record.get("memory", "")),
    )


def _item(record: dict[str, Any], source: Source) -> Item:
    published = record["published"]
    return Item(
        source=source.id,
        aliases=tuple(Alias(kind, digest) for kind, digest in record["aliases"]),
        title=record["title"],
        summary=record["summary"],
        text=record["text"],
        url=record["url"],
        author=record["author"],
        lang=record["lang"],
        published=datetime.fromisoformat(published) if published else None,
        categories=tuple(record["categories"]),
    )
