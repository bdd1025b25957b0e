"""Pages read in this process, whatever stands in them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchers.confined.child import Refusal
from watchers.parse.html import base_of, html_root, text_of, title_of
from watchers.parse.page import link_records
from watchers.parse.page_text import text_records

URL = "https://ministry.example/news/"
BASE = {"url": URL, "content_type": "text/html", "lang": None, "name": "The ministry"}
BASE |= {"now": datetime(2026, 3, 14, tzinfo=UTC).isoformat()}


def links(page, selector="a", **more):
    """Give the records of the links that a selector finds; the first is that of the page."""
    told = {**BASE, "headline": "", "when": "", "links": selector, **more}
    return list(link_records(page.encode(), told))


def change(page, memory="", selector="p"):
    """Give what is remembered of a page's text, and the records of its change."""
    told = {**BASE, "text": selector, "memory": memory}
    head, *records = text_records(page.encode(), told)
    return head["memory"], records


def said(page, selector="a", read=links, **more):
    """Give the refusal of a page."""
    with pytest.raises(Refusal) as refused:
        read(page, selector=selector, **more)
    return refused.value


def test_a_link_around_a_card_goes_by_its_heading():
    """Else by its own text, its title, or what is read aloud."""
    page = (
        "<html lang='ru'><title>News</title><a href=1><p>Energy</p><h3>Oil <i>up</i></h3></a>"
        "<a href=2 title='Gas up'></a><a href=3 aria-label='Coal up'><img></a><a href=4></a></html>"
    )
    head, *records = links(page)

    assert ("News", 0) == (head["title"], head["beyond_cap"])
    assert [("Oil up", "ru"), ("Gas up", "ru"), ("Coal up", "ru")] == [
        (record["title"], record["lang"]) for record in records
    ]


def test_the_longest_text_of_an_address_is_its_headline():
    """Pictures, "read more" and the headline lead to the same page."""
    page = "<a href=/a>More</a><a href=/a>Oil by rail</a><a href=/a><img></a><a href=/b>B</a>"

    assert ["Oil by rail", "B"] == [record["title"] for record in links(page)[1:]]


def test_more_links_than_a_look_takes_are_counted():
    """The first thousand are read."""
    page = "".join(f"<a href={n}>Headline {n}</a>" for n in range(1_005))
    head, *records = links(page)

    assert (5, 1_000) == (head["beyond_cap"], len(records))


def test_a_date_stands_in_the_box_of_its_link():
    """Boxes in boxes are looked through, up to where another link begins."""
    page = (
        "<main><div><div><p><a href=1>One</a></p></div><time datetime=2026-03-12>x</time></div>"
        "<div><a href=2>Two</a></div><time datetime=2026-03-13>of all</time></main>"
    )

    assert ["2026-03-12T00:00:00+00:00", None] == [one["published"] for one in links(page)[1:]]


def test_a_date_that_nobody_reads_is_counted():
    """It is no date then."""
    head, record = links("<li><a href=1>One</a> <b>whenever</b></li>", when="b")

    assert (1, None) == (head["unread_dates"], record["published"])


def test_what_is_wrong_with_a_page_is_said():
    """Each time with what may help."""
    page = "<html><main><b>x</b></main><a href=1>1</a><a href=mailto:x@y.z>2</a></html>"

    assert said(page, "main a").message.endswith("it has 2 links")
    assert said(page, "b, main").message == "links: 'b, main' finds 2 places, but no link there"
    assert said(page, "(count(//a))").message.endswith("not elements")
    assert said(page, "//a[foo()]").code == "bad-selector"
    assert said(page, headline="(count(.))").message.startswith("headline: ")
    assert said(page, headline="h2").message.endswith("2 places, but no headline there")
    assert (
        said("x", content_type="text/plain; charset=utf-8").message == "text/plain, not a web page"
    )
    assert said("<rss/>").message.startswith("a feed, not a web page")
    assert said("").code == said("  ").code == said("%PDF", content_type="x/y").code == "not-a-page"
    assert said("<!--x-->").message.startswith("a document without any element")
    assert said(page, "i", change).message.startswith("text: 'i' finds nothing")
    assert said("<html><p> </p></html>", "p", change).message.endswith("without any text in it")
    assert "20,000" in said("<html><p>" + "x " * 10_001, "p", change).message


def test_a_text_is_read_line_by_line():
    """As its reader sees it: a paragraph a line, a row of a table one, and no script."""
    page = (
        "<html><div><h2>Rates</h2>as of\n today<br>noon<table><tr><th>Key<td>16 %</table>"
        "<script>x()</script><style>p{}</style><ul><li>a<li>b <b>c</b> d</ul></div>after</html>"
    )

    memory, _records = change(page, selector="div")
    assert ["Rates", "as of today", "noon", "Key 16 %", "a", "b c d"] == memory.split("\n")


def test_a_part_within_another_part_is_read_once():
    """A selector may find both."""
    assert "a\nb\nc" == change("<div>a<div>b</div></div><div>c</div>", selector="div")[0]


def test_a_change_says_what_came_and_went():
    """In the title what came, else what went; in the summary both."""
    memory, first = change("<p>Key 16</p><p>Repo 15</p>")
    assert [] == first
    memory, (both,) = change("<p>Key 17</p><p>Repo 15</p>", memory)
    assert ("The ministry: Key 17", "New: Key 17 Gone: Key 16") == (both["title"], both["summary"])
    assert URL == both["url"]
    _, (gone,) = change("<p>Repo 15</p>", memory)
    assert ("The ministry: gone: Key 17", "Gone: Key 17") == (gone["title"], gone["summary"])
    assert [] == change("<p>Repo 15</p><p>Key 17</p>", memory)[1]


def test_parts_of_a_page():
    """Its base is absolute, its title plain; a base that leads nowhere is none."""
    root = html_root(
        b"<title>A &amp;\n B</title><base href='/x/'><p>a<script>b</script> c</p>", "text/html"
    )

    assert ("A & B", "https://ministry.example/x/") == (title_of(root), base_of(root, URL))
    assert "a c" == text_of(next(root.iter("p")))
    nowhere = html_root(b"<html><base href='data:x'></html>", "")
    assert (URL, "") == (base_of(nowhere, URL), title_of(nowhere))


def test_the_charset_of_a_page_is_that_of_its_meta_unless_http_says_one():
    """HTTP goes first (WHATWG HTML, 13.2.3.1)."""
    page = '<html><meta charset="windows-1251"><title>Нефть и газ дорожают</title></html>'

    assert "Нефть и газ дорожают" == title_of(html_root(page.encode("cp1251"), "text/html"))
    by_http = html_root(page.encode("koi8-r"), "text/html; charset=koi8-r")
    assert "Нефть и газ дорожают" == title_of(by_http)


PIECES = (
    "<a href=x>|</a>|<p>|</p>|<li|>|<time datetime='|'|&#0;|<!--|]]>|<base href=//|<svg>|oil|"
    "<table><tr><td>|</table>|<title>|<script>|<template>|<a href='javascript:|://|<frameset>|é"
)
pieces = st.sampled_from([*PIECES.split("|"), "\0", "\ud800"])


@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=40), st.sampled_from(["a", "li, p", "//*", "./p", "time"]))
def test_whatever_a_page_is_it_is_read_or_refused(parts, selector):
    """Nothing else comes out of the readers, and what they give can be stored."""
    page = "<html>" + "".join(parts)
    body = page.encode("utf-8", "surrogatepass")
    told = {**BASE, "headline": "", "when": "", "links": selector, "text": selector}
    for reader in (link_records, text_records):
        try:
            records = list(reader(body, {**told, "memory": "before"}))
        except Refusal:
            continue
        for record in records[1:]:
            assert record["title"]
            assert str(record["url"]).startswith("https://")
            str(record).encode()


lines = st.lists(st.sampled_from(["oil", "gas", "coal", "rail"]), min_size=1, max_size=6)


@given(lines, lines)
def test_a_text_that_changes_and_changes_back_says_the_opposite(before, after):
    """What came then goes now."""

    def page(words):
        return "<html>" + "".join(f"<p>{word}</p>" for word in words)

    first, _ = change(page(before))
    second, there = change(page(after), first)
    _, back = change(page(before), second)

    assert bool(there) == bool(back) == (sorted(before) != sorted(after))
    if there:
        turned = there[0]["summary"].replace("New:", "-").replace("Gone:", "New:")
        assert sorted(turned.replace("-", "Gone:").split()) == sorted(back[0]["summary"].split())
