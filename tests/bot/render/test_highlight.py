"""Marked words and the cut around them, as laws over texts in many scripts."""

from itertools import pairwise

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.model.cards import Piece
from bot.render.highlight import headline, snippet

# What makes cutting hard: clusters of many code points, scripts without spaces, marks, flags.
HARD = [
    "e\u0301",
    "👩‍👩‍👧",
    "🇷🇺",
    "中国",
    "能源",
    "أنباء",
    "नि",
    "각",
    "Россия",
    "don't",
    "\r\n",
    "ไทย",
]
words = st.one_of(st.sampled_from(HARD), st.text(min_size=1, max_size=9))
texts = st.lists(words, max_size=40).flatmap(
    lambda parts: st.sampled_from([" ".join(parts), "".join(parts)])
)
spans = st.lists(st.tuples(st.integers(-3, 300), st.integers(-3, 300)), max_size=8)
limits = st.integers(1, 60)


def joined(pieces):
    """Give the text of the pieces."""
    return "".join(piece.text for piece in pieces)


def covered(text, spans):
    """Give the offsets that lie in a span."""
    return {at for start, end in spans for at in range(max(0, start), min(end, len(text)))}


def edges(text):
    """Give the offsets between clusters (UAX 29), both ends included."""
    return [0, *(match.end() for match in regex.finditer(r"\X", text))]


def windows(body, pieces):
    """Give every [start, end) between clusters of `body` that the pieces may show."""
    shown = joined(pieces)
    if shown == body:
        return [(0, len(body))]
    ends = set(edges(body))
    return [
        (start, end)
        for start in ends
        for end in ends
        if start <= end and shown == "…" * (start > 0) + body[start:end] + "…" * (end < len(body))
    ] or [(0, 0)] * (shown == "…")


def flags(pieces):
    """Say of each shown character whether it is highlighted."""
    return [piece.highlighted for piece in pieces for _ in piece.text]


@given(texts, spans)
def test_a_headline_is_the_title_whole(title, spans):
    """Highlighting changes no character and highlights exactly what the spans cover."""
    pieces = headline(title, spans)

    assert title == joined(pieces)
    assert covered(title, spans) == {
        at for at, highlighted in enumerate(flags(pieces)) if highlighted
    }


@given(texts, spans)
def test_a_headline_has_no_empty_pieces_and_no_plain_neighbours(title, spans):
    """A channel can style piece by piece without looking left or right."""
    pieces = headline(title, spans)

    assert all(piece.text for piece in pieces)
    assert all(a.highlighted or b.highlighted for a, b in pairwise(pieces))


@given(texts, spans, limits)
def test_a_snippet_never_exceeds_its_limit(body, spans, limit):
    """Also where one cluster alone is longer."""
    assert len(joined(snippet(body, spans, limit=limit))) <= limit


@given(texts, spans, limits)
def test_a_snippet_is_a_window_of_the_text_between_clusters(body, spans, limit):
    """Without its ellipses it stands in the text, and begins and ends at cluster edges."""
    assert windows(body, snippet(body, spans, limit=limit))


@given(texts, spans, limits)
def test_a_snippet_highlights_exactly_what_the_spans_cover_in_its_window(body, spans, limit):
    """No matched word goes plain, no other word is highlighted."""
    pieces = snippet(body, spans, limit=limit)
    inside = covered(body, spans)

    assert any(
        [False] * (start > 0)
        + [at in inside for at in range(start, end)]
        + [False] * (end < len(body))
        == flags(pieces)
        for start, end in windows(body, pieces)
        if start < end
    ) or joined(pieces) in {"", "…"}


@given(texts, spans, limits)
def test_a_snippet_cuts_no_span_that_could_be_whole(body, spans, limit):
    """Its highlighted pieces are texts of spans, save for one wider than all the room."""
    whole = [piece.text for piece in headline(body, spans) if piece.highlighted]
    pieces = snippet(body, spans, limit=limit)
    widest_cluster = max((len(match[0]) for match in regex.finditer(r"\X", body)), default=0)

    for piece in pieces:
        if piece.highlighted and piece.text not in whole:
            assert max(map(len, whole)) + 2 * widest_cluster > limit - 2


@given(st.lists(st.sampled_from(["alpha", "beta", "gamma"]), min_size=40, max_size=60), st.data())
def test_a_snippet_of_words_begins_and_ends_with_a_whole_word(parts, data):
    """Where words have spaces between them, none is cut."""
    body = " ".join(parts)
    start = data.draw(st.sampled_from([m.start() for m in regex.finditer("beta", body)] or [0]))
    pieces = snippet(body, [(start, start + 4)], limit=50)

    assert set(joined(pieces).strip("…").split(" ")) <= {"alpha", "beta", "gamma"}


def test_the_densest_window_is_shown():
    """Three matches together say more than the first one alone."""
    body = (
        "China said little. "
        + "Nothing else happened that day. " * 12
        + "Russia sells gas to China."
    )
    spans = [(m.start(), m.end()) for m in regex.finditer("China|Russia|gas", body)]

    highlighted = [piece.text for piece in snippet(body, spans, limit=80) if piece.highlighted]

    assert highlighted == ["Russia", "gas", "China"]


def test_the_matched_words_stand_amid_their_context():
    """Words before and after the span are shown, cut at words, with an ellipsis at both ends."""
    body = "one two three four five six seven eight nine ten eleven twelve"

    assert (
        Piece("…four five "),
        Piece("six", highlighted=True),
        Piece(" seven eight…"),
    ) == snippet(body, [(24, 27)], limit=28)


def test_a_text_that_fits_is_whole():
    """No ellipsis where nothing is left out, even at the very limit."""
    assert (Piece("x" * 280),) == snippet("x" * 280, ())


def test_without_spans_the_beginning_is_shown():
    """A summary whose words did not match still tells what the item is about."""
    assert (Piece("one two…"),) == snippet("one two three four", (), limit=10)


def test_chinese_is_cut_between_characters():
    """A script without spaces has an edge at every character."""
    body = "中国与俄罗斯能源合作持续扩大" * 10

    pieces = snippet(body, [(70, 72)], limit=22)

    assert 20 <= len(joined(pieces)) <= 22
    assert Piece("中国", highlighted=True) in pieces


@pytest.mark.parametrize("limit", [1, 2], ids=["one", "two"])
def test_no_room_is_an_ellipsis(limit):
    """A limit that holds no cluster still gives something to show."""
    assert (Piece("…"),) == snippet("Russia and China", [(0, 6)], limit=limit)


def test_overlapping_spans_become_one_highlight():
    """Two indicators may match overlapping words of one item."""
    assert (Piece("natural gas", highlighted=True), Piece(" price")) == headline(
        "natural gas price", [(8, 11), (0, 9)]
    )


def test_a_long_body_is_cut_in_one_go():
    """Every word of a megabyte is matched; each pair of words looked at would not end."""
    body = "тест " * 200_000
    spans = [(at, at + 4) for at in range(0, len(body), 5)]

    assert joined(snippet(body, spans)).startswith("тест тест")
