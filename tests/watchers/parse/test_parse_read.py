"""Documents of every kind, read in this process: what the child does without being one."""

import os
import socket
import sys
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watchers.parse.parse_corpus import (
    ATOM,
    ITEM,
    JSON_FEED,
    NOON,
    RSS_10,
    SAME_STORY,
    URL,
    atom,
    entity_bomb,
    page,
    rss,
)
from watchers.confined.child import Refusal
from watchers.parse.feeds import read_feed
from watchers.parse.foreign import read_thoroughly
from watchers.parse.records import item_dates, item_records


def _look(content, *, content_type="application/xml", lang=None):
    feed = read_feed(content, content_type=content_type, url=URL)
    dates = item_dates(feed, lang=lang, now=NOON)
    return list(item_records(feed, dates, url=URL, lang=lang))


def _only(content, **given):
    (record,) = _look(content, **given)
    return record


def _dated(text):
    return _only(rss(f"<item><title>x</title><guid>4711</guid><pubDate>{text}</pubDate></item>"))


@pytest.mark.parametrize("content", SAME_STORY.values(), ids=SAME_STORY.keys())
def test_every_format_tells_the_same_story(content):
    """Whatever the format, the item is called the same and leads to the same page."""
    record = _look(content)[0]

    assert record["title"] == "Tanker convoy leaves Primorsk"
    assert record["summary"] == "Twelve ships sailed."
    assert record["url"] == "https://news.example.org/a/1"
    assert record["published"] == "2026-03-01T06:30:00+00:00"


def test_a_feed_that_changes_its_format_keeps_its_keys():
    """RSS to Atom is no news, as long as the ids stay."""
    assert len({_look(c)[0]["aliases"][0][1] for c in (rss(), RSS_10, ATOM, JSON_FEED)}) == 1


@pytest.mark.parametrize("content", [RSS_10, ATOM, JSON_FEED], ids=["rss 1.0", "atom", "json"])
def test_author_category_and_language_are_read(content):
    """Queries ask for them by field."""
    record = _look(content)[0]

    assert (
        record["author"],
        record["categories"],
        record["lang"],
    ) == ("A. Reporter", ["shipping"], "en")


@pytest.mark.parametrize(
    ("content", "lang"),
    [
        pytest.param(rss(channel="<language>ru_RU</language>"), "ru-RU", id="the feed's"),
        pytest.param(rss(channel="<language>all of them</language>"), "fr", id="absurd"),
        pytest.param(rss(), "fr", id="the source's"),
        pytest.param(
            atom(
                "<entry xml:lang='zh'><id>1</id><title>x</title></entry>",
                attributes='xml:lang="en"',
            ),
            "zh",
            id="the item's own",
        ),
    ],
)
def test_the_nearest_language_wins(content, lang):
    """Item before feed before source."""
    assert lang == _only(content, lang="fr")["lang"]


KOREAN, THAI, HEBREW = "러시아 가스관 공급 중단", "รัสเซียส่งก๊าซไปจีน", "רוסיה שולחת גז לסין"
RUSSIAN = "Россия сократила поставки газа в Китай, сообщает агентство"
GREEK = "Η Ρωσία διέκοψε την παροχή φυσικού αερίου προς την Κίνα"


@pytest.mark.parametrize(
    ("title", "codec", "declared", "content_type"),
    [
        pytest.param(RUSSIAN, "windows-1251", "windows-1251", "text/xml", id="declared in XML"),
        pytest.param(RUSSIAN, "koi8-r", None, "text/xml; charset=koi8-r", id="declared in HTTP"),
        pytest.param(RUSSIAN, "koi8-r", "cp1251", "text/xml; charset=koi8-r", id="HTTP goes first"),
        pytest.param(RUSSIAN, "utf-8", "cp1251", "text/xml; charset=koi8-r", id="both lie"),
        pytest.param(RUSSIAN, "utf-8", None, "text/xml", id="text/xml is no longer ASCII"),
        pytest.param(RUSSIAN, "utf-8-sig", None, "", id="mark"),
        pytest.param(RUSSIAN, "utf-16-le", None, "", id="utf-16 without a mark"),
        pytest.param("中俄能源", "gbk", "gb2312", "", id="gb2312 means gbk"),
        pytest.param("ロシアの天然ガス", "iso-2022-jp", "iso-2022-jp", "", id="seven bit"),
        pytest.param("“Grüße” – œuvre", "cp1252", "iso-8859-1", "", id="latin-1 means windows"),
        pytest.param(RUSSIAN, "windows-1251", None, "", id="undeclared Russian, windows"),
        pytest.param(RUSSIAN, "koi8-r", None, "", id="undeclared Russian, koi8"),
        pytest.param(KOREAN, "euc-kr", None, "", id="undeclared Korean"),
        pytest.param(THAI, "tis-620", None, "", id="undeclared Thai"),
        pytest.param(HEBREW, "windows-1255", None, "", id="undeclared Hebrew"),
        pytest.param(GREEK, "iso-8859-7", None, "", id="undeclared Greek"),
        pytest.param("ロシアから中国へのガス", "euc-jp", None, "", id="undeclared Japanese"),
        pytest.param("俄罗斯向中国输送天然气", "gb18030", None, "", id="undeclared Chinese"),
        pytest.param("Gaz russe coupé à l’été", "cp1252", None, "", id="undeclared French"),
        pytest.param(KOREAN, "euc-kr", "x-nonsense", "", id="no such encoding"),
        pytest.param(KOREAN, "euc-kr", "utf-8", "", id="not what it says"),
    ],
)
def test_text_comes_out_right_whatever_the_encoding(title, codec, declared, content_type):
    """Headers lie, declarations lie, and some say nothing."""
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    text = f"{declaration}<rss><channel><item><title>{title}</title></item></channel></rss>"

    assert title == _only(text.encode(codec), content_type=content_type)["title"]


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        pytest.param("R&eacute;sum&eacute;", "Résumé", id="entity of HTML"),
        pytest.param("AT&T & co", "AT&T & co", id="bare ampersands"),
        pytest.param("a&unknown;b", "a&unknown;b", id="entity of nobody"),
        pytest.param("a\x0bb\x00c&#8;d&#xFFFF;e", "abcde", id="forbidden characters"),
        pytest.param("a&#xD800;b", "ab", id="reference to half a character"),
        pytest.param("a&#99999999999999999999;b", "ab", id="huge reference"),
        pytest.param("<b>bold</i> x", "bold", id="bad nesting"),
        pytest.param("<![CDATA[a&nbsp;<b>b</b> & c]]>", "a b & c", id="cdata is left alone"),
    ],
)
def test_a_broken_document_is_read_as_it_was_meant(title, read_as):
    """Not well-formed is no reason to miss an item, nor the ones after it."""
    found = _look(rss(f"<item><title>{title}</title><guid>1</guid></item>{ITEM}"))

    assert [found[0]["title"].startswith(read_as), found[1]["title"] != ""] == [True, True]
    assert len(found) == 2


def _item(n):
    return ITEM.replace("n-1", f"n-{n}").replace("a/1", f"a/{n}").replace("Tanker", f"Tanker {n}")


def test_an_item_that_was_cut_off_waits():
    """Whole items come at once, the half one when the rest of it is there."""
    whole = rss("".join(_item(n) for n in range(9)))
    cut = whole[: whole.rindex(b"<description>") + 20]

    assert [r["aliases"][0] for r in _look(whole)][:8] == [r["aliases"][0] for r in _look(cut)]


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.8, 0.99])
def test_no_half_item_at_any_cut(kept):
    """Every item of a cut document is one of the whole document, field by field."""
    whole = rss("".join(_item(n) for n in range(9)))
    known = _look(whole)

    assert all(r in known for r in _look(whole[: int(len(whole) * kept)]))


def test_a_document_cut_before_its_first_item_ends_is_broken():
    """It must not pass for an empty feed."""
    with pytest.raises(Refusal) as caught:
        _look(rss()[:150])

    assert caught.value.code == "cut-off"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(rss(""), id="rss"),
        pytest.param(atom(""), id="atom"),
        pytest.param(b"<rss version='2.0'/>", id="rss without a channel"),
        pytest.param(b'{"version":"https://jsonfeed.org/version/1","items":[]}', id="json feed"),
    ],
)
def test_a_feed_without_items_is_a_feed(content):
    """Quiet sources exist."""
    assert _look(content) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"", "an empty document", id="nothing"),
        pytest.param(b" \n\0\0", "an empty document", id="nothing to see"),
        pytest.param(page("Log &amp; <b>in</b>"), "a web page, not a feed: Log & in", id="page"),
        pytest.param(page("x" * 300), "a web page, not a feed: " + "x" * 80 + "…", id="long title"),
        pytest.param(b"<html><title", "a web page, not a feed", id="page cut off"),
        pytest.param(b"503 try later", "neither XML nor JSON", id="plain words"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0", "neither XML nor JSON", id="image"),
        pytest.param(b"<urlset><url/></urlset>", "begins with <urlset>", id="sitemap"),
        pytest.param(b'{"items": [{"title": "x"}], "version": "2.0"}', "not a JSON Feed", id="odd"),
        pytest.param(b'{"items": [', "JSON that does not parse", id="JSON cut off"),
        pytest.param(b"[" * 100_000, "JSON that does not parse", id="deep JSON"),
        pytest.param(b'{"version":"https://jsonfeed.org/version/1"}', "without a list", id="bare"),
        pytest.param(b"https://e.org/feed.xml", "neither XML nor JSON", id="an address"),
        pytest.param(b"/etc/hosts", "neither XML nor JSON", id="a file name"),
    ],
)
def test_what_is_no_feed_is_refused_with_a_reason(content, why):
    """The reason is told to people, so it says what was found instead."""
    with pytest.raises(Refusal) as caught:
        _look(content)

    assert why in caught.value.message
    assert caught.value.code == "not-a-feed"


@pytest.mark.parametrize("cut", [1, 2, 10, 25])
def test_the_whole_items_of_json_that_is_cut_off_are_read(cut):
    """As those of XML are: a long feed ends at the cap, anywhere."""
    records = _look(JSON_FEED[:-cut])

    assert ["Tanker convoy leaves Primorsk", "1 < 2"][: len(records)] == [
        r["title"] for r in records
    ]
    assert len(records) == (2 if cut <= 2 else 1)


def test_items_before_broken_json_are_read():
    """What comes behind is lost, and no more."""
    broken = JSON_FEED.replace(b"7, ", b"oops, ")

    assert ["Tanker convoy leaves Primorsk"] == [r["title"] for r in _look(broken)]


@pytest.mark.parametrize(
    ("text", "published"),
    [
        pytest.param("Sun, 01 Mar 2026 09:30:00 +0300", "2026-03-01T06:30:00+00:00", id="usual"),
        pytest.param("2026-03-01", "2026-03-01T00:00:00+00:00", id="day only"),
        pytest.param("Mon, 02 Mar 2026 11:00:00 GMT", "2026-03-02T11:00:00+00:00", id="tomorrow"),
        pytest.param("Mon, 02 Mar 2026 13:00:00 GMT", None, id="later than tomorrow"),
        pytest.param("Fri, 01 Jan 2099 00:00:00 GMT", None, id="far future"),
        pytest.param("Thu, 01 Jan 1970 00:00:00 GMT", None, id="epoch"),
        pytest.param("0001-01-01T00:00:00Z", None, id="year one"),
        pytest.param("Monday", None, id="no year"),
        pytest.param("10:30", None, id="time only"),
        pytest.param("soon", None, id="nonsense"),
        pytest.param("", None, id="empty"),
    ],
)
def test_an_absurd_date_is_no_date(text, published):
    """Nor is one made up from the guid, or from today."""
    assert published == _dated(text)["published"]


def test_caps_hold():
    """A giant costs what a large item costs."""
    body = f"<description>{'d ' * 90_000}</description>"
    giant = f"<item><title>{'t' * 9_000}</title><guid>g</guid>{body}</item>"
    many = "".join(f"<item><title>t{n}</title><guid>{n}</guid></item>" for n in range(1_500))

    found = _look(rss(giant + many))

    assert (
        len(found[0]["title"]),
        len(found[0]["summary"]),
        len(found),
    ) == (2_000, 20_000, 1_000)


@pytest.mark.parametrize(
    ("attributes", "channel", "url"),
    [
        pytest.param("", "", "https://news.example.org/a/1", id="site"),
        pytest.param('xml:base="https://b.org/x/"', "", "https://b.org/a/1", id="xml:base"),
    ],
)
def test_a_relative_link_is_joined_to_the_nearest_base(attributes, channel, url):
    """The base that the document names goes before the place where it was found."""
    item = "<item><title>x</title><link>/a/1</link></item>"

    assert url == _only(rss(item, attributes=attributes, channel=channel))["url"]


def test_content_stands_in_for_a_missing_summary():
    """The body is what queries look at: all of it, not its first words."""
    words = "gas " * 500
    item = f"<item><title>x</title><c:encoded>&lt;p&gt;{words}&lt;/p&gt;</c:encoded></item>"
    attributes = 'xmlns:c="http://purl.org/rss/1.0/modules/content/"'

    assert words.strip() == _only(rss(item, attributes=attributes))["summary"]


def test_an_item_without_a_title_goes_by_its_summary():
    """Short messages have none."""
    record = _only(rss(f"<item><description>{'word ' * 99}</description><guid>1</guid></item>"))

    assert record["title"][:9] == "word word"
    assert len(record["title"]) <= 121


@pytest.fixture
def outside(tmp_path):
    """Give a file and a server that nobody may touch, and the list of what was opened."""
    secret = tmp_path / "canary.txt"
    secret.write_text("CANARY")
    opened: list[str] = []
    watching = True

    def watch(event, arguments):
        if watching and (event == "open" or event.startswith("socket.connect")):
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)  # noqa: FBT003 - that is its signature
        yield secret, server, opened
    watching = False


def test_no_entity_opens_a_file_or_a_connection(outside):
    """External entities and DTDs are not looked at, by any of the parsers."""
    secret, server, opened = outside
    address = f"http://127.0.0.1:{server.getsockname()[1]}/x.dtd"
    prolog = (
        f'<!DOCTYPE rss SYSTEM "{address}" [<!ENTITY f SYSTEM "{secret.as_uri()}">'
        f'<!ENTITY % d SYSTEM "{address}"> %d; <!ENTITY own "expanded">]>'
    ).encode()
    _look(b"<foo>" + rss() + b"</foo>")  # feedparser is loaded before its opens are counted

    for wrapped in (rss, lambda items: b"<foo>" + rss(items)[38:] + b"</foo>"):
        found = _look(prolog + wrapped("<item><title>a &f; &own; b</title><guid>1</guid></item>"))

        assert not [r for r in found if "CANARY" in str(r) or "expanded" in str(r)]
    with pytest.raises(BlockingIOError):
        server.accept()
    assert not [o for o in opened if secret.name in o or "127.0.0.1" in o]


@pytest.mark.parametrize("name", [b"canary.txt", b"%s"])
def test_no_body_is_taken_for_the_name_of_a_file(name, outside, monkeypatch):
    """The parsers open strings that look like names; they never get a string."""
    secret, _, opened = outside
    monkeypatch.chdir(secret.parent)

    with pytest.raises(Refusal):
        _look(name.replace(b"%s", os.fsencode(secret)))

    assert not [o for o in opened if secret.name in o]


def test_a_date_that_is_none_is_asked_for_without_a_warning():
    """Feedparser warns who asks it for the date of a change that a feed does not give."""
    broken = rss("<item><title>a</title><pubDate>never</pubDate><guid>1</guid></item>")

    feed = read_thoroughly(broken, URL)

    assert feed is not None
    assert [("never",)] == [item.dates for item in feed.items]


def test_an_entity_bomb_stays_small():
    """It is not expanded at all: its name is read as text."""
    assert _only(entity_bomb())["title"] == "is &b11; out"


@settings(max_examples=60)
@given(st.binary(max_size=60), st.integers(0, 500), st.sampled_from(list(SAME_STORY.values())))
def test_damage_anywhere_gives_items_or_a_reason(noise, at, content):
    """No document raises anything but a Refusal."""
    damaged = content[: at % len(content)] + noise + content[at % len(content) + len(noise) // 2 :]

    with suppress(Refusal):
        for record in _look(damaged):
            assert record["aliases"]
            assert _aware(record["published"])


def _aware(published):
    return published is None or datetime.fromisoformat(published).tzinfo is not None
