"""A site of feeds on loopback that tests change between polls, and that keeps every request."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

PUBLISHED = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


@dataclass
class Site:
    """What is served: a body a path. A status other than 200 is answered without a body."""

    host: str
    pages: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], int]] = field(default_factory=list)

    def url(self, path: str) -> str:
        """Give the address of a page."""
        return f"http://{self.host}/{path}"

    def answers(self, path: str) -> list[int]:
        """Say with which statuses a page was answered, in order."""
        return [status for asked, _, status in self.asked if asked == path]


@contextmanager
def site() -> Iterator[Site]:
    """Serve on loopback while the block runs."""
    served = Site(host="")

    class Page(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path.lstrip("/")
            body = served.pages.get(path)
            status = served.statuses.get(path, HTTPStatus.OK if body is not None else 404)
            etag = f'"{sha256(body or b"").hexdigest()[:16]}"'
            if status == HTTPStatus.OK and self.headers.get("If-None-Match") == etag:
                status = HTTPStatus.NOT_MODIFIED
            served.asked.append((path, dict(self.headers), int(status)))
            self.send_response(status)
            for name, value in served.headers.get(path, {}).items():
                self.send_header(name, value)
            if status == HTTPStatus.OK and body is not None:
                self.send_header("ETag", etag)
                self.send_header("Content-Length", str(len(body)))
            elif status != HTTPStatus.NOT_MODIFIED:
                self.send_header("Content-Length", "0")
            self.end_headers()
            if status == HTTPStatus.OK and body is not None:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.daemon_threads = True
    served.host = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass(frozen=True)
class Report:
    """An item of a feed."""

    title: str
    guid: str | None = None
    link: str | None = None
    summary: str = ""
    at: datetime = PUBLISHED


def rss(*reports: Report, title: str = "The Wire") -> bytes:
    """Write an RSS 2.0 document."""
    items = "".join(
        "<item>"
        f"<title>{escape(one.title)}</title>"
        + (f'<guid isPermaLink="false">{escape(one.guid)}</guid>' if one.guid else "")
        + (f"<link>{escape(one.link)}</link>" if one.link else "")
        + f"<description>{escape(one.summary)}</description>"
        f"<pubDate>{format_datetime(one.at)}</pubDate>"
        "</item>"
        for one in reports
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>https://wire.example/</link>"
        f"<description>News</description>{items}</channel></rss>"
    ).encode()
