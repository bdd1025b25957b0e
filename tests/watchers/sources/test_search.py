"""News searches: what they are asked, what they answer, and what they say instead."""

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.channels.spelling import PLATFORMS
from tests.watchers.sources.serving import Server, poll
from watchers.errors import NotAFeed, RuleMistakes, SourceBusy
from watchers.model.names import SourceId
from watchers.rules.load import read_rules
from watchers.sources.search import NewsSearch
from watchers.web_address import parse_address

ROOT = Path(__file__).parents[3]

RULES = """\
sources:
  found: {{{}}}
indicators:
  oil: {{query: Russia AND (oil OR "natural gas") AND NOT olive}}
  odd: {{query: /oil./}}
  counted: {{triggers: [{{sequence: {{of: [oil, odd], within: 7d}}}}]}}
"""


def source(written):
    """The source that is written so."""
    return read_rules(RULES.format(written), "rules.yaml").sources[SourceId("found")]


def asked(written):
    """Where a search is asked, and what, by parameter."""
    address = urlsplit(source(written).url)
    return address.netloc + address.path, {k: v[0] for k, v in parse_qs(address.query).items()}


def test_gdelt_is_asked_in_its_own_language():
    """For the newest 250 of the time since the last look, twice over."""
    where, what = asked("search: gdelt, of: oil")

    assert "api.gdeltproject.org/api/v2/doc/doc" == where
    assert 'russia (oil OR "natural gas")' == what["query"]
    assert ("artlist", "json", "250", "datedesc", "1d") == tuple(
        what[key] for key in ("mode", "format", "maxrecords", "sort", "timespan")
    )
    assert "4d" == asked("search: gdelt, of: oil, every: 2d")[1]["timespan"]


def test_google_is_asked_in_the_edition_of_the_language():
    """English without one, or where there is no edition."""
    where, what = asked("search: google, query: 'нефть Китай', lang: ru")

    assert "news.google.com/rss/search" == where
    assert ("нефть Китай when:1d", "ru", "RU", "RU:ru") == tuple(
        what[key] for key in ("q", "hl", "gl", "ceid")
    )
    assert "US:en" == asked("search: google, query: oil, lang: sw")[1]["ceid"]


def test_requests_to_a_search_are_far_apart():
    """GDELT asks for five seconds between two."""
    spacing = source("search: gdelt, of: oil").request.spacing

    assert spacing is not None
    assert spacing.total_seconds() > 5


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("search: bing, query: oil", "search: no such search"),
        ("search: gdelt", "a search needs of or query"),
        ("search: gdelt, of: oil, query: oil", "a search has of or query, not both"),
        ("search: gdelt, of: oil, every: 10m", "every: too often for a search"),
        ("search: gdelt, of: gas", "no indicator 'gas' with a query"),
        ("search: gdelt, of: counted", "no indicator 'counted' with a query"),
        ("search: gdelt, of: odd", "nothing of the query of 'odd' can be asked there"),
        ("feed: 'https://f.example/', of: oil", "a feed has no of"),
        (f"search: gdelt, query: {'oil ' * 60}", "query: too long for this search"),
        (f"search: google, query: {'石油' * 99}", "query: too long for this search"),
    ],
)
def test_a_search_that_cannot_be_asked_is_a_mistake_in_the_rules(written, said):
    """With its place."""
    with pytest.raises(RuleMistakes) as refused:
        read_rules(RULES.format(written), "rules.yaml")

    (mistake,) = refused.value.mistakes
    assert (said, 2) == (mistake.message, mistake.line)


@pytest.mark.parametrize("lang", ["en", "ru", "zh", "ar"])
def test_what_the_shipped_indicators_ask_fits_into_an_address(lang):
    """In every script, since one letter takes up to nine characters of it."""
    shipped = (ROOT / "rules.yaml").read_text(encoding="utf-8")
    ids = read_rules(shipped, "rules.yaml", PLATFORMS).queries
    searches = "".join(
        f"  {id_}-{name}: {{search: {name}, of: {id_}, lang: {lang}}}\n"
        for id_ in ids
        for name in ("gdelt", "google")
    )
    rules = read_rules(
        shipped.replace("\nsources:\n", f"\nsources:\n{searches}"), "rules.yaml", PLATFORMS
    )
    found = [each for each in rules.sources.values() if each.kind == "search"]

    assert 2 * len(ids) == len(found)
    assert all(len(parse_address(each.url).text) < 2_000 for each in found)


def test_a_mistake_in_the_query_is_told_once():
    """At the query, and not again where a search asks it."""
    text = RULES.format("search: gdelt, of: oil").replace("NOT olive", "(NOT olive")
    with pytest.raises(RuleMistakes) as refused:
        read_rules(text, "rules.yaml")

    assert [4] == [mistake.line for mistake in refused.value.mistakes]


ARTICLES = {
    "articles": [
        {
            "url": "https://a.example/1",
            "title": "Нефть , газ и уголь : итоги года",
            "seendate": "20260313T031500Z",
            "domain": "a.example",
            "language": "Russian",
        },
        {"url": "https://b.example/2", "title": "Oil up", "seendate": "", "language": "Klingon"},
        "no article",
        {"url": 5, "title": None},
    ]
}


def items_of(answer, search="gdelt", content_type="application/json"):
    """What one poll of a search brings."""
    asking = source(f"search: {search}, of: oil")
    return poll(NewsSearch(), Server(answer, content_type), asking).items


def test_articles_of_gdelt_are_items():
    """With the outlet as author, the time it was seen, and the language where we know its name."""
    first, second = items_of(json.dumps(ARTICLES))

    assert ("Нефть, газ и уголь: итоги года", "https://a.example/1") == (first.title, first.url)
    assert ("a.example", "ru", 3) == (first.author, first.lang, first.published.hour)
    assert ("Oil up", None, None) == (second.title, second.lang, second.published)


def test_json_that_is_not_quite_json_is_read():
    """GDELT escapes what needs none, and leaves line breaks as they are."""
    text = '{"articles": [{"url": "https://a.example/1", "title": "It\\\'s\noil \\u00e9"}]}'

    assert ["It\\'s oil é"] == [item.title for item in items_of(text)]


def test_nothing_found_is_no_failure():
    """It is an empty object then."""
    assert () == items_of("{}")


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ("Please limit requests to one every 5 seconds.", SourceBusy, "fewer requests"),
        ("Your query was too short or too long.", NotAFeed, "the search says: Your query was"),
        ("<html>Oops</html>", NotAFeed, "no list of articles came back"),
        ("[]", NotAFeed, "no list of articles came back"),
        ('{"articles": 5}', NotAFeed, "no list of articles came back"),
        ("", NotAFeed, "no list of articles came back"),
    ],
)
def test_what_is_said_instead_is_passed_on(answer, error, said):
    """GDELT says what is wrong in a sentence, with HTTP 200."""
    with pytest.raises(error, match=f"found: {said}" if said[0] != "f" else said):
        items_of(answer, content_type="text/html")


RSS = """<rss version="2.0"><channel><title>"oil" - Google News</title>
<item><title>Oil - and gas - rise - The Daily</title><guid>CBMi1</guid>
<link>https://news.google.com/rss/articles/CBMi1</link>
<description>&lt;a href="x"&gt;Oil - and gas - rise&lt;/a&gt;</description></item>
<item><title>Oil falls</title><link>https://news.google.com/rss/articles/CBMi2</link></item>
</channel></rss>"""


def test_the_outlet_is_no_part_of_googles_headline():
    """So that the same headline in the outlet's own feed is the same story."""
    first, second = items_of(RSS, "google", "application/xml")

    assert ("Oil - and gas - rise", "The Daily", "") == (first.title, first.author, first.summary)
    assert ("Oil falls", None) == (second.title, second.author)


def test_a_page_of_googles_is_a_failed_look():
    """It asks for consent where it does not know us."""
    with pytest.raises(NotAFeed, match="a web page, not a feed"):
        items_of("<html><title>Before you continue</title></html>", "google", "text/html")
