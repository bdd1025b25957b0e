"""Sources served from memory, polled through a real child."""

import asyncio
from datetime import UTC, datetime

from watchers.confined.reader import ConfinedReader
from watchers.protocols import Body, NotModified, Validators
from watchers.sources.watcher import SourceWatcher

NOW = datetime(2026, 3, 14, tzinfo=UTC)


class Server:
    """A fetcher that serves one document, and answers 304 to its validator."""

    def __init__(self, text, content_type="text/csv"):
        self.content = text.encode()
        self.content_type = content_type
        self.etag = "1"

    async def fetch(self, url, validators, options=None):
        """Serve it."""
        if validators.etag == self.etag:
            return NotModified(validators=validators)
        return Body(
            content=self.content,
            content_type=self.content_type,
            url=url,
            http_status=200,
            validators=Validators(etag=self.etag),
        )


def poll(kind, server, source, cursor=None):
    """Poll once."""

    async def through_child():
        async with ConfinedReader() as reader:
            return await SourceWatcher(kind, server, reader, lambda: NOW).poll(source, cursor)

    return asyncio.run(through_child())
