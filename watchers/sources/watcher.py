"""How a source of any kind is polled: asked conditionally, read when it changed."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Self

from watchers.confined.child import Refusal
from watchers.errors import BodyTooLarge
from watchers.model.names import Cursor
from watchers.model.news import Poll
from watchers.model.rules import Source
from watchers.protocols import Body, DocumentReader, Fetcher, NotModified, Validators
from watchers.secrets import holds_secret
from watchers.sources.kind import SourceKind
from watchers.words import size

MOVED_TIMES = 3  # so often, over so long, before a permanent redirect is believed
MOVED_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """What the watcher wants back at the next poll: the cursor's content."""

    configured_url: str = ""  # in the rules; validators of another address are worth nothing
    options: dict[str, str] = field(default_factory=dict)  # what is read goes by them
    etag: str | None = None
    last_modified: str | None = None
    body: str = ""  # SHA-256 of the last body that was read: the same bytes need no second parse
    title: str = ""
    memory: str = ""  # of the kind, as it was left at the last read
    moved_to: str | None = None
    moved_times: int = 0
    moved_since: str = ""  # ISO 8601; empty unless it moved

    @classmethod
    def from_cursor(cls, cursor: Cursor | None, source: Source) -> Self:
        """Read a cursor back; one that belongs to other settings is dropped."""
        options = dict(source.options)
        # What a larger cap lets in, no 304 would bring.
        if source.request.cap:
            options["cap"] = str(source.request.cap)
        fresh = cls(configured_url=source.url, options=options)
        if cursor is None:
            return fresh
        kept = cls(**json.loads(cursor))
        same = (kept.configured_url, kept.options) == (_digest(source.url), options)
        return replace(kept, configured_url=source.url) if same else fresh

    def to_cursor(self) -> Cursor:
        """Return it as the opaque text that storage keeps."""
        # An address may hold a token, and no secret is kept in a database.
        kept = replace(self, configured_url=_digest(self.configured_url))
        return Cursor(json.dumps(asdict(kept)))

    def address(self, now: datetime) -> str:
        """Return the address to ask: the new one once its move was confirmed often and long."""
        # A redirect may be a mistake, or somebody else's Wi-Fi: RFC 9110 15.4.2 lets us believe
        # it at once, a newsroom that loses a source by it would not.
        if self.moved_to is None or self.moved_times < MOVED_TIMES:
            return self.configured_url
        believed = now - datetime.fromisoformat(self.moved_since) >= MOVED_FOR
        return self.moved_to if believed else self.configured_url

    def after_move(self, moved_to: str | None, now: datetime) -> Self:
        """Count a permanent redirect; another target, or none, starts anew."""
        if moved_to is None or holds_secret(moved_to):
            # The new address, once asked itself, redirects no more: that confirms it.
            settled = self.address(now) != self.configured_url
            return self if settled else replace(self, moved_to=None, moved_times=0, moved_since="")
        if moved_to != self.moved_to:
            return replace(self, moved_to=moved_to, moved_times=1, moved_since=now.isoformat())
        return replace(self, moved_times=self.moved_times + 1)


class SourceWatcher:
    """Polls sources of one kind.

    Validators are replaced after each success, together, and never made up.
    """

    def __init__(
        self,
        kind: SourceKind,
        fetcher: Fetcher,
        reader: DocumentReader,
        now: Callable[[], datetime],
    ) -> None:
        self._kind = kind
        self._fetcher = fetcher
        self._reader = reader
        self._now = now

    async def poll(
        self,
        source: Source,
        cursor: Cursor | None,
        answered: Callable[[], None] = lambda: None,
    ) -> Poll:
        """Fetch, and read what changed. Raises a SourceError; the cursor then stays as it was."""
        bookmark = Bookmark.from_cursor(cursor, source)
        got = await self._fetcher.fetch(
            bookmark.address(self._now()),
            Validators(etag=bookmark.etag, last_modified=bookmark.last_modified),
            source.request,
        )
        answered()
        bookmark = replace(
            bookmark.after_move(got.moved_to, self._now()),
            etag=got.validators.etag,
            last_modified=got.validators.last_modified,
        )
        if isinstance(got, NotModified):
            return _unchanged(source, bookmark, got)
        digest = sha256(got.content).hexdigest()
        # Many servers know no validators, or forget theirs: the bytes themselves say it too.
        if digest == bookmark.body:
            return _unchanged(source, bookmark, got)
        if got.cut_at and not self._kind.reads_cut:
            raise _too_large(source, got)
        try:
            contents = await self._kind.read(
                got, source, self._reader, self._now(), bookmark.memory
            )
        except Refusal as e:
            if got.cut_at and e.code == "cut-off":
                raise _too_large(source, got) from e
            raise self._kind.error(source, e, got.http_status) from e
        return Poll(
            source=source.id,
            items=contents.items,
            observations=contents.observations,
            cursor=replace(
                bookmark, body=digest, title=contents.title, memory=contents.memory
            ).to_cursor(),
            http_status=got.http_status,
            fresh_for=got.fresh_for,
            title=contents.title,
            beyond_cap=contents.beyond_cap,
            unread_dates=contents.unread_dates,
            cut_at=got.cut_at or 0,
        )


def _digest(url: str) -> str:
    return sha256(url.encode()).hexdigest()


def _too_large(source: Source, got: Body) -> BodyTooLarge:
    return BodyTooLarge(
        f"{source.name} holds more than {size(got.cut_at or 0)}; give it a larger `cap`",
        http_status=got.http_status,
    )


def _unchanged(source: Source, bookmark: Bookmark, got: Body | NotModified) -> Poll:
    return Poll(
        source=source.id,
        items=(),
        cursor=bookmark.to_cursor(),
        unchanged=True,
        http_status=got.http_status,
        fresh_for=got.fresh_for,
        title=bookmark.title,
    )
