"""Cards in Slack's blocks: whole, within every limit, and harmless whoever wrote the text."""

import json
import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.slack.blocks import card_blocks, message
from bot.channels.slack.rich_text import linked_pieces
from bot.channels.slack.text import cost, escaped, fit, fit_escaped, fit_pieces, mentions
from bot.channels.slack.views import home_view
from bot.model.cards import (
    AlertId,
    AnswerRow,
    Card,
    CardKind,
    DoneBy,
    Feedback,
    Line,
    MovedIndicator,
    Outlet,
    Piece,
)
from bot.model.reasons import Reason
from tests.bot.channels.conformance import HOSTILE
from tests.bot.render.examples import ENERGY, SEEN, TRADE, alert, one_of_each_kind
from tests.fakes.slack.limits import length, refusal
from tests.fakes.slack.live import live_in, shown_in
from watchers.model.names import IndicatorId, Severity, SourceId

SCRAPS = [
    *HOSTILE.values(),
    *("&" * 50, '"' * 50, "\\" * 50, "<!channel>", "👩‍👩‍👧" * 9, "e\u0301" * 9, "\ud800", "\u200b"),
    *("", " ", "a", "я", "中文", "Россия и Китай", "https://bank.example", "word " * 20),
]
ADDRESSES = [
    None,
    "https://news.example.org/a?b=c&d=%20",
    "javascript:alert(1)",
    "https://я.example/ю|x>",
    *("https://news.example.org/" + "x" * n for n in (200, 700, 1900, 2020, 2300)),
]
BROKEN_ENTITY = regex.compile(r"&(?!amp;|lt;|gt;)")


SEEDS = st.integers(0, 2**40)
TEXTS = st.builds(
    lambda text, times: text * times, st.text(max_size=30) | st.sampled_from(SCRAPS), st.just(3)
)


class Wild:
    """Cards by chance, each field short or very long, from anybody's pen."""

    def __init__(self, seed):
        self.rng = random.Random(seed)

    def text(self):
        """A text."""
        scraps = "".join(self.rng.choices(SCRAPS, k=self.rng.choice([1, 1, 3])))
        return scraps * self.rng.choice([1, 1, 7, 100])

    def time(self):
        """A time, also an absurd one."""
        times = [None, SEEN, SEEN + timedelta(days=9)]
        return self.rng.choice([*times, *(SEEN.replace(year=year) for year in (1, 1600, 9999))])

    def several(self, make, most):
        """A few of something."""
        return tuple(make() for _ in range(self.rng.randint(0, most)))

    def piece(self):
        """A run of text."""
        return Piece(self.text(), highlighted=self.rng.random() < 0.5)

    def moved(self):
        """An indicator."""
        return MovedIndicator(
            id=IndicatorId("energy-flows"),
            title=self.text(),
            direction=self.text(),
            severity=self.rng.choice(list(Severity)),
            quote=self.text(),
            last_moved=self.time(),
        )

    def outlet(self):
        """Somebody who reports it."""
        return Outlet(source=SourceId("s"), name=self.text(), first=SEEN)

    def mark(self):
        """What somebody did, or nobody."""
        made = DoneBy(who=self.text(), at=SEEN, until=self.time())
        return self.rng.choice([None, made])

    def line(self):
        """A line of a digest."""
        return Line(
            title=self.text(),
            url=self.rng.choice(ADDRESSES),
            indicators=self.several(self.text, 3),
            source=SourceId("s"),
            source_name=self.text(),
            published=self.time(),
            severity=self.rng.choice(list(Severity)),
        )

    def row(self):
        """A line of an answer."""
        return AnswerRow(
            lead=self.text(),
            pieces=self.several(self.piece, 15),
            url=self.rng.choice(ADDRESSES),
            quiet=self.text(),
            when=self.time(),
            severity=self.rng.choice([None, *Severity]),
        )

    def card(self):
        """A card of any kind."""
        count = self.rng.choice([0, 1, 10**9])
        return Card(
            kind=self.rng.choice(list(CardKind)),
            title=self.text(),
            severity=self.rng.choice(list(Severity)),
            reason=self.rng.choice([None, *Reason]),
            seen=SEEN,
            headline=self.several(self.piece, 30),
            url=self.rng.choice(ADDRESSES),
            source_name=self.text(),
            published=self.time(),
            snippet=self.several(self.piece, 30),
            indicators=self.several(self.moved, 9),
            lines=self.several(self.line, 30),
            more=count,
            text=self.text(),
            article=self.text(),
            alert=self.rng.choice([None, AlertId(10**12)]),
            outlets=self.several(self.outlet, 4),
            feedback=Feedback(
                acknowledged=self.mark(), muted=self.mark(), useful=count, false_alarms=count
            ),
            rows=self.several(self.row, 30),
        )


@settings(max_examples=200)
@given(seed=SEEDS)
def test_no_card_is_refused_or_acts(seed):
    """Whatever is in it: within all limits, with room to spare, and nothing live."""
    said: Any = message(Wild(seed).card())

    assert refusal(said) is None
    assert length(said["blocks"]) <= 12_000
    assert len(said["blocks"]) <= 12
    assert [] == live_in("chat.update", said)
    assert BROKEN_ENTITY.search(said["text"]) is None


@settings(max_examples=15)
@given(seed=SEEDS)
def test_no_page_is_refused(seed):
    """The app's own page takes a hundred blocks, also of alerts with buttons."""
    wild = Wild(seed)

    assert refusal(home_view([wild.card() for _ in range(8)], SEEN), view=True) is None


@settings(max_examples=300)
@given(text=TEXTS, room=st.integers(1, 200))
def test_a_cut_is_between_clusters_and_fits(text, room):
    """Never inside an emoji or an accent; "…" says that more was there."""
    whole, cut = fit(text, 10**6), fit(text, room)

    assert cost(cut) <= room
    if cut != whole:
        assert cut.endswith("…")
        assert whole.startswith(cut[:-1])
        kept = len(cut) - 1
        edges = {0, *(cluster.end() for cluster in regex.finditer(r"\X", whole))}
        spaces = len(whole[kept:]) - len(whole[kept:].lstrip())
        assert {kept, *range(kept, kept + spaces + 1)} & edges


@settings(max_examples=300)
@given(text=TEXTS, room=st.integers(1, 200))
def test_escaped_text_fits_and_no_entity_is_broken(text, room):
    """Three characters grow fivefold; they are counted as they will be."""
    cut = fit_escaped(text, room)

    assert len(cut) <= room
    assert BROKEN_ENTITY.search(cut) is None
    assert not set(cut) & set("<>")


@pytest.mark.parametrize(
    ("texts", "room", "shown"),
    [
        (["ab", "cd"], 4, "abcd"),
        (["ab", "cd"], 3, "ab…"),
        (["ab", "cd"], 2, "a…"),
        (["ab", "cd", "ef"], 5, "abcd…"),
        (["ab", "cd", "ef"], 4, "abc…"),
        (["", "\u200b"], 4, ""),
    ],
)
def test_a_marked_text_is_cut_as_one(texts, room, shown):
    """Wherever the cut falls, "…" says that there was more."""
    kept = fit_pieces([Piece(text, highlighted=True) for text in texts], room)

    assert shown == "".join(piece.text for piece in kept)
    assert all(piece.highlighted and piece.text for piece in kept)


def test_an_alert_says_all_that_it_knows():
    """What moved and which way, the news, where from, why it matters, and why it is told."""
    card = replace(alert(moved=(ENERGY, TRADE)), alert=AlertId(7))
    shown = shown_in(message(card))

    for said in (
        "Russian energy flows to China → closer",
        "serious",
        "last moved 41 days ago",
        "Trade volume ↔ either way",
        "Russia becomes China's top oil supplier",
        "World News · news.example.org",
        "Shipments of Russian crude",
        "Why it matters: “How much oil and gas moves east",
        "What to watch between Moscow and Beijing",
        "First report of this story",
    ):
        assert said in shown


def test_the_matched_words_stand_out():
    """In the headline, which is a link, and in the words around the match."""
    parts = json.dumps(card_blocks(alert()))

    assert '"text": "Russia", "style": {"bold": true}}' in parts
    assert '"text": "Russian", "style": {"bold": true}}' in parts


def test_times_are_shown_in_the_readers_own_zone():
    """By Slack, from a date element."""
    parts = json.dumps(card_blocks(alert()))

    assert f'"timestamp": {int((SEEN - timedelta(minutes=3)).timestamp())}' in parts
    assert "{date_short_pretty} {time}" in parts


def test_a_developed_story_shows_who_reports_it_and_what_people_did():
    """The first message is the story's home."""
    outlets = (
        Outlet(source=SourceId("tass"), name="TASS", first=SEEN),
        Outlet(source=SourceId("wire"), name="The Wire", first=SEEN),
    )
    feedback = Feedback(
        acknowledged=DoneBy(who="Ann <!here>", at=SEEN),
        muted=DoneBy(who="Bob", at=SEEN, until=SEEN + timedelta(days=1)),
        useful=3,
        false_alarms=1,
    )
    shown = shown_in(
        message(replace(alert(), outlets=outlets, feedback=feedback, alert=AlertId(7)))
    )

    assert "2 outlets, first TASS" in shown
    assert "✅ Acknowledged by Ann <!here>" in shown
    assert "🔇 Muted by Bob until" in shown
    assert "👍 3 useful · 👎 1 false alarm" in shown


def test_one_outlet_is_no_news():
    """The card says already where the news is from."""
    outlets = (Outlet(source=SourceId("tass"), name="TASS", first=SEEN),)

    assert "outlet" not in shown_in(message(replace(alert(), outlets=outlets)))


def test_an_alert_has_its_buttons():
    """Fixed names, and the alert as their value: they outlive restarts."""
    actions: Any = card_blocks(replace(alert(), alert=AlertId(7)))[-1]["elements"]
    acknowledged = Feedback(acknowledged=DoneBy(who="Ann", at=SEEN))
    after: Any = card_blocks(replace(alert(), alert=AlertId(7), feedback=acknowledged))[-1][
        "elements"
    ]

    assert [
        ("watchnext_ack", "7"),
        ("watchnext_mute", None),
        ("watchnext_useful", "7"),
        ("watchnext_false", "7"),
        ("watchnext_why", "7"),
    ] == [(one["action_id"], one.get("value")) for one in actions]
    assert ["7:1h", "7:6h", "7:1d", "7:1w", "7:until"] == [
        one["value"] for one in actions[1]["options"]
    ]
    assert "watchnext_ack" not in [one["action_id"] for one in after]


def test_a_card_that_nobody_can_act_on_has_no_buttons():
    """Notices and answers are read."""
    assert all(block["type"] != "actions" for block in card_blocks(alert()))


def test_a_digest_shows_every_line_however_long_its_addresses():
    """An address that does not fit costs its link, never its line."""
    line = one_of_each_kind()[CardKind.DIGEST].lines[0]
    lines = tuple(
        replace(line, title=f"Report {n}", url="https://n.example/" + "x" * 1500) for n in range(15)
    )
    card = replace(one_of_each_kind()[CardKind.DIGEST], lines=lines, more=0)
    shown = shown_in(message(card))

    assert all(f"Report {n} " in shown for n in range(15))
    assert "more" not in shown


def test_what_is_left_out_is_counted():
    """Nobody takes a part for the whole."""
    rows = tuple(AnswerRow(lead=f"AnswerRow {n}") for n in range(30))
    shown = shown_in(message(replace(one_of_each_kind()[CardKind.ANSWER], rows=rows, more=5)))

    assert "… and 15 more" in shown


@pytest.mark.parametrize(
    ("label", "honest"),
    [
        ("Russia becomes China's top supplier", True),
        ("bank.example: log in again", False),
        ("news.example.org", True),
        ("bank.example", False),
        ("bank.example/news.example.org", False),
        ("read https://bank.example now", False),
        ("www.bank.example", False),
        ("see www.bank.example today", False),
    ],
)
def test_a_link_that_reads_like_another_address_is_none(label, honest):
    """Its text is shown; the true host is linked beside it."""
    parts = linked_pieces([Piece(label)], "https://news.example.org/x", room=300)

    assert ["link" if honest else "text"] == [part["type"] for part in parts]


def test_marks_are_dropped_where_the_address_is_too_long_to_repeat():
    """Every piece of a linked headline carries the whole address."""
    pieces = [Piece("a", highlighted=bool(n % 2)) for n in range(9)]
    parts = linked_pieces(pieces, "https://news.example.org/" + "x" * 900, room=300)

    assert ["aaaaaaaaa"] == [part["text"] for part in parts]


@pytest.mark.parametrize(
    ("written", "live"),
    [
        ("<!here>", "<!here>"),
        ("<!subteam^S0EDIT0001> and <@U0ANN00001>!", "<!subteam^S0EDIT0001> <@U0ANN00001>"),
        ("@here <!date^1^{date}|x> <https://a.example|b> <#C1> *b*", ""),
        ("", ""),
    ],
)
def test_only_mentions_of_the_rules_ping(written, live):
    """In front of the text, and in a block of its own; nothing else of what is written."""
    said: Any = message(alert(), mention=written)
    first = said["blocks"][0]

    assert live == mentions(written)
    assert said["text"].startswith(f"{live} 🟠" if live else "🟠")
    assert (first["type"] == "section") == bool(live)
    assert ([live] if live else []) == [
        block["text"]["text"] for block in said["blocks"] if block["type"] == "section"
    ]


def test_escaping_is_one_pass():
    """Entities in a feed's text are text."""
    assert "&amp;lt;!here&amp;gt; &lt;b&gt;" == escaped("&lt;!here&gt; <b>")
