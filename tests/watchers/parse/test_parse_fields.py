"""Which element of an item says what: the feed's own before those of others."""

import pytest

from tests.watchers.parse.parse_corpus import NOON, URL, atom, page, rss
from watchers.parse.feeds import read_feed
from watchers.parse.records import item_dates, item_records

SPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
    ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'
)


def _records(content):
    feed = read_feed(content, content_type="", url=URL)
    dates = item_dates(feed, lang=None, now=NOON)
    return list(item_records(feed, dates, url=URL, lang=None))


def _rss(inner, attributes=SPACES):
    (record,) = _records(rss(f"<item>{inner}</item>", attributes=attributes))
    return record


def _atom(inner, attributes=SPACES):
    (record,) = _records(atom(f"<entry>{inner}</entry>", attributes=attributes))
    return record


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param("<media:title>A ship</media:title><title>Right</title>", id="media first"),
        pytest.param("<title>Right</title><itunes:title>No</itunes:title>", id="itunes last"),
        pytest.param("<title> </title><dc:title>Right</dc:title>", id="own one empty"),
        pytest.param("<media:title>Right</media:title><guid>1</guid>", id="nothing else"),
        pytest.param("<media:title>No</media:title><dc:title>Right</dc:title>", id="nearer gap"),
        pytest.param(
            "<media:group><media:title>Right</media:title></media:group><guid>1</guid>", id="group"
        ),
        pytest.param("<title>Right</title><title>Second</title>", id="the first of two"),
    ],
)
def test_the_title_is_the_feeds_own(inner):
    """A caption replaces no headline, wherever it stands."""
    assert _rss(inner)["title"] == "Right"


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param(
            "<atom:link rel='self' href='https://x.org/self'/><link>https://x.org/a</link>",
            id="self before",
        ),
        pytest.param(
            "<link>https://x.org/a</link><atom:link href='https://x.org/b'/>", id="own before atom"
        ),
        pytest.param("<atom:link href='https://x.org/a'/>", id="atom's fills a gap"),
        pytest.param("<link/><guid>https://x.org/a</guid>", id="permalink"),
        pytest.param(
            "<guid isPermaLink='false'>https://x.org/b</guid><enclosure url='https://x.org/a'/>",
            id="a guid that is none",
        ),
        pytest.param(
            "<enclosure url='https://x.org/b.mp3'/><guid>https://x.org/a</guid>",
            id="permalink before enclosure",
        ),
        pytest.param(
            "<enclosure type='image/png' url='https://x.org/b.png'/>"
            "<enclosure type='audio/mpeg' url='https://x.org/a'/>",
            id="a picture leads nowhere",
        ),
        pytest.param("<media:content url='https://x.org/a' medium='video'/>", id="media"),
        pytest.param("<link>javascript:x()</link><guid>https://x.org/a</guid>", id="no address"),
        pytest.param("<link href='https://x.org/a'/>", id="written as in Atom"),
    ],
)
def test_the_link_of_an_rss_item_leads_to_the_article(inner):
    """Links that say they are something else are not it."""
    assert _rss(f"<title>x</title>{inner}")["url"] == "https://x.org/a"


RELATED = "<link rel='related' href='https://x.org/b'/>"


@pytest.mark.parametrize(
    "inner",
    [
        pytest.param(f"{RELATED}<link href='https://x.org/a'/>", id="without rel"),
        pytest.param(f"{RELATED}<link rel='alternate' href='https://x.org/a'/>", id="alternate"),
        pytest.param(
            "<link type='application/json' href='https://x.org/b'/>"
            "<link type='text/html' href='https://x.org/a'/>",
            id="a page before other formats",
        ),
        pytest.param(
            "<link rel='http://www.iana.org/assignments/relation/alternate'"
            " href='https://x.org/a'/>",
            id="relation in full",
        ),
        pytest.param(
            "<link rel='via' href='https://x.org/b'/><link rel='related' href='https://x.org/a'/>",
            id="related where there is no other",
        ),
        pytest.param(
            "<link rel='replies' href='https://x.org/b'/>"
            "<link rel='enclosure' href='https://x.org/a'/>",
            id="enclosure at last",
        ),
        pytest.param("<link>https://x.org/a</link>", id="written as in RSS"),
        pytest.param("<link href=''/><id>https://x.org/a</id>", id="empty, and an id"),
        pytest.param("<content src='https://x.org/a' type='video/mp4'/>", id="content elsewhere"),
        pytest.param("<link xml:base='https://x.org/' href='a'/>", id="a base of its own"),
    ],
)
def test_the_link_of_an_atom_entry_leads_to_the_article(inner):
    """Alternate or without relation, wherever it stands."""
    assert _atom(f"<title>x</title>{inner}")["url"] == "https://x.org/a"


def test_a_base_that_is_no_address_joins_nothing():
    """A hostile base costs the join, not the item."""
    record = _atom("<title>x</title><link xml:base='http://[' href='https://x.org/a'/>")

    assert record["url"] == "https://x.org/a"


@pytest.mark.parametrize(
    ("inner", "summary"),
    [
        pytest.param(
            "<itunes:summary>No</itunes:summary><description>R</description>", "R", id="own first"
        ),
        pytest.param("<itunes:subtitle>R</itunes:subtitle>", "R", id="gap"),
        pytest.param(
            "<media:group><media:description>R</media:description></media:group>", "R", id="group"
        ),
        pytest.param("<media:description>A ship</media:description>", "", id="caption"),
        pytest.param("<description><p>One</p><p>two</p></description>", "One two", id="elements"),
    ],
)
def test_the_summary_is_the_feeds_own(inner, summary):
    """Captions are none."""
    assert summary == _rss(f"<title>x</title><guid>1</guid>{inner}")["summary"]


@pytest.mark.parametrize(
    ("content", "summary"),
    [
        pytest.param("<content type='html'>&lt;p>Words</content>", "Words", id="html"),
        pytest.param("<content type='text/plain'>Words</content>", "Words", id="plain"),
        pytest.param("<content type='image/png'>iVBORw0KGgo=</content>", "", id="picture"),
        pytest.param(
            "<content type='xhtml'><h:div xmlns:h='http://www.w3.org/1999/xhtml'>Wo<h:b>rds</h:b>"
            "</h:div></content>",
            "Words",
            id="xhtml with a prefix",
        ),
    ],
)
def test_content_of_atom_is_what_its_type_says(content, summary):
    """Of what is no text nothing is read."""
    assert summary == _atom(f"<title>x</title><id>1</id>{content}")["summary"]


@pytest.mark.parametrize(
    ("inner", "author"),
    [
        pytest.param("<dc:creator>A. Writer</dc:creator>", "A. Writer", id="dublin core"),
        pytest.param("<itunes:author>No</itunes:author><author>W</author>", "W", id="own first"),
        pytest.param("<source url='https://x.org/'>An Agency</source>", "An Agency", id="source"),
        pytest.param(
            "<atom:source><atom:title>An Agency</atom:title></atom:source>", "An Agency", id="atom"
        ),
    ],
)
def test_the_author_is_who_wrote_it_or_where_it_comes_from(inner, author):
    """A feed of feeds names the agency."""
    assert author == _rss(f"<title>x</title>{inner}")["author"]


def test_categories_come_from_all_that_name_them():
    """Terms, labels, texts and subjects."""
    record = _rss(
        "<title>x</title><category>Gas</category><dc:subject>Oil</dc:subject>"
        "<atom:category term='lng' label='Liquid gas'/><category>Gas</category>"
    )

    assert record["categories"] == ["Gas", "Oil", "lng", "Liquid gas"]


@pytest.mark.parametrize(
    "dates",
    [
        pytest.param("<pubDate>Sun, 01 Mar 2026 06:30:00 GMT</pubDate>", id="rss"),
        pytest.param(
            "<atom:updated>2026-03-01T11:00:00Z</atom:updated>"
            "<pubDate>Sun, 01 Mar 2026 06:30:00 GMT</pubDate>",
            id="published before updated",
        ),
        pytest.param(
            "<pubDate>soon</pubDate><dc:date>2026-03-01T06:30:00Z</dc:date>",
            id="second can be read",
        ),
        pytest.param(
            "<prism:publicationDate>2026-03-01T06:30:00Z</prism:publicationDate>", id="prism"
        ),
    ],
)
def test_the_date_is_that_of_publication(dates):
    """Where it cannot be read the next one is."""
    assert _rss(f"<title>x</title>{dates}")["published"] == "2026-03-01T06:30:00+00:00"


@pytest.mark.parametrize(
    "attributes",
    [
        pytest.param("", id="undeclared"),
        pytest.param('xmlns:media="urn:odd" xmlns:dc="urn:made:up"', id="odd namespaces"),
        pytest.param('xmlns:Media="https://SEARCH.yahoo.com/mrss#"', id="varied"),
        pytest.param('xmlns="urn:a:default"', id="a default of its own"),
        pytest.param('xmlns="http://www.w3.org/2005/Atom"', id="Atom's default in RSS"),
    ],
)
def test_prefixes_mean_what_they_usually_do(attributes):
    """Declared or not, in whatever spelling."""
    record = _rss(
        "<media:title>A ship</media:title><title>Right</title><dc:creator>W</dc:creator>",
        attributes,
    )

    assert (record["title"], record["author"]) == ("Right", "W")


def test_an_item_in_another_namespace_is_none():
    """A shop's list of things is not news."""
    content = rss("<item><title>x</title></item><s:item><s:title>y</s:title></s:item>")

    found = _records(content.replace(b"<channel>", b'<channel xmlns:s="urn:shop">'))

    assert [record["title"] for record in found] == ["x"]


def test_names_in_capitals_are_names():
    """Written by hand, once."""
    (record,) = _records(b"<RSS><CHANNEL><ITEM><TITLE>x</TITLE></ITEM></CHANNEL></RSS>")

    assert record["title"] == "x"


def test_a_feed_within_a_page_is_read():
    """A server that wraps whatever it serves in a page."""
    inside = atom("<entry><title>Right</title><id>1</id></entry>")

    (record,) = _records(page("Wrapped").replace(b"<body>x", b"<body>" + inside))

    assert record["title"] == "Right"


def test_items_beyond_the_cap_are_counted():
    """Those who ask why one is missing are told."""
    content = rss("".join(f"<item><title>{n}</title></item>" for n in range(1_003)))

    feed = read_feed(content, content_type="", url=URL)

    assert (len(feed.items), feed.count) == (1_000, 1_003)


@pytest.mark.parametrize(
    ("description", "content", "text"),
    [
        pytest.param("A teaser.", "&lt;p>All of it.&lt;/p>", "All of it.", id="another"),
        pytest.param("All of…", "All of it is here.", "it is here.", id="begins with the teaser"),
        pytest.param("All of [...]", "All of it", "it", id="teaser in brackets"),
        pytest.param("All of it.", "All of it.", "", id="the same"),
        pytest.param("", "All of it.", "", id="nothing beside it"),
        pytest.param("A teaser.", "", "", id="none"),
        pytest.param("A teaser.", "word " * 9_000, ("word " * 2_000).strip(), id="long"),
    ],
)
def test_the_full_text_is_what_it_says_beside_the_summary(description, content, text):
    """Its words are not stored twice."""
    record = _rss(
        f"<title>x</title><guid>1</guid><description>{description}</description>"
        f"<content:encoded>{content}</content:encoded>"
    )

    assert text == record["text"].strip()


@pytest.mark.parametrize(
    "item",
    [
        pytest.param('"url": "https://x.org/a", "external_url": "https://x.org/b"', id="its own"),
        pytest.param('"external_url": "https://x.org/a", "id": "https://x.org/b"', id="link blog"),
        pytest.param(
            '"id": "https://x.org/a", "attachments": [{"url": "https://x.org/b"}]', id="permalink"
        ),
        pytest.param('"id": "1", "attachments": [7, {"url": "https://x.org/a"}]', id="attachment"),
    ],
)
def test_the_link_of_a_json_item_leads_to_the_article(item):
    """In the same order as elsewhere."""
    version = '"version": "https://jsonfeed.org/version/1.1"'
    (record,) = _records(f'{{{version}, "items": [{{"title": "x", {item}}}]}}'.encode())

    assert record["url"] == "https://x.org/a"
