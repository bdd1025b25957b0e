"""What each card says, from plain values."""

from datetime import timedelta

import pytest

from bot.model.cards import CardKind, Line, MatchedSpan, Piece
from bot.model.reasons import Reason
from bot.render.cards import alert_card, digest_card, line_of
from bot.render.notices import combined_card, first_look_card, notice_card
from tests.bot.render.examples import (
    ARTICLE,
    ENERGY,
    SEEN,
    SOURCE,
    TRADE,
    alert,
    evidence,
    item,
    one_of_each_kind,
)
from watchers.model.names import IndicatorId, Severity


def line(title, *, severity=Severity.NOTABLE, age=timedelta(0), dated=True):
    """Give a line of a digest."""
    return Line(
        title=title,
        url=None,
        indicators=(IndicatorId("energy-flows"),),
        source=SOURCE.id,
        source_name=SOURCE.name,
        published=SEEN - age if dated else None,
        severity=severity,
    )


def test_an_alert_marks_title_and_body_each_by_its_own_spans():
    """A span counts in the field it was found in."""
    card = alert()

    assert card.headline == (
        Piece("Russia", highlighted=True),
        Piece(" becomes "),
        Piece("China's", highlighted=True),
        Piece(" top oil supplier"),
    )
    assert card.snippet[:2] == (Piece("Shipments of "), Piece("Russian", highlighted=True))


def test_words_in_the_full_text_are_shown_where_they_stand():
    """The summary alone would not say why."""
    card = alert(
        summary="A teaser.", text="x " * 400 + "Gas is cut.", found=evidence(("body", 810, 813))
    )

    assert Piece("Gas", highlighted=True) in card.snippet
    assert card.evidence == (MatchedSpan(field="body", start=810, end=813, text="Gas"),)


def test_a_full_text_in_which_nothing_was_found_is_not_shown():
    """The summary is what its publisher wrote to be shown."""
    assert alert(text="x " * 400).snippet == alert().snippet


def test_an_alert_lists_its_evidence_as_text():
    """Programs and people read the words, not only the offsets."""
    expected = (
        MatchedSpan(field="body", start=13, end=20, text="Russian"),
        MatchedSpan(field="title", start=0, end=6, text="Russia"),
        MatchedSpan(field="title", start=15, end=22, text="China's"),
    )

    assert expected == alert().evidence


@pytest.mark.parametrize(
    "span",
    [("category", 0, 3), ("title", 30, 99), ("author", 0, 1)],
    ids=["a field without one text", "beyond the text", "an empty field"],
)
def test_evidence_that_has_no_text_is_left_out(span):
    """A card never quotes what is not there."""
    assert alert(found=evidence(span)).evidence == ()


def test_an_alert_is_as_severe_as_its_gravest_indicator_and_tells_it_first():
    """Whatever the order the indicators came in."""
    card = alert(moved=(TRADE, ENERGY))

    assert (card.severity, card.indicators) == (Severity.SERIOUS, (ENERGY, TRADE))


def test_an_alert_that_moved_nothing_is_a_mistake():
    """Nothing moved, nothing to tell."""
    with pytest.raises(ValueError, match="empty"):
        alert(moved=())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "Shipments of Russian crude rose by a fifth in October, customs figures show."),
        ({"summary": "word " * 60}, "word " * 14 + "word…"),
        ({"summary": ""}, "news.example.org"),
        ({"summary": "", "url": None}, "World News"),
    ],
    ids=["a short body", "a long body", "only an address", "nothing at all"],
)
def test_an_item_without_title_gets_a_stand_in(changes, expected):
    """No card goes out without a headline to click on."""
    card = alert(title="", found=evidence(), **changes)

    assert (expected, (Piece(expected),)) == (card.title, card.headline)


def test_an_alert_names_its_article():
    """The reader sees which analysis asked for this watch."""
    assert alert().article == ARTICLE.title


def test_an_alert_without_article_names_none():
    """A rules file need not come from an article."""
    card = alert_card(
        item=item(),
        source=SOURCE,
        moved=(ENERGY,),
        evidence=evidence(),
        reason=Reason.FIRST_REPORT,
        seen=SEEN,
        article=None,
    )

    assert not card.article


@pytest.mark.parametrize(
    ("items", "matched", "expected"),
    [
        (25, 3, "First look at World News: 25 items, 3 already match"),
        (1, 1, "First look at World News: 1 item, 1 already matches"),
        (0, 0, "First look at World News: 0 items, none matches yet"),
        (1200, 0, "First look at World News: 1,200 items, none matches yet"),
    ],
    ids=["several", "one", "an empty feed", "no match"],
)
def test_a_first_look_counts_in_good_english(items, matched, expected):
    """Numbers agree with their nouns and verbs."""
    card = first_look_card(source=SOURCE, items=items, matched=[line("x")] * matched, seen=SEEN)

    assert expected == card.title


def test_a_first_look_shows_the_gravest_then_the_newest_and_counts_the_rest():
    """It is a taste of what the rules would have told."""
    lines = [
        line("undated", dated=False),
        line("old", age=timedelta(days=9)),
        line("new"),
        line("grave", severity=Severity.CRITICAL, age=timedelta(days=30)),
    ]

    card = first_look_card(source=SOURCE, items=9, matched=lines, seen=SEEN, most=2)

    assert ([each.title for each in card.lines], card.more) == (["grave", "new"], 2)


def test_first_looks_told_at_once_are_in_the_order_of_a_single_one():
    """The gravest, then the newest; what has no date may be old, so it comes last."""
    lines = [line("undated", dated=False), line("old", age=timedelta(days=9)), line("new")]
    whole = first_look_card(source=SOURCE, items=9, matched=lines, seen=SEEN)
    parts = [first_look_card(source=SOURCE, items=3, matched=[each], seen=SEEN) for each in lines]

    combined = combined_card(parts, seen=SEEN)

    assert ["new", "old", "undated"] == [each.title for each in whole.lines]
    assert whole.lines == combined.lines


def test_a_digest_lists_the_gravest_first_then_the_oldest_then_the_undated():
    """The reader follows events in their order, the worst before all."""
    lines = [
        line("undated", dated=False),
        line("new"),
        line("old", age=timedelta(hours=2)),
        line("grave", severity=Severity.CRITICAL),
    ]

    card = digest_card(lines, seen=SEEN, reason=Reason.RESURFACED)

    assert [each.title for each in card.lines] == ["grave", "old", "new", "undated"]
    assert (card.title, card.severity, card.more) == ("4 alerts at once", Severity.CRITICAL, 0)


def test_a_digest_counts_what_it_does_not_show():
    """Nothing vanishes: shown and more add up to the title's number."""
    card = digest_card([line("x")] * 20, seen=SEEN, reason=Reason.RESURFACED, most=15, more=7)

    assert (card.title, len(card.lines), card.more) == ("27 alerts at once", 15, 12)


def test_an_alert_becomes_a_line_with_all_its_indicators():
    """What waited as a card is told as a line."""
    told = line_of(alert(moved=(ENERGY, TRADE)))

    assert ("Russia becomes China's top oil supplier", (ENERGY.id, TRADE.id), SOURCE.id) == (
        told.title,
        told.indicators,
        told.source,
    )


def test_a_digest_is_no_line():
    """A card about no single source cannot be one line."""
    with pytest.raises(ValueError, match="digest"):
        line_of(one_of_each_kind()[CardKind.DIGEST])


def test_a_failing_source_is_told_with_its_cause_and_how_long():
    """Blindness is said aloud."""
    card = notice_card(
        source=SOURCE, failing=True, since=SEEN - timedelta(hours=26), seen=SEEN, why="HTTP 503."
    )

    assert card.title == "World News cannot be read"
    assert card.text == (
        "No good answer for 26 hours: HTTP 503. What it publishes meanwhile is not seen."
    )


def test_a_recovered_source_is_told_with_the_length_of_the_gap():
    """The reader knows what span of time may hold something unseen."""
    card = notice_card(source=SOURCE, failing=False, since=SEEN - timedelta(days=3), seen=SEEN)

    assert (
        card.title,
        card.text,
        card.severity,
    ) == ("World News can be read again", "It was out of sight for 3 days.", Severity.MINOR)
