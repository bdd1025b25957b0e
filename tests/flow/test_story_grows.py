from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.model.alerts import Disposition, Receipt
from bot.model.cards import CardKind
from bot.model.reasons import Reason
from bot.storage import decisions
from tests.flow.desk import Desk
from tests.flow.site import Report, rss, site
from watchers.model.names import SourceId, Tier
from watchers.model.rules import Quiet

RULES = """
destinations:
  desk: {{terminal: desk}}
sources:
{sources}
vocabulary:
  russia: [Russia]
  china: [China]
indicators:
  energy:
    query: $russia AND $china AND gas
  drills:
    severity: serious
    query: $russia AND $china AND drill
"""
DRILL = Report("China and Russia begin a naval drill in the western Pacific", guid="1", link=None)
RAIN = Report("Rain in Paris", guid="rain")


@pytest.fixture
def web():
    """Serve two outlets and a ministry, each with nothing of interest."""
    with site() as served:
        for name in ("wire", "echo", "mfa"):
            served.pages[name] = rss(RAIN)
        yield served


@pytest.fixture
def desk(tmp_path, web):
    """Give a desk that has looked once at all three."""
    desk = Desk(tmp_path, web, "wire", "echo", "mfa", rules=RULES)
    official = replace(desk.rules.sources[SourceId("mfa")], tier=Tier.OFFICIAL)
    desk.rules = replace(desk.rules, sources={**desk.rules.sources, official.id: official})
    desk.round()
    return desk


def tell(desk, web, name, *reports):
    """Let an outlet publish, look, and give what was told."""
    web.pages[name] = rss(*reports, RAIN)
    return desk.round()


def test_a_second_outlet_confirms_something_serious_aloud(desk, web):
    """Under the first message, and in the channel as well; the first one shows both outlets."""
    tell(desk, web, "wire", DRILL)

    (card,) = tell(desk, web, "echo", DRILL)

    assert (CardKind.ALERT, Reason.CONFIRMED) == (
        card.kind,
        card.reason,
    )
    assert (Receipt("m1"), True, "") == desk.channel.threads[-1]
    assert ["wire", "echo"] == [outlet.name for outlet in desk.channel.edits[-1][2].outlets]


def test_a_further_report_goes_to_the_thread_quietly(desk, web):
    """A third one changes nothing but the count."""
    tell(desk, web, "wire", DRILL)
    tell(desk, web, "echo", DRILL)

    (card,) = tell(desk, web, "wire", replace(DRILL, guid="2", title=DRILL.title + " now"), DRILL)

    assert CardKind.UPDATE == card.kind
    assert (Receipt("m1"), False, "") == desk.channel.threads[-1]


def test_the_first_official_source_is_told_aloud(desk, web):
    """What an outlet reports a ministry confirms."""
    tell(desk, web, "wire", DRILL)
    tell(desk, web, "echo", DRILL)

    (card,) = tell(desk, web, "mfa", DRILL)

    assert Reason.OFFICIAL is card.reason


def test_a_mention_is_made_only_where_the_rules_ask_for_it(desk, web):
    """Once for the severity it is set for, never for a thread's report."""
    place = replace(
        desk.rules.destinations["desk"], platform="fake", mention={"serious": "<!here>"}
    )
    desk.rules = replace(desk.rules, destinations={"desk": place})
    desk.channel.name = "fake"
    tell(desk, web, "wire", DRILL)
    tell(desk, web, "wire", Report("Russia sells China gas", guid="g"), DRILL)
    tell(desk, web, "wire", replace(DRILL, guid="2", title=DRILL.title + " now"), DRILL)

    assert ["<!here>", "", ""] == [mention for _, _, mention in desk.channel.threads]


def test_quiet_hours_hold_all_but_what_is_critical(desk, web):
    """It is written down why, and kept for the morning."""
    now = datetime.now(UTC)
    start, end = (now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time()
    quiet = Quiet(start=start, end=end)
    place = replace(desk.rules.destinations["desk"], platform="fake", quiet=quiet)
    desk.rules = replace(desk.rules, destinations={"desk": place})
    desk.channel.name = "fake"

    assert [] == tell(desk, web, "wire", DRILL)
    assert {Disposition.HOLD: 1, Disposition.DROP: 3} == desk.ask(decisions.counts)
