import pytest

from bot.model.alerts import Disposition
from bot.model.cards import CardKind
from bot.storage import decisions
from tests.flow.desk import Desk
from tests.flow.site import Report, rss, site

NAMES = tuple(f"outlet{n}" for n in range(9))


@pytest.fixture
def web():
    """Serve nine outlets, each with one report that matches."""
    with site() as served:
        for name in NAMES:
            report = Report(f"Russia sells gas to China, says {name}", guid=name)
            served.pages[name] = rss(report, Report("Rain", guid="rain"))
        yield served


@pytest.mark.parametrize("count", [pytest.param(3, id="a few"), pytest.param(9, id="many")])
def test_many_first_looks_are_one_card_and_a_few_are_told_each(tmp_path, web, count):
    """Nobody's channel is flooded by the first start; every match is shown or counted."""
    cards = Desk(tmp_path, web, *NAMES[:count]).round()

    assert [CardKind.FIRST_LOOK] * len(cards) == [card.kind for card in cards]
    assert (3 if count == 3 else 1) == len(cards)
    assert count == sum(len(card.lines) + card.more for card in cards)


def test_many_sources_out_of_sight_are_one_card_and_so_is_their_return(tmp_path, web):
    """When the network is down nobody needs nine messages; each source has its decision."""
    web.statuses.update(dict.fromkeys(NAMES, 503))
    desk = Desk(tmp_path, web, *NAMES)
    (away,) = desk.round()
    decided = desk.ask(decisions.counts)
    web.statuses.clear()

    (back, looks) = desk.round()

    assert "9 sources cannot be read" == away.title
    assert "outlet0, outlet1" in away.text
    assert {Disposition.TELL: 9} == decided
    assert {"9 sources are back", "First look at 9 sources: 9 items already match"} == {
        back.title,
        looks.title,
    }
