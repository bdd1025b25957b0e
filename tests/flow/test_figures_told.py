import pytest

from bot.model.alerts import Disposition
from bot.model.cards import CardKind
from bot.storage import decisions
from tests.flow.desk import Desk
from tests.flow.site import Report, rss, site

RULES = """
article: {{title: What to watch}}
sources:
{sources}
indicators:
  gas:
    title: Gas
    quote: The flow will tell.
    query: gas
    triggers: [{{count: {{at least: 3, over: 24h, severity: critical}}}}]
"""
NAMES = ("north", "south", "east", "west", "middle")


def reports(count):
    """So many stories about gas."""
    return [
        Report(f"Gas comes from the {NAMES[n]} this winter", guid=f"g{n}") for n in range(count)
    ]


@pytest.fixture
def desk(tmp_path):
    """A desk whose one source was looked at once."""
    with site() as web:
        web.pages["wire"] = rss(Report("Rain", guid="rain"))
        made = Desk(tmp_path, web, "wire", rules=RULES)
        made.round()
        yield made


def publish(desk, count):
    """Let the source publish the first stories about gas; give the cards told."""
    desk.site.pages["wire"] = rss(Report("Rain", guid="rain"), *reports(count))
    return desk.round()


def test_many_stories_are_told_as_one_card_with_its_figures(desk):
    """Title, sentence, items, quote, and the severity of the trigger."""
    assert [] == publish(desk, 2)
    (card,) = publish(desk, 4)

    assert (CardKind.FIGURES, "Gas", "critical") == (card.kind, card.title, card.severity)
    assert "4 stories in 24 hours." == card.text
    assert [one.title for one in reports(4)] == sorted(
        (line.title for line in card.lines), key=[one.title for one in reports(4)].index
    )
    assert ("The flow will tell.", "What to watch") == (card.indicators[0].quote, card.article)
    assert [] == publish(desk, 5)


def test_each_destination_hears_of_it_once_and_the_decision_is_kept(desk):
    """Every signal has one."""
    publish(desk, 3)

    assert () == desk.ask(lambda connection: decisions.undecided(connection, limit=9))
    assert 1 == desk.ask(decisions.counts)[Disposition.TELL]
