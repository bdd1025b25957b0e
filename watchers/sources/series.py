"""Kind `series`: numbers over time, as CSV or JSON over HTTP, asked conditionally."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from watchers.errors import NotAFeed
from watchers.model.names import Cursor
from watchers.model.news import Observation, Poll
from watchers.model.rules import Source
from watchers.parse.numbers import NoNumbers, read_numbers
from watchers.protocols import Body, Fetcher, NotModified, Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bookmark:
    """The cursor's content. `asked` is all that the answer depends on."""

    asked: str
    etag: str | None = None
    last_modified: str | None = None
    body: str = ""  # SHA-256 of the last one that was read


class SeriesWatcher:
    """Polls series. A Poll of it has observations and no items."""

    def __init__(self, fetcher: Fetcher, now: Callable[[], datetime]) -> None:
        self._fetcher = fetcher
        self._now = now

    async def poll(self, source: Source, cursor: Cursor | None) -> Poll:
        """Fetch, and read what changed; dates ahead of us are forecasts and are left out.

        Raises a SourceError; the cursor then stays as it was.
        """
        asked = f"{source.url} {source.date_column} {source.value_column}"
        bookmark = _Bookmark(asked=asked) if cursor is None else _Bookmark(**json.loads(cursor))
        if bookmark.asked != asked:
            bookmark = _Bookmark(asked=asked)
        got = await self._fetcher.fetch(
            source.url, Validators(etag=bookmark.etag, last_modified=bookmark.last_modified)
        )
        digest = bookmark.body if isinstance(got, NotModified) else sha256(got.content).hexdigest()
        observed = () if digest == bookmark.body else self._read(source, got)
        kept = _Bookmark(
            asked=asked,
            etag=got.validators.etag,
            last_modified=got.validators.last_modified,
            body=digest,
        )
        return Poll(
            source=source.id,
            items=(),
            observations=observed,
            cursor=Cursor(json.dumps(asdict(kept))),
            unchanged=digest == bookmark.body,
            http_status=got.http_status,
            fresh_for=got.fresh_for,
        )

    def _read(self, source: Source, got: Body | NotModified) -> tuple[Observation, ...]:
        if isinstance(got, NotModified):  # to what we never read
            return ()
        try:
            numbers = read_numbers(
                got.content,
                got.content_type,
                date=source.date_column,
                value=source.value_column,
            )
        except NoNumbers as e:
            raise NotAFeed(f"{source.name}: {e}", http_status=got.http_status) from e
        now = self._now()
        return tuple(
            Observation(series=source.id, at=one.at, value=one.value)
            for one in numbers
            if one.at <= now
        )
