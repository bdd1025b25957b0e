"""Whatever text comes, Discord takes the message, nothing in it acts, no character is cut."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.discord.buttons import AlertButton, alert_buttons, read_custom_id
from bot.channels.discord.channel import _body
from bot.channels.discord.embeds import embeds, signed_with
from bot.channels.discord.text import clean, highlighted, link, plain, units, words
from bot.channels.shared.text import names_other_site
from bot.model.cards import AlertId, CardKind, DoneBy, Feedback, Outlet, Piece
from bot.model.commands import Action
from tests.bot.channels.conformance import DANGEROUS_ADDRESSES, HOSTILE
from tests.bot.render.examples import SEEN, alert, cards, one_of_each_kind
from tests.fakes.discord import limits, markdown
from watchers.model.names import SourceId

KEY = "4f0c2a91b7d35e6688aa"
CLUSTER = regex.compile(r"\X")
NASTY = [
    *HOSTILE.values(), "https://evil.example/x", "bank.example", "@everyone", "<@1>", "**", "\\",
    "](https://evil.example)", "[a](", "```", "\n# x", "\n> y", "\n- z", "1. ", "<t:1:R>", " ",
    "👩‍👩‍👧", "e\u0301\u0301\u0301\u0301\u0301\u0301", "я", "中", "\U0001f3f4\U000e0067\U000e007f",
    "\u202e",
]  # fmt: skip
hostile = st.lists(st.sampled_from(NASTY) | st.text(max_size=8), max_size=30).map("".join)
long = st.tuples(hostile, st.integers(1, 60)).map(lambda pair: pair[0] * pair[1])
texts = hostile | long


@st.composite
def hostile_cards(draw):
    """Give cards of every kind with hostile text wherever somebody outside can write."""
    card = draw(cards)
    text = draw(texts)
    pieces = tuple(Piece(draw(hostile), highlighted=draw(st.booleans())) for _ in range(4))
    moved = tuple(replace(one, title=draw(texts), quote=draw(texts)) for one in card.indicators)
    rows = tuple(replace(one, lead=draw(hostile), pieces=pieces) for one in card.rows)
    lines = tuple(replace(one, title=draw(hostile)) for one in card.lines)
    return replace(
        card, title=text, snippet=pieces, indicators=moved, rows=rows, lines=lines,
        source_name=draw(texts), article=draw(hostile), text=draw(texts),
        url=draw(st.sampled_from([None, "https://news.example.org/a?b=c", text])),
    )  # fmt: skip


@settings(max_examples=100)
@given(hostile_cards())
def test_no_card_is_refused_and_nothing_in_it_acts(card):
    """Within every limit, by construction; what a feed writes is text."""
    body = _body(card, KEY, "", quiet=False)

    assert [] == list(limits.message(body))
    assert [] == list(markdown.live(body))
    assert signed_with(body | {"nonce": None}, KEY)


@settings(max_examples=150)
@given(texts, st.integers(1, 300))
def test_a_cut_is_never_inside_a_character_or_an_escape(text, limit):
    """What is shown, less the ellipsis, is the beginning of the text, in whole clusters."""
    cut = words(text, limit)
    shown = markdown.read(cut).visible.rstrip("\n").replace("@\u200b", "@")
    whole = clean(text).strip()

    assert units(cut) <= limit
    if shown != whole:
        assert shown.endswith("…")
        begun = shown.removesuffix("…")
        edges = {0, *(match.end() for match in CLUSTER.finditer(whole))}
        assert whole.startswith(begun)
        assert any(whole[: len(begun)] == whole[:edge].rstrip() for edge in edges)


@settings(max_examples=100)
@given(st.lists(st.tuples(hostile, st.booleans()), max_size=8), st.integers(1, 300))
def test_marked_words_stay_within_their_room_and_are_closed(runs, limit):
    """However the pieces fall."""
    said = highlighted([Piece(text, highlighted=mark) for text, mark in runs], limit)

    assert units(said) <= limit
    assert markdown.read(said).marks.count("**") % 2 == 0
    assert not set(markdown.read(said).marks) - {"**"}


@settings(max_examples=100)
@given(texts, st.sampled_from([*DANGEROUS_ADDRESSES.values(), "https://news.example.org/a"]))
def test_a_link_is_ours_or_none(label, url):
    """At most one, to where it says."""
    read = markdown.read(link(label, url, 300))

    assert units(link(label, url, 300)) <= 300
    assert len(read.links) <= 1
    assert not read.mentions
    assert not read.bare


@settings(max_examples=100)
@given(texts, st.integers(1, 260))
def test_plain_text_fits_its_place(text, limit):
    """Author and footer know no marks, so nothing is escaped there."""
    assert units(plain(text, limit)) <= limit


@pytest.mark.parametrize(
    ("label", "host", "deceived"),
    [
        ("Putin arrives in Beijing", "news.example.org", False),
        ("news.example.org: the latest", "news.example.org", False),
        ("See example.org", "news.example.org", False),
        ("Log in at bank.example", "news.example.org", True),
        ("Log in at bank.example0", "news.example.org", True),
        ("The U.S. says 12.5 m barrels", "news.example.org", False),
    ],
)
def test_a_label_that_names_another_site_is_no_link(label, host, deceived):
    """The site that it leads to is then linked beside it."""
    assert deceived == names_other_site(label, f"https://{host}/a")


def test_a_headline_that_names_another_site_is_shown_without_its_link():
    """And the true site carries it."""
    told: Any
    (told,) = embeds(alert(title="Log in at bank.example now"))

    assert "url" not in told
    assert "[news.example.org](https://news.example.org/" in told["description"]


def test_an_alert_says_all_that_matters():
    """What moved and which way, the headline, whence and when, the words, why, since when."""
    told: Any
    (told,) = embeds(alert(), KEY)
    description = told["description"]

    assert "▲ SERIOUS · Russian energy flows to China → closer" == told["author"]["name"]
    assert "https://news.example.org/2026/11/24/oil?ref=feed" == told["url"]
    assert "**World News** · news.example.org · <t:" in description
    assert "Shipments of **Russian** crude" in description
    assert "> *Why it matters:* “How much oil and gas" in description
    assert "Last moved <t:" in description
    assert f"First report of this story · {KEY[:12]}" == told["footer"]["text"]


def test_a_story_shows_its_outlets_and_what_people_did():
    """The same on every platform: they are in the card."""
    outlets = tuple(
        Outlet(source=SourceId(name), name=name, first=SEEN + timedelta(minutes=n))
        for n, name in enumerate(["TASS", "Xinhua", "Reuters"])
    )
    feedback = Feedback(
        acknowledged=DoneBy(who="Ana <@1>", at=SEEN),
        muted=DoneBy(who="Bo", at=SEEN, until=SEEN + timedelta(hours=6)),
        useful=2,
        false_alarms=1,
    )
    fields: Any = embeds(replace(alert(), outlets=outlets, feedback=feedback))[0]["fields"]

    assert ["3 outlets, first TASS", "What the team says"] == [one["name"] for one in fields]
    assert 3 == len(fields[0]["value"].split("\n"))
    assert [
        "✓ Acknowledged by **Ana \\<@1\\>**, <t:1795511700:R>",
        "🔇 Muted until <t:1795533300:f> by **Bo**",
        "2 useful · 1 false alarm",
    ] == fields[1]["value"].split("\n")


def test_a_list_leaves_out_what_does_not_fit_and_counts_it():
    """Shorter lines first, fewer lines last."""
    digest = one_of_each_kind()[CardKind.DIGEST]
    lines = tuple(
        replace(digest.lines[0], title=f"Report {n} " + "long " * 80, url=f"https://a.example/{n}")
        for n in range(100)
    )
    made: Any = embeds(replace(digest, lines=lines, more=7))
    shown = "\n".join(one["description"] for one in made).split("\n")

    assert f"… and {100 - (len(shown) - 1) + 7} more" == shown[-1]
    assert all(f"Report {n} " in line for n, line in enumerate(shown[:-1]))


def test_fifty_lines_are_all_shown():
    """In two embeds, each shorter: a burst of news loses none of it."""
    digest = one_of_each_kind()[CardKind.DIGEST]
    title = "Russia and China sign a large new gas supply deal in Beijing, number {}"
    lines = tuple(replace(digest.lines[0], title=title.format(n)) for n in range(50))
    first, second = embeds(replace(digest, lines=lines, more=0), KEY)
    shown = f"{first['description']}\n{second['description']}".split("\n")

    assert 50 == len(shown)
    assert [] == [n for n, line in enumerate(shown) if f"Beijing, number {n} " not in line]
    assert "title" not in second
    assert "footer" not in first
    assert signed_with({"embeds": [first, second]}, KEY)


def test_buttons_name_the_alert_and_the_action():
    """So they work after any restart."""
    rows: Any = alert_buttons(replace(alert(), alert=AlertId(123)))
    ids = [one["custom_id"] for row in rows for one in row["components"]]

    assert ["wn:ack:123", "wn:useful:123", "wn:false:123", "wn:why:123", "wn:mute:123"] == ids
    assert {AlertButton(action, AlertId(123)) for action in Action} == set(map(read_custom_id, ids))


@pytest.mark.parametrize(
    "foreign",
    ["", "wn", "wn:ack", "wn:ack:", "wn:ack:x", "wn:eat:1", "xx:ack:1", "wn:ack:-1", "wn:ack:٣"],
)
def test_a_foreign_id_is_no_button_of_ours(foreign):
    """Other bots' ids, and broken ones."""
    assert read_custom_id(foreign) is None


def test_an_acknowledged_alert_cannot_be_acknowledged_again():
    """Its button says so."""
    card = replace(
        alert(), alert=AlertId(1), feedback=Feedback(acknowledged=DoneBy(who="Ana", at=SEEN))
    )
    row: Any = alert_buttons(card)[0]
    button = row["components"][0]

    assert ("Acknowledged", True) == (button["label"], button["disabled"])
