"""Small documents of our own, one per shape of feed, and the pieces they are made of."""

from datetime import UTC, datetime

from watchers.model.names import SourceId
from watchers.model.rules import Source
from watchers.protocols import Body, Validators

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://news.example.org/feeds/world.xml"

ITEM = (
    "<item><title>Tanker convoy leaves Primorsk</title><link>https://news.example.org/a/1</link>"
    "<guid>n-1</guid><description>Twelve &lt;b&gt;ships&lt;/b&gt; sailed.</description>"
    "<pubDate>Sun, 01 Mar 2026 09:30:00 +0300</pubDate></item>"
)


def rss(
    items: str = ITEM, *, version: str = "2.0", channel: str = "", attributes: str = ""
) -> bytes:
    """Give an RSS document in UTF-8 around `items`."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="{version}" {attributes}><channel>'
        f"<title>World</title><link>https://news.example.org/</link>{channel}{items}"
        "</channel></rss>"
    ).encode()


def atom(entries: str, *, attributes: str = "") -> bytes:
    """Give an Atom document in UTF-8 around `entries`."""
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>World</title>'
        f"<id>urn:feed</id><updated>2026-03-01T00:00:00Z</updated>{entries}</feed>"
    ).encode()


RSS_10 = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://news.example.org/"><title>World</title>
<link>https://news.example.org/</link><dc:language>en</dc:language></channel>
<item rdf:about="n-1"><title>Tanker convoy leaves Primorsk</title>
<link>https://news.example.org/a/1</link><description>Twelve ships sailed.</description>
<dc:date>2026-03-01T06:30:00Z</dc:date><dc:creator>A. Reporter</dc:creator>
<dc:subject>shipping</dc:subject></item></rdf:RDF>"""

ATOM = atom(
    '<entry><id>n-1</id><title type="html">Tanker convoy leaves &lt;i&gt;Primorsk&lt;/i&gt;</title>'
    '<link href="/a/1"/><updated>2026-03-01T06:30:00Z</updated>'
    "<author><name>A. Reporter</name></author><category term='shipping'/>"
    "<summary>Twelve ships sailed.</summary><content type='html'>Long.</content></entry>",
    attributes='xml:lang="en"',
)

ATOM_XHTML = atom(
    '<entry><id>n-1</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
    "Tanker convoy leaves <i>Primorsk</i></div></title>"
    '<link href="https://news.example.org/a/1"/><updated>2026-03-01T06:30:00Z</updated>'
    "<summary>Twelve ships sailed.</summary></entry>"
)

JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "World", "language": "en",
"home_page_url": "https://news.example.org/", "items": [{"id": "n-1", "url": "/a/1",
"title": "Tanker convoy leaves Primorsk", "content_html": "<p>Twelve <b>ships</b> sailed.</p>",
"date_published": "2026-03-01T09:30:00+03:00", "authors": [{"name": "A. Reporter"}],
"tags": ["shipping"]}, 7, {"id": 8, "content_text": "1 < 2"}]}"""

SAME_STORY = {
    "rss 0.91": rss(version="0.91").replace(
        b"<rss", b'<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://dtd.invalid/r.dtd"><rss'
    ),
    "rss 0.92": rss(version="0.92"),
    "rss 1.0": RSS_10,
    "rss 2.0": rss(),
    "rss 2.0 in a default namespace": rss(attributes='xmlns="http://backend.userland.com/rss2"'),
    "atom 1.0": ATOM,
    "atom 1.0 with an xhtml title": ATOM_XHTML,
    "json feed 1.1": JSON_FEED,
    "blank lines and a warning before the declaration": b"\n\nWarning: x in y.php\n" + rss(),
    "junk after the root": rss() + b"<script>track()</script>",
    "utf-16 with a mark": rss().decode().replace("utf-8", "utf-16").encode("utf-16"),
}


def page(title: str) -> bytes:
    """Give a web page."""
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>x</body></html>".encode()


def entity_bomb() -> bytes:
    """Give a document whose entities would expand to gigabytes."""
    rows = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10 if n else "boom"}">' for n in range(12))
    return f"<!DOCTYPE rss [{rows}]>".encode() + rss("<item><title>is &b11; out</title></item>")


def endless() -> bytes:
    """Give a megabyte that takes many seconds: feedparser is quadratic in it."""
    return b"<foo>" + b"<a " * 350_000


def body(content: bytes, *, content_type: str = "application/xml", url: str = URL) -> Body:
    """Give what the fetcher hands over."""
    return Body(
        content=content,
        content_type=content_type,
        url=url,
        http_status=200,
        validators=Validators(),
    )


SOURCE = Source(id=SourceId("world"), url=URL)
