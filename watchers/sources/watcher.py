"""How a source of any kind is polled: asked conditionally, read when it changed."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Self, TypeVar

from watchers.confined.child import Refusal
from watchers.errors import BodyTooLarge, SourceError
from watchers.model.names import Cursor
from watchers.model.news import Poll
from watchers.model.rules import Source
from watchers.protocols import Body, DocumentReader, Effort, Fetcher, NotModified, Validators
from watchers.secrets import holds_secret
from watchers.sources.kind import SourceKind
from watchers.words import size

T = TypeVar("T")

MOVED_TIMES = 3  # so often, over so long, before a permanent redirect is believed
MOVED_FOR = timedelta(hours=24)
# Bytes that could not be read are tried again after so long: we may have been busy, or have
# learned to read them since.
REFUSED_FOR = timedelta(days=1)


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
    seconds: float = 0.0  # of the processor that the last reading took
    refused: str = ""  # SHA-256 of a body that could not be read; why, and when that was found:
    refused_code: str = ""
    refused_message: str = ""
    refused_at: str = ""  # ISO 8601
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

    def refusal(self, digest: str, now: datetime) -> Refusal | None:
        """Return why these bytes cannot be read, where that was found out lately."""
        if digest != self.refused:
            return None
        age = now - datetime.fromisoformat(self.refused_at)
        # A clock that was set back must not make it last.
        if not timedelta(0) <= age < REFUSED_FOR:
            return None
        return Refusal(self.refused_code, self.refused_message)

    def after_refusal(self, digest: str, refusal: Refusal, now: datetime, seconds: float) -> Self:
        """Remember bytes that could not be read, and what it took to find out."""
        return replace(
            self,
            seconds=seconds,
            refused=digest,
            refused_code=refusal.code,
            refused_message=refusal.message,
            refused_at=now.isoformat(),
        )

    def after_move(self, moved_to: str | None, now: datetime) -> Self:
        """Count a permanent redirect; another target, or none, starts anew."""
        if moved_to is None or holds_secret(moved_to):
            # The new address, once asked itself, redirects no more: that confirms it.
            settled = self.address(now) != self.configured_url
            return self if settled else replace(self, moved_to=None, moved_times=0, moved_since="")
        if moved_to != self.moved_to:
            return replace(self, moved_to=moved_to, moved_times=1, moved_since=now.isoformat())
        return replace(self, moved_times=self.moved_times + 1)


@dataclass(frozen=True, slots=True)
class _MeteredReader:
    """A DocumentReader that notes what the documents of one source take."""

    reader: DocumentReader
    effort: Effort

    async def read(
        self,
        reader: str,
        content: bytes,
        settings: Mapping[str, object],
        make: Callable[[Any], T],
        effort: Effort | None = None,
    ) -> list[T]:
        """Read by the reader that is metered."""
        return await self.reader.read(reader, content, settings, make, effort or self.effort)


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
        before = bookmark = Bookmark.from_cursor(cursor, source)
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
        # What was refused is not read again to be told the same.
        if (refusal := before.refusal(digest, self._now())) is not None:
            raise self._error(source, refusal, got)
        effort = Effort(known=bool(before.body), seconds=before.seconds)
        reader = _MeteredReader(self._reader, effort)
        try:
            contents = await self._kind.read(got, source, reader, self._now(), bookmark.memory)
        except Refusal as e:
            error = self._error(source, e, got)
            # The validators stay those of what was read: by newer ones it would seem unchanged.
            refused = before.after_refusal(digest, e, self._now(), effort.seconds)
            error.cursor, error.seconds = refused.to_cursor(), effort.seconds
            raise error from e
        return Poll(
            source=source.id,
            items=contents.items,
            observations=contents.observations,
            cursor=replace(
                bookmark,
                body=digest,
                title=contents.title,
                memory=contents.memory,
                seconds=effort.seconds,
                refused="",
            ).to_cursor(),
            http_status=got.http_status,
            fresh_for=got.fresh_for,
            title=contents.title,
            seconds=effort.seconds,
            beyond_cap=contents.beyond_cap,
            unread_dates=contents.unread_dates,
            cut_at=got.cut_at or 0,
        )

    def _error(self, source: Source, refusal: Refusal, got: Body) -> SourceError:
        if got.cut_at and refusal.code == "cut-off":
            return _too_large(source, got)
        return self._kind.error(source, refusal, got.http_status)


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
