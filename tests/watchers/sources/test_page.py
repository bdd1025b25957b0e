"""Pages: links as items, a text whose change is one, and what is said of a page without either."""

import pytest

from tests.watchers.sources.serving import NOW, Server, poll
from watchers.errors import NotAFeed, RuleMistakes
from watchers.model.names import IndicatorId, SourceId
from watchers.model.rules import Source
from watchers.rules.load import read_rules
from watchers.sources.page import WebPage

PAGE = WebPage()
HTML = "text/html; charset=utf-8"


def source(**options):
    """A page that is watched with these selectors."""
    return Source(
        id=SourceId("customs"),
        url="https://customs.example/news/",
        kind="page",
        title="Customs",
        options=options,
    )


def items_of(body, content_type=HTML, **options):
    """What one poll of a page brings."""
    return poll(PAGE, Server(body, content_type), source(**options)).items


LIST = """<!DOCTYPE html><html lang="en-GB"><head><title>News &amp; notices</title></head><body>
<nav><a href="/">Home</a> <a href="/about">About</a></nav>
<main><ul>
<li class="new"><a class="h" href="a1.html">Crude imports <b>rise</b></a> <i>14 March</i>
  <time datetime="2026-03-13T09:00:00+08:00">Friday</time></li>
<li><a class="h" href="/news/a2.html"><h3>Gas pipeline opens</h3><p>Read more</p></a></li>
<li><a class="h" href="https://other.example/a3"><img src="x.png" alt="a flag"></a>
    <a class="h" href="https://other.example/a3">Coal by rail</a></li>
<li><a class="h" href="javascript:void(0)">More</a><a class="h" href="mailto:a@b.c">Write</a></li>
</ul></main></body></html>"""


def test_each_link_that_is_found_is_an_item():
    """Its address is absolute, its title its own text, or that of the heading in it."""
    items = items_of(LIST, links="main a.h")

    assert [
        ("Crude imports rise", "https://customs.example/news/a1.html"),
        ("Gas pipeline opens", "https://customs.example/news/a2.html"),
        ("Coal by rail", "https://other.example/a3"),
    ] == [(item.title, item.url) for item in items]
    assert {"en-GB"} == {item.lang for item in items}


def test_a_date_is_read_beside_the_link():
    """It stands in a <time>; the box that holds no other link is looked through."""
    dates = [item.published for item in items_of(LIST, links="main a.h")]

    assert ["2026-03-13T01:00:00+00:00", None, None] == [d and d.isoformat() for d in dates]


def test_links_may_be_found_by_xpath_and_by_their_boxes():
    """A selector may find the box around a link."""
    wanted = ["Crude imports rise", "Gas pipeline opens", "Coal by rail"]

    for links in ("//main//a[@class='h']", "main li", "(//ul)[1]/li"):
        titles = [item.title for item in items_of(LIST, links=links)]
        assert wanted[:2] == titles[:2], links


CARDS = """<html><body><div class="cards">
<article><p class="day">2026-03-12</p><h2>First visit</h2>
<div><a href="1">Read on</a></div></article>
<article><p class="day">2026-03-11</p><h2>Second visit</h2>
<div><a href="2">Read on</a></div></article>
</div></body></html>"""


def test_headline_and_date_may_stand_beside_the_link():
    """What a button says is nobody's headline."""
    items = items_of(CARDS, links=".cards a", headline="h2", when=".day")

    assert [("First visit", 12), ("Second visit", 11)] == [
        (item.title, item.published.day) for item in items
    ]


def test_base_and_charset_are_those_that_the_page_declares():
    """Old pages of ministries say both in their head."""
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
        '<base href="https://cdn.example/deep/"></head><body><a href="x">进出口统计快讯</a>'
    )
    server = Server(page, "text/html")
    server.content = page.encode("gb2312")

    (item,) = poll(PAGE, server, source(links="a")).items

    assert ("进出口统计快讯", "https://cdn.example/deep/x") == (item.title, item.url)


@pytest.mark.parametrize(
    ("body", "content_type", "options", "said"),
    [
        (LIST, HTML, {"links": "main a.gone"}, "links: 'main a.gone' finds nothing; .* 8 links"),
        (LIST, HTML, {"links": "main b"}, "finds 1 place, but no link there"),
        (LIST, HTML, {"links": "//main//a/@href"}, "finds texts or numbers, not elements"),
        (LIST, HTML, {"links": "//a[$x]"}, "links: .* breaks: "),
        (LIST, HTML, {"text": "#rate"}, "text: '#rate' finds nothing"),
        (LIST, HTML, {"text": "img"}, "finds a place without any text in it"),
        ("<p>" + "word " * 5_000, HTML, {"text": "p"}, "more than 20,000 characters"),
        ("%PDF-1.7 ...", "application/pdf", {"links": "a"}, "application/pdf, not a web page"),
        ('{"a": 1}', "", {"links": "a"}, "something else, not a web page"),
        ("", HTML, {"links": "a"}, "an empty document"),
        ("<!-- -->", HTML, {"links": "a"}, "without any element"),
        (
            "<rss><channel/></rss>",
            "text/xml",
            {"links": "a"},
            "a feed, not a web page: write feed:",
        ),
    ],
)
def test_a_page_without_what_is_watched_is_a_failed_look(body, content_type, options, said):
    """It says which selector, and what may have become of the page."""
    with pytest.raises(NotAFeed, match=f"Customs: .*{said}"):
        items_of(body, content_type, **options)


RATE = """<html><body><h1>Rates</h1><div id="rate"><table><tr><th>Key</th>
<td>{} %</td></tr><tr><td>Repo</td><td>15&nbsp;%</td></tr></table><script>x=1</script>
Decided by the<br>board</div> Visitors: {}</body></html>"""
WATCHED = source(text="#rate")


def test_a_changed_text_is_an_item_that_says_what_came_and_went():
    """The first look tells nothing, nor does what changes elsewhere in the page."""
    server = Server(RATE.format(16, 1), HTML)
    first = poll(PAGE, server, WATCHED)
    assert () == first.items

    server.content, server.etag = RATE.format(16, 2).encode(), "2"
    same = poll(PAGE, server, WATCHED, first.cursor)
    assert ((), False) == (same.items, same.unchanged)

    server.content, server.etag = RATE.format(15, 3).encode(), "3"
    (item,) = poll(PAGE, server, WATCHED, same.cursor).items
    assert "Customs: Key 15 %" == item.title
    assert "New: Key 15 % Gone: Key 16 %" == item.summary
    assert (WATCHED.url, NOW) == (item.url, item.published)


def test_lines_that_only_move_are_no_news_and_lines_that_go_are():
    """A list that is sorted anew says nothing."""
    server = Server("<ul id=a><li>oil<li>gas<li>gas</ul>", HTML)
    watched = source(text="//*[@id='a']")
    first = poll(PAGE, server, watched)

    server.content, server.etag = b"<ul id=a><li>gas<li>oil<li>gas</ul>", "2"
    moved = poll(PAGE, server, watched, first.cursor)
    assert () == moved.items

    server.content, server.etag = b"<ul id=a><li>gas<li>oil</ul>", "3"
    (item,) = poll(PAGE, server, watched, moved.cursor).items
    assert ("Customs: gone: gas", "Gone: gas") == (item.title, item.summary)


def test_each_change_has_a_name_of_its_own():
    """To and fro within a day is one change each way; another text is another."""
    server = Server("<p>1</p>", HTML)
    watched, cursor, keys = source(text="p"), None, []
    for number, text in enumerate(["1", "2", "1", "2", "3"]):
        server.content, server.etag = f"<p>{text}</p>".encode(), str(number)
        got = poll(PAGE, server, watched, cursor)
        cursor = got.cursor
        keys += [item.aliases[0] for item in got.items]

    assert (4, 3) == (len(keys), len(set(keys)))


def test_other_selectors_are_another_question():
    """What was remembered for one part is not compared with another."""
    server = Server("<p id=a>1</p><p id=b>2</p>", HTML)
    first = poll(PAGE, server, source(text="#a"))

    assert () == poll(PAGE, server, source(text="#b"), first.cursor).items


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("page: https://a.example/", "a page needs links or text"),
        ("page: https://a.example/, links: a, text: p", "a page has links or text, not both"),
        ("page: https://a.example/, text: p, when: i", "when goes with links"),
        ("page: https://a.example/, links: 'a::text'", "links: not a selector"),
        ("page: https://a.example/, links: '//a['", "links: not a selector"),
        ("page: https://a.example/, links: 'a['", "links: not a selector"),
        ("page: https://a.example/, links: ' '", "links: not a selector"),
        ("feed: https://a.example/, links: a", "a feed has no links"),
    ],
)
def test_a_selector_that_cannot_be_is_a_mistake_in_the_rules(written, said):
    """Before anything is fetched."""
    text = f"sources: {{a: {{{written}}}}}\nindicators: {{a: {{query: oil}}}}\n"
    with pytest.raises(RuleMistakes) as refused:
        read_rules(text, "rules.yaml")

    assert said in refused.value.mistakes[0].message


def test_a_source_that_is_off_is_checked_and_not_polled():
    """It stands among the sources, not among those that are polled; nobody goes blind by it."""
    rules = read_rules(
        "sources: {a: {page: https://a.example/, links: a, off: true}, b: https://b.example/}\n"
        "indicators: {a: {query: oil}}\n",
        "rules.yaml",
    )

    assert (["a", "b"], ["b"]) == (list(rules.sources), list(rules.polled_sources))
    assert {"b"} == rules.seen_through(IndicatorId("a"))
