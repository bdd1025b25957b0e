"""Web pages over loopback in, cards out."""

import pytest

from bot.channels.spelling import PLATFORMS
from tests.flow.desk import RULES, Desk
from tests.flow.site import site
from watchers.rules.load import read_rules

LINKS = "<html><body><main>{}</main><a href=/about>Russia and China sign a gas deal: why</a></html>"
RATE = "<html><body><p>Day {}</p><div id=rate>Key rate: {} %</div></body></html>"
SOURCES = """\
  ministry: {{page: {0}/ministry, links: main a}}
  bank: {{page: {0}/bank, text: "#rate", title: The bank}}
  customs: {{page: {0}/customs, links: main a, off: true}}"""
MORE = """
  rate:
    query: source:bank AND "key rate"
"""


@pytest.fixture
def desk(tmp_path):
    """Give a desk that watches two pages, and has looked at them once; a third one is off."""
    with site() as web:
        web.pages["ministry"] = LINKS.format("<a href=/1>Talks on gas</a>").encode()
        web.pages["bank"] = RATE.format(1, 16).encode()
        made = Desk(tmp_path, web, "unused")
        text = RULES.format(sources=SOURCES.format(f"http://{web.host}")) + MORE
        made.rules = read_rules(text, "rules.yaml", PLATFORMS)
        made.round()
        yield made


def test_a_new_link_of_a_page_is_told_once(desk):
    """As an item of a feed is; what stands elsewhere in the page is nobody's news."""
    both = "<a href=/2>Russia and China sign a gas deal</a><a href=/1>Talks on gas</a>"
    desk.site.pages["ministry"] = LINKS.format(both).encode()

    cards = desk.round()
    assert ["Russia and China sign a gas deal"] == [card.title for card in cards]
    assert [] == desk.round()


def test_a_changed_text_is_told_with_what_came(desk):
    """And what changes elsewhere in the page is not."""
    desk.site.pages["bank"] = RATE.format(2, 16).encode()
    assert [] == desk.round()

    desk.site.pages["bank"] = RATE.format(3, 15).encode()
    assert ["The bank: Key rate: 15 %"] == [card.title for card in desk.round()]
    assert [] == desk.round()


def test_a_page_is_asked_for_and_no_feed(desk):
    """A server that has both formats at one address gives what is asked for."""
    wanted = {headers["Accept"].split(",")[0] for _path, headers, _status in desk.site.asked}

    assert {"text/html"} == wanted


def test_a_source_that_is_off_is_never_asked(desk):
    """Not a single request goes to it."""
    assert [] == desk.site.answers("customs")


def test_a_page_that_lost_its_list_is_a_failed_look_and_recovers(desk):
    """It says what is missing; what was told before is not told again."""
    desk.site.pages["ministry"] = b"<html><body>We moved. <a href=/x>Here</a></body></html>"
    desk.round()
    errors = [record.error for record in desk.polled if record.source.id == "ministry"]
    assert "links: 'main a' finds nothing; the page may have changed" in errors[0]

    desk.site.pages["ministry"] = LINKS.format("<a href=/1>Talks on gas</a>").encode()
    assert [] == desk.round()
