"""Cards to test with: one real-looking of each kind, and a strategy for all that could be."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.model.cards import AnswerRow, Card, CardKind, MovedIndicator, Piece
from bot.model.reasons import Reason
from bot.render.cards import alert_card, digest_card, figures_card, line_of
from bot.render.notices import first_look_card, notice_card
from watchers.model.names import IndicatorId, Severity, SourceId
from watchers.model.news import Alias, Evidence, Item, Span
from watchers.model.rules import Article, Source

SEEN = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)

ARTICLE = Article(title="What to watch between Moscow and Beijing", source="Example Review")

SOURCE = Source(id=SourceId("world"), url="https://feeds.example.org/world.xml", title="World News")

ENERGY = MovedIndicator(
    id=IndicatorId("energy-flows"),
    title="Russian energy flows to China",
    direction="closer",
    severity=Severity.SERIOUS,
    quote="How much oil and gas moves east will say more than any communiqué",
    last_moved=SEEN - timedelta(days=41),
)

TRADE = MovedIndicator(
    id=IndicatorId("trade-volume"),
    title="Trade volume",
    direction="either",
    severity=Severity.NOTABLE,
)


def item(**changes):
    """Give an item whose title and summary hold matched words."""
    fields: dict[str, Any] = {
        "source": SOURCE.id,
        "aliases": (Alias("guid", "0" * 64),),
        "title": "Russia becomes China's top oil supplier",
        "summary": "Shipments of Russian crude rose by a fifth in October, customs figures show.",
        "url": "https://news.example.org/2026/11/24/oil?ref=feed",
        "published": SEEN - timedelta(minutes=3),
    }
    return Item(**(fields | changes))


def evidence(*spans):
    """Give the evidence of (field, start, end) triples."""
    return Evidence(tuple(Span(*span) for span in spans))


def alert(*, moved=(ENERGY,), kind=CardKind.ALERT, found=None, **changes):
    """Give the alert card of `item(**changes)`."""
    return alert_card(
        item=item(**changes),
        source=SOURCE,
        moved=moved,
        evidence=evidence(("body", 13, 20), ("title", 0, 6), ("title", 15, 22))
        if found is None
        else found,
        reason=Reason.FIRST_REPORT,
        seen=SEEN,
        article=ARTICLE,
        kind=kind,
    )


def one_of_each_kind():
    """Give a card of every CardKind, by its name."""
    lines = [line_of(alert(title=f"Report number {n}", moved=(ENERGY, TRADE))) for n in range(20)]
    return {
        CardKind.ALERT: alert(moved=(TRADE, ENERGY)),
        CardKind.UPDATE: alert(kind=CardKind.UPDATE),
        CardKind.FIGURES: figures_card(
            moved=ENERGY,
            sentence="9 stories in 24 hours; usual 1 to 3",
            lines=lines[:5],
            reason=Reason.SPIKE,
            seen=SEEN,
            article=ARTICLE,
        ),
        CardKind.FIRST_LOOK: first_look_card(source=SOURCE, items=25, matched=lines[:3], seen=SEEN),
        CardKind.DIGEST: digest_card(lines, seen=SEEN, reason=Reason.RESURFACED),
        CardKind.NOTICE: notice_card(
            source=SOURCE,
            failing=True,
            since=SEEN - timedelta(hours=26),
            seen=SEEN,
            why="feeds.example.org answered HTTP 503",
        ),
        CardKind.ANSWER: Card(
            kind=CardKind.ANSWER,
            title="2 of 8 indicators are active",
            severity=Severity.MINOR,
            reason=None,
            seen=SEEN,
            text="The balance of the week points closer.",
            rows=(
                AnswerRow(
                    lead="Russian energy flows to China",
                    pieces=(Piece("5 in 7 days "), Piece("▁▂▁▇▃▁▁", highlighted=True)),
                    url="https://news.example.org/2026/11/24/oil",
                    quiet="closer",
                    when=SEEN - timedelta(hours=3),
                    severity=Severity.SERIOUS,
                ),
                AnswerRow(lead="Trade volume", quiet="quiet for 41 days"),
            ),
        ),
    }


st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
cards = st.builds(Card)
