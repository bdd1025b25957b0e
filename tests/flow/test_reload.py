import asyncio

import pytest

from bot.app.running import run
from bot.channels.spelling import PLATFORMS
from bot.model.cards import CardKind
from tests.flow.desk import RULES, Desk
from tests.flow.site import Report, rss, site
from watchers.rules.load import read_rules

GAS = Report("Russia and China sign gas deal", guid="gas", link="https://wire.example/gas")
WHEAT = Report("Russia and China sign wheat deal", guid="wheat", link="https://wire.example/w")
RAIN = Report("Rain in Paris", guid="rain", link="https://wire.example/rain")
MORE = """
  grain:
    query: $russia AND $china AND wheat
"""


@pytest.fixture
def desk(tmp_path):
    """Give a desk that looks every second, with its rules in a file, and has looked once."""
    with site() as web:
        web.pages["wire"] = rss(RAIN)
        text = RULES.format(sources=f"  wire: {{feed: {web.url('wire')}, every: 1s}}")
        (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
        made = Desk(tmp_path / "data", web, "wire")
        made.rules = read_rules(text, "rules.yaml", PLATFORMS)
        made.file = tmp_path / "rules.yaml"
        made.round()
        yield made


def watched(desk, *steps):
    """Run the program; take each step as soon as what it waits for is there. Gives the cards."""

    async def scenario():
        stop = asyncio.Event()
        async with desk.parts() as parts:
            running = asyncio.create_task(run(parts, stop, desk.file))
            await asyncio.sleep(0.5)
            for act, reached in steps:
                act()
                async with asyncio.timeout(30):
                    while not reached(parts):  # noqa: ASYNC110 - nothing else tells a test
                        await asyncio.sleep(0.05)
            stop.set()
            await running

    asyncio.run(scenario())
    return [card for _, _, card in desk.channel.posted]


def save(desk, change):
    """Write the rules file anew."""
    return lambda: desk.file.write_text(change(desk.file.read_text()), encoding="utf-8")


def publish(desk, *reports):
    """Let the wire publish."""

    def act():
        desk.site.pages["wire"] = rss(*reports, RAIN)

    return act


def test_a_rule_that_is_saved_is_used_without_a_restart(desk):
    """It judges what comes from then on, and does not fire on old news."""
    cards = watched(
        desk,
        (publish(desk, WHEAT), lambda _: len(desk.site.asked) > 3),
        (save(desk, lambda text: text + MORE), lambda parts: "grain" in parts.rules.indicators),
        (
            publish(desk, Report("China buys wheat of Russia again", guid="2"), WHEAT),
            lambda _: desk.channel.posted,
        ),
    )

    assert [["grain"]] == [[moved.id for moved in card.indicators] for card in cards]


def test_a_bad_file_is_told_once_and_the_last_good_rules_go_on(desk):
    """With the place of its first mistakes; what comes meanwhile is judged and told."""
    cards = watched(
        desk,
        (
            save(desk, lambda text: text.replace("(gas OR oil)", "(gas OR oil")),
            lambda _: desk.channel.posted,
        ),
        (publish(desk, GAS), lambda _: len(desk.channel.posted) > 1),
    )

    assert [CardKind.NOTICE, CardKind.ALERT] == [card.kind for card in cards]
    assert "rules.yaml was saved with 1 mistake and is not used" in cards[0].title
    assert "this parenthesis is never closed" in cards[0].text


def test_a_source_that_is_added_is_looked_at_at_once(desk):
    """And one that is taken out is not looked at any more."""
    desk.site.pages["echo"] = rss(GAS)

    def other(text):
        return text.replace(
            "wire: {feed: " + desk.site.url("wire"), "echo: {feed: " + desk.site.url("echo")
        )

    watched(desk, (save(desk, other), lambda _: desk.site.answers("echo")))

    assert 200 == desk.site.answers("echo")[0]
