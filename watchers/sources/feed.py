"""Kind `feed`: RSS, Atom and JSON Feed over HTTP, asked conditionally."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self

from watchers.model.names import Cursor
from watchers.model.news import Poll
from watchers.model.rules import Source
from watchers.protocols import Body, Fetcher, NotModified, Parser, Validators

MOVED_TIMES = 3  # so often, over so long, before a permanent redirect is believed
MOVED_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """What the watcher wants back: the cursor's content."""

    configured_url: str = ""  # the configured address; validators of another are worth nothing
    etag: str | None = None
    last_modified: str | None = None
    body: str = ""  # SHA-256 of the last body that was read: the same bytes need no second parse
    title: str = ""
    moved_to: str | None = None
    moved_times: int = 0
    moved_since: str = ""

    @classmethod
    def read(cls, cursor: Cursor | None, source: Source) -> Self:
        """Read a cursor back; one that belongs to another address is dropped."""
        if cursor is None:
            return cls(configured_url=source.url)
        bookmark = cls(**json.loads(cursor))
        return bookmark if bookmark.configured_url == source.url else cls(configured_url=source.url)

    def written(self) -> Cursor:
        """Give it as the opaque text that storage keeps."""
        return Cursor(json.dumps(asdict(self)))

    def address(self, now: datetime) -> str:
        """Give the address to ask: the new one once its move was confirmed often and long."""
        if self.moved_to is None or self.moved_times < MOVED_TIMES:
            return self.configured_url
        believed = now - datetime.fromisoformat(self.moved_since) >= MOVED_FOR
        return self.moved_to if believed else self.configured_url

    def after_move(self, moved_to: str | None, now: datetime) -> Self:
        """Count a permanent redirect; another target, or none, starts anew."""
        if moved_to is None:
            settled = self.address(now) != self.configured_url
            return self if settled else replace(self, moved_to=None, moved_times=0, moved_since="")
        if moved_to != self.moved_to:
            return replace(self, moved_to=moved_to, moved_times=1, moved_since=now.isoformat())
        return replace(self, moved_times=self.moved_times + 1)


class FeedWatcher:
    """Polls feeds. Validators are replaced after each success, together, and never made up."""

    def __init__(self, fetcher: Fetcher, parser: Parser, now: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._parser = parser
        self._now = now

    async def poll(self, source: Source, cursor: Cursor | None) -> Poll:
        """Fetch, and parse what changed. Raises a SourceError; the cursor then stays as it was."""
        bookmark = Bookmark.read(cursor, source)
        got = await self._fetcher.fetch(
            bookmark.address(self._now()),
            Validators(etag=bookmark.etag, last_modified=bookmark.last_modified),
        )
        bookmark = replace(
            bookmark.after_move(got.moved_to, self._now()),
            etag=got.validators.etag,
            last_modified=got.validators.last_modified,
        )
        if isinstance(got, NotModified):
            return _unchanged(source, bookmark, got)
        digest = sha256(got.content).hexdigest()
        if digest == bookmark.body:
            return _unchanged(source, bookmark, got)
        feed = await self._parser.parse(got, source)
        return Poll(
            source=source.id,
            items=feed.items,
            cursor=replace(bookmark, body=digest, title=feed.title).written(),
            http_status=got.http_status,
            fresh_for=got.fresh_for,
            title=feed.title,
        )


def _unchanged(source: Source, bookmark: Bookmark, got: Body | NotModified) -> Poll:
    return Poll(
        source=source.id,
        items=(),
        cursor=bookmark.written(),
        unchanged=True,
        http_status=got.http_status,
        fresh_for=got.fresh_for,
        title=bookmark.title,
    )
