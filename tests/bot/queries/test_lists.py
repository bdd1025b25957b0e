"""latest, show, mutes, feeds, rules."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.queries.feeds import feeds_card
from bot.queries.latest import latest_card
from bot.queries.mutes import mutes_card
from bot.queries.rules_card import rules_card
from bot.queries.show import show_card
from bot.storage import mutes
from tests.bot.fakes import NOON
from tests.bot.queries.world import DRILL, GAS, OTHER_GAS, World, lived, said, url
from tests.bot.storage.filled import mute
from watchers.model.names import IndicatorId, Severity, SourceId
from watchers.model.signals import Signal
from watchers.storage import signals, sources
from watchers.triggers.silence import SilenceFigures

ENERGY = IndicatorId("energy-flows")
FORTNIGHT = timedelta(days=14)


@pytest.fixture
def world(database):
    """A world in which things have happened."""
    return lived(database)


def test_latest_has_a_line_a_story_by_its_first_report(world):
    """The story that moved last comes first, and says how many more report it."""
    card = world.ask(latest_card, "")

    assert [
        (DRILL, "TASS · joint-drills · story 2", Severity.CRITICAL),
        (GAS, "NPR World and 1 more · energy-flows · story 1", Severity.NOTABLE),
    ] == [(row.lead, row.quiet, row.severity) for row in card.rows]


def test_latest_of_one_indicator(world):
    """By title, by name, by its beginning."""
    for name in ("energy-flows", "Russian energy flows to China", "ENERGY", "energy flows"):
        assert [GAS] == [row.lead for row in world.ask(latest_card, name).rows]


def test_latest_counts_what_it_leaves_out(world):
    """A phone shows eight lines."""
    titles = [
        f"{place} warns Beijing: Moscow sells oil" for place in ["Oslo", "Rome", "Kyiv", "Riga"]
    ]
    for number, title in enumerate([*titles, "Xi, Putin and gas", "China lends Russia oil ships"]):
        world.publish("bbc", f"{title} {number * 'again '}", at=NOON - timedelta(minutes=number))

    card = world.ask(latest_card, "")

    assert len(card.rows) <= 8
    assert len(card.rows) + card.more >= 4


def test_a_source_that_is_off_is_said_so_and_counted_apart(world):
    """It neither fails nor waits, and has no next look."""
    bbc = SourceId("bbc")
    off = {**world.rules.sources, bbc: replace(world.rules.sources[bbc], off=True)}
    world.rules = replace(world.rules, sources=off)

    card = world.ask(feeds_card, "")
    of_one = world.ask(feeds_card, "bbc")

    assert card.title.endswith(", 1 off")
    assert ("off: it is not looked at", None) == (card.rows[-1].pieces[0].text, card.rows[-1].when)
    assert "off: it is not looked at" == of_one.text
    assert "Next look" not in [row.lead for row in of_one.rows]


def test_what_moved_without_a_story_says_its_sentence(world):
    """A silence has no headline."""
    quiet = Signal(
        at=NOON,
        indicator=ENERGY,
        figures=SilenceFigures(silent=FORTNIGHT, over=FORTNIGHT, last=None),
    )
    world.write(lambda c: signals.append(c, [quiet]))

    row = world.ask(latest_card, "energy").rows[0]

    assert ("Russian energy flows to China", "no story for 14 days; none since watching began") == (
        row.lead,
        row.pieces[0].text,
    )


def test_nothing_moved_yet_is_an_answer(database):
    """What matched at a first look is no move."""
    world = World(database)
    world.publish("npr", GAS)

    assert "No move yet" == world.ask(latest_card, "").title


def test_show_says_all_about_an_indicator(world):
    """Why it matters, how it stands, who is told, what it held for."""
    world.write(lambda c: mutes.add(c, mute(ENERGY, why="summit")))

    card = world.ask(show_card, "energy")
    text = said(card)

    assert "“The flow of energy will tell”" == card.text
    assert "active, last moved 2 days ago" in text
    assert f"{'▁' * 26}█▁▁▁ 1 move" in text
    assert "by Anna: summit until" in text
    assert "closer, notable" in text
    assert "Moves on each new story" in text
    assert "Tells desk, night" in text
    assert "$russia AND $china AND (gas OR oil)" in text
    assert [OTHER_GAS, GAS] == [row.lead for row in card.rows if row.url]


@pytest.mark.parametrize("query", [show_card, latest_card])
def test_an_unknown_indicator_is_answered_with_the_nearest(world, query):
    """And with all there are."""
    card = world.ask(query, "enrgy flow")

    assert "There is no indicator “enrgy flow”" == card.title
    assert "Did you mean energy-flows?" == card.text
    assert {"energy-flows", "joint-drills", "sanctions"} == {row.lead for row in card.rows}


@pytest.mark.parametrize("name", ['"energy-flows"', "“Energy flows”", "'energy'"])
@pytest.mark.parametrize("query", [show_card, latest_card])
def test_quotes_around_a_name_do_not_matter(world, query, name):
    """A form hands on what was filled in, quotes and all."""
    assert world.ask(query, "energy-flows") == world.ask(query, name)


def test_a_beginning_that_two_share_names_neither(world):
    """Nobody mutes the wrong one."""
    assert "There is no indicator “s”" != world.ask(show_card, "s").title
    assert world.ask(show_card, "").title.startswith("There is no indicator")


def test_mutes_say_who_until_when_and_why(world):
    """The first to end comes first."""
    world.write(lambda c: mutes.add(c, mute(ENERGY, hours=9, why="summit")))
    world.write(lambda c: mutes.add(c, mute(IndicatorId("gone"), hours=1, who="Boris")))

    card = world.ask(mutes_card)

    assert "2 indicators muted" == card.title
    assert [("gone", "by Boris"), ("Russian energy flows to China", "by Anna: summit")] == [
        (row.lead, row.pieces[0].text) for row in card.rows
    ]
    assert NOON + timedelta(hours=9) == card.rows[1].when
    assert "Nothing is muted" == world.ask(mutes_card, now=NOON + timedelta(days=1)).title


def test_feeds_show_what_fails_first_and_no_address(world):
    """An error may quote an address with a key in it: only its host is said."""
    world.fail("tass", "https://joe:pw@tass.example/rss?key=s3cret did not answer", at=NOON)

    card = world.ask(feeds_card, "", now=NOON + timedelta(hours=2))

    assert "2 of 3 sources can be read" == card.title
    assert ("TASS", "fails for 2 hours: tass.example did not answer", Severity.SERIOUS) == (
        card.rows[0].lead,
        card.rows[0].pieces[0].text,
        card.rows[0].severity,
    )
    assert "s3cret" not in said(card)
    assert "joe" not in said(card)


def test_one_feed_by_name_or_title(world):
    """Its looks, the last and the next."""
    for name in ("npr", "NPR World", "npr w"):
        card = world.ask(feeds_card, name)

        assert "NPR World" == card.title
        assert "2 items" in card.text
        assert {"First look", "Last look", "Last new item"} <= {row.lead for row in card.rows}
    assert "There is no source “x”" == world.ask(feeds_card, "x").title


def test_what_a_document_held_and_nobody_could_read_is_said(world):
    """Items beyond the cap, and dates."""
    state = world.read(lambda c: sources.state_of(c, SourceId("npr")))
    cut = replace(state, beyond_cap=240, unread_dates=1)
    world.write(lambda c: sources.save_state(c, cut))

    card = world.ask(feeds_card, "npr")

    assert card.text.endswith("; read the first 1,000 of 1,240 items; 1 date not understood")


def test_a_source_never_looked_at_is_waiting(database):
    """It is no failure."""
    assert "0 of 3 sources can be read, 3 not looked at yet" == World(database).ask(
        feeds_card, ""
    ).title.replace("  ", " ")


def test_rules_say_version_counts_and_since(world):
    """Which words of its own the file has, and no address of a destination."""
    card = world.ask(rules_card, since=NOON)
    text = said(card)

    assert f"Rules {world.rules.version}" == card.title
    assert NOON == card.rows[0].when
    assert "3 indicators 1 critical, 1 serious, 1 notable" in text
    assert "3 sources" in text
    assert "$russia, $china" in text
    assert "2 destinations desk, night" in text
    assert "geo-desk" not in text


def test_rules_without_an_article_or_a_since(world):
    """What is not known is not said."""
    bare = World(world.database, replace(world.rules, article=None))

    assert "" == bare.ask(rules_card).text
    assert "In force" not in said(bare.ask(rules_card))


def test_links_lead_to_where_the_item_was_published(world):
    """As the source gave them."""
    assert url("npr", GAS) == world.ask(latest_card, "energy").rows[0].url
