from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.alerts import Disposition
from bot.model.cards import CardKind
from bot.storage import decisions
from tests.flow.desk import Desk
from tests.flow.site import PUBLISHED, Report, rss, site

GAS = Report("Russia and China sign gas deal", guid="gas", link="https://wire.example/gas")
RAIN = Report("Rain in Paris", guid="rain", link="https://wire.example/rain")
DRILL = Report("China and Russia begin naval drill", guid="drill", link="https://wire.example/d")


@pytest.fixture
def web():
    """A site of feeds."""
    with site() as served:
        yield served


def watching(tmp_path, web, *reports):
    """A desk whose one source was looked at once, with these reports in it."""
    web.pages["wire"] = rss(*(reports or (RAIN,)))
    desk = Desk(tmp_path, web, "wire")
    desk.round()
    return desk


def publish(web, *reports, name="wire"):
    """Let a source publish these reports."""
    web.pages[name] = rss(*reports)


def test_a_new_match_is_told_with_its_evidence(tmp_path, web):
    """The plain case, from bytes to card."""
    desk = watching(tmp_path, web)
    publish(web, GAS, RAIN)

    (card,) = desk.round()

    assert (CardKind.ALERT, GAS.title, GAS.link) == (card.kind, card.title, card.url)
    assert ["Russia", "China", "gas"] == [found.text for found in card.evidence]
    assert ["energy"] == [moved.id for moved in card.indicators]


def test_a_first_look_tells_one_card_and_nothing_old(tmp_path, web):
    """Two hundred items of a new source, of which a hundred match: one card."""
    reports = [replace(GAS, title=f"{GAS.title} {n}", guid=f"g{n}", link=None) for n in range(100)]
    rains = [replace(RAIN, guid=f"r{n}", link=None) for n in range(100)]
    publish(web, *reports, *rains)

    (card,) = Desk(tmp_path, web, "wire").round()

    assert (CardKind.FIRST_LOOK, 100) == (card.kind, len(card.lines) + card.more)


def test_a_first_look_that_matches_nothing_is_silent_and_says_why(tmp_path, web):
    """Silence has its reason, too."""
    desk = watching(tmp_path, web)

    assert [] == desk.channel.posted
    assert {Disposition.DROP: 1} == desk.ask(decisions.counts)


def test_a_second_round_asks_conditionally_and_tells_nothing(tmp_path, web):
    """HTTP 304, and not one card."""
    desk = watching(tmp_path, web, GAS)

    assert [] == desk.round()
    assert [200, 304] == web.answers("wire")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(replace(GAS, title="Gas deal: Russia and China sign"), id="edited title"),
        pytest.param(replace(GAS, at=PUBLISHED + timedelta(days=900)), id="date in the future"),
        pytest.param(replace(GAS, link=f"{GAS.link}?utm_source=rss"), id="tracking parameter"),
        pytest.param(replace(GAS, link="http://www.wire.example/gas/"), id="moved to http and www"),
        pytest.param(replace(GAS, guid="another"), id="another guid"),
        pytest.param(replace(GAS, link="https://wire.example/moved"), id="another link"),
    ],
)
def test_a_known_item_is_never_told_again(tmp_path, web, changed):
    """However its publisher touches it up."""
    desk = watching(tmp_path, web, RAIN)
    publish(web, GAS, RAIN)
    desk.round()
    publish(web, RAIN, changed)

    assert [] == desk.round()


def test_a_guid_that_is_another_items_title_is_another_name(tmp_path, web):
    """Names of different kinds never meet, even when they read the same."""
    same = Report("Rain", guid="rain")
    desk = watching(tmp_path, web, same)
    publish(web, GAS, same)

    assert [GAS.title] == [card.title for card in desk.round()]
    assert ["ok"] == [one.status for one in desk.polled]


def test_an_item_that_vanishes_and_returns_is_not_told_again(tmp_path, web):
    """Old items come back when newer ones are withdrawn."""
    desk = watching(tmp_path, web, RAIN)
    publish(web, GAS, RAIN)
    desk.round()
    publish(web, RAIN)
    desk.round()
    publish(web, GAS, RAIN)

    assert [] == desk.round()


def test_a_feed_that_is_empty_once_repeats_nothing(tmp_path, web):
    """An empty document is an answer, not a fresh start."""
    desk = watching(tmp_path, web, GAS)
    publish(web)
    desk.round()
    publish(web, GAS)

    assert [] == desk.round()


def test_an_undated_and_a_future_item_do_not_stop_later_ones(tmp_path, web):
    """Dates never decide newness."""
    desk = watching(tmp_path, web)
    future = replace(GAS, at=datetime(2099, 1, 1, tzinfo=UTC))
    publish(web, future, RAIN)
    desk.round()
    publish(web, DRILL, future, RAIN)

    assert [DRILL.title] == [card.title for card in desk.round()]


def test_a_reworded_item_that_only_now_matches_is_told(tmp_path, web):
    """A headline that gains its subject is news to whoever waits for it."""
    vague = replace(GAS, title="Presidents sign a deal")
    desk = watching(tmp_path, web, vague)
    publish(web, GAS)

    assert [GAS.title] == [card.title for card in desk.round()]


def test_one_story_from_two_outlets_is_one_alert_and_one_update(tmp_path, web):
    """The second report folds into the first."""
    publish(web, RAIN)
    publish(web, replace(RAIN, guid="other"), name="tass")
    desk = Desk(tmp_path, web, "wire", "tass")
    desk.round()
    publish(web, GAS, RAIN)
    publish(web, replace(GAS, guid="t1", link="https://tass.example/1"), name="tass")

    assert [CardKind.ALERT, CardKind.UPDATE] == [card.kind for card in desk.round()]


def test_one_item_that_moves_two_indicators_is_one_card(tmp_path, web):
    """A second matching rule never makes a second post; the more severe one stands first."""
    desk = watching(tmp_path, web)
    publish(web, Report("China and Russia hold drill to guard gas pipeline", guid="both"), RAIN)

    (card,) = desk.round()

    assert ["drills", "energy"] == [moved.id for moved in card.indicators]


def test_a_flood_is_told_in_digests_that_name_every_item(tmp_path, web):
    """Two hundred matches in one poll."""
    desk = watching(tmp_path, web)
    flood = [Report(f"Russia and China sign gas deal {n}", guid=f"f{n}") for n in range(200)]
    publish(web, RAIN, *flood)

    cards = desk.round()

    assert {CardKind.DIGEST} == {card.kind for card in cards}
    assert sorted(one.title for one in flood) == sorted(
        line.title for card in cards for line in card.lines
    )


def test_an_archive_that_comes_up_is_one_digest(tmp_path, web):
    """Forty old items resurface: one card, not forty alerts."""
    desk = watching(tmp_path, web, *(replace(RAIN, guid=f"r{n}", link=None) for n in range(20)))
    old = datetime(2020, 1, 1, tzinfo=UTC)
    archive = [
        replace(GAS, title=f"{GAS.title} {n}", guid=f"o{n}", link=None, at=old) for n in range(15)
    ]
    publish(web, *archive, *(replace(RAIN, guid=f"r{n}", link=None) for n in range(20)))

    assert [CardKind.DIGEST] == [card.kind for card in desk.round()]


def test_an_archive_does_not_hide_the_news_beside_it(tmp_path, web):
    """The old in one digest, and a card of its own for what happened now."""
    desk = watching(tmp_path, web)
    old = datetime(2018, 1, 1, tzinfo=UTC)
    archive = [
        replace(GAS, title=f"{GAS.title} {n}", guid=f"o{n}", link=None, at=old) for n in range(11)
    ]
    publish(web, *archive, replace(DRILL, at=datetime.now(UTC)), RAIN)

    cards = {card.kind: card for card in desk.round()}

    assert DRILL.title == cards[CardKind.ALERT].title
    assert 11 == len(cards[CardKind.DIGEST].lines) + cards[CardKind.DIGEST].more


def test_what_stands_in_a_slot_next_is_told(tmp_path, web):
    """One guid and one page for all, each with a title and a date of its own."""
    slot = replace(GAS, guid="latest", link="https://wire.example/latest")
    desk = watching(tmp_path, web, slot)
    publish(web, replace(slot, title=DRILL.title, at=PUBLISHED + timedelta(hours=1)))

    (card,) = desk.round()

    assert (CardKind.ALERT, DRILL.title) == (card.kind, card.title)


def test_a_feed_that_renames_all_its_items_repeats_nothing(tmp_path, web):
    """New guids and links for every item: the titles are known."""
    before = [
        Report(f"Russia sells China gas {n}", guid=f"a{n}", link=f"https://w.example/{n}")
        for n in range(12)
    ]
    desk = watching(tmp_path, web, *before)
    publish(web, *(replace(one, guid=f"b{one.guid}", link=f"{one.link}/new") for one in before))

    assert [] == desk.round()


def test_every_signal_has_a_decision(tmp_path, web):
    """The question "why was I (not) told?" always has an answer."""
    desk = watching(tmp_path, web, GAS)
    publish(web, DRILL, GAS)
    desk.round()

    assert () == desk.ask(lambda connection: decisions.undecided(connection, limit=10))
