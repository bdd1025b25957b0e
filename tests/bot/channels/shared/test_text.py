"""Text that no platform shows otherwise than another."""

import json

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.console.sanitize import json_line
from bot.channels.console.terminal import text as on_terminal
from bot.channels.discord import text as discord
from bot.channels.shared.text import (
    cut_clusters,
    merge_pieces,
    names_other_site,
    split_clusters,
)
from bot.channels.slack import text as slack
from bot.model.cards import Piece
from watchers.parse.text import clean_text as feed

UNSEEN = {
    "soft hyphen": "\u00ad",
    "grapheme joiner": "\u034f",
    "Arabic letter mark": "\u061c",
    "Hangul filler": "\u115f",
    "Khmer inherent vowel": "\u17b4",
    "Mongolian vowel separator": "\u180e",
    "zero width space": "\u200b",
    "zero width joiner": "\u200d",
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "right-to-left override": "\u202e",
    "word joiner": "\u2060",
    "invisible times": "\u2062",
    "right-to-left isolate": "\u2067",
    "Arabic form shaping": "\u206d",
    "Hangul filler of the keyboard": "\u3164",
    "byte order mark": "\ufeff",
    "half-width Hangul filler": "\uffa0",
    "interlinear annotation": "\ufff9",
    "noncharacter": "\ufffe",
    "tag letter": "\U000e0041",
}
CLEANERS = {
    "of feeds": feed,
    "of the terminal": lambda text: on_terminal(text).plain,
    "of Slack": lambda text: slack.fit(text, 1000),
    "of Discord": discord.clean,
}


@pytest.mark.parametrize("cleaner", CLEANERS.values(), ids=CLEANERS)
@pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)
def test_what_nobody_sees_passes_no_cleaner(cleaner, unseen):
    """One table: none of them knows fewer than another."""
    assert "Kremlin" == cleaner(f"Krem{unseen}lin")


@pytest.mark.parametrize("cleaner", CLEANERS.values(), ids=CLEANERS)
def test_every_cleaner_keeps_as_many_marks(cleaner):
    """Four on a letter, and the scripts that need some keep them."""
    assert "é" + "\u0335" * 4 == cleaner("e\u0301" + "\u0335" * 9)
    assert "שָׁלוֹם" == cleaner("שָׁלוֹם")


@pytest.mark.parametrize("unseen", UNSEEN.values(), ids=UNSEEN)
def test_json_keeps_what_nobody_sees_as_an_escape(unseen):
    """A program reads it back; a terminal shows it. Joiners may stand: they turn nothing."""
    line = json_line({"title": f"Krem{unseen}lin"})

    assert f"Krem{unseen}lin" == json.loads(line)["title"]
    assert (unseen in line) == (unseen in {"\u034f", "\u200d"} - {"\u034f"})


@pytest.mark.parametrize(
    ("label", "named"),
    [
        pytest.param("Putin arrives in Beijing", False, id="no site"),
        pytest.param("The U.S. says 12.5 m barrels", False, id="dots that are no site"),
        pytest.param("news.example.org: the latest", False, id="the site itself"),
        pytest.param("WWW.News.Example.org", False, id="the site, as it may be written"),
        pytest.param("See example.org", False, id="the domain that it is in"),
        pytest.param("https://news.example.org/a", False, id="an address of the site"),
        pytest.param("Write to ana@bank.example", False, id="an address of mail"),
        pytest.param("Write to ana@mail.bank.example", False, id="an address of mail in a part"),
        pytest.param("bank.example: log in again", True, id="another site before words"),
        pytest.param("…bank.example", True, id="another site behind dots"),
        pytest.param(".bank.example", True, id="another site behind a dot"),
        pytest.param("Log in at bank.example", True, id="another site after words"),
        pytest.param("203.0.113.7", True, id="another host by its number"),
        pytest.param(" 203.0.113.7:8080/login", True, id="another host by its number, with a path"),
        pytest.param("Server 1.2.3.4 is out", False, id="a version of four numbers"),
        pytest.param("10.000", False, id="a number with a dot"),
        pytest.param("my_bank.example.org", True, id="another site with an underscore"),
        pytest.param("Log in at bank.example0", True, id="another site that is cut"),
        pytest.param("bank.example/news.example.org", True, id="the site as a path"),
        pytest.param("news.example.org.evil.example", True, id="the site as a subdomain"),
        pytest.param("read https://bank.example now", True, id="an address of another site"),
        pytest.param("http://127.0.0.1/login", True, id="an address by number"),
        pytest.param("http://intranet/login", True, id="an address without a dot"),
        pytest.param("https://news.example.org@evil.example/", True, id="a user name"),
        pytest.param("see www.bank.example today", True, id="with www"),
        pytest.param("ba\u200dnk\u200b.exam\u00adple", True, id="unseen characters inside"),
        pytest.param("bank\u3002example and bank\uff0eexample", True, id="dots of other scripts"),
        pytest.param("bаnk.example", True, id="a letter of another script"),
        pytest.param("Node.js and Amazon.com in one headline", True, id="brands: better safe"),
    ],
)
def test_a_label_that_names_another_site_is_known(label, named):
    """It must not be the text of a link; the true host is shown and linked beside it."""
    assert named == names_other_site(label, "https://www.news.example.org/x")


def test_a_label_that_names_any_site_does_not_fit_an_address_that_is_none():
    """Nothing is vouched for by an address that leads nowhere."""
    assert names_other_site("bank.example", "javascript:alert(1)")
    assert names_other_site("bank.example", None)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("ae\u0301\u200d👩🏽 я\u0335"), max_size=30), st.integers(0, 20))
def test_a_cut_fits_and_is_between_two_characters(text, room):
    """What is shown, less the ellipsis, is the beginning of the text in whole clusters."""
    cut = cut_clusters(split_clusters(text), room, len)
    edges = {0, *(match.end() for match in regex.finditer(r"\X", text))}

    assert len(cut) <= room
    assert (room == 0) == (cut == "")
    assert not cut or any(cut == text[:edge].rstrip() + "…" for edge in edges)


def test_neighbours_of_one_kind_are_one_piece():
    """Two bold runs without a gap break each other; what is empty is nothing."""
    pieces = [
        Piece("Russian", highlighted=True),
        Piece("\u200b", highlighted=False),
        Piece(" crude", highlighted=True),
        Piece("  ", highlighted=True),
        Piece("to China"),
    ]

    assert [Piece("Russian crude", highlighted=True), Piece("  to China")] == merge_pieces(pieces)
