"""Highlights the matched words of a text, and cuts a long one to the part around them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

import regex

from bot.model.cards import Piece

ELLIPSIS = "…"

# How far a cut moves to meet the edge of a word. Longer words are cut between two clusters.
WORD_REACH = 24

CLUSTER = regex.compile(r"\X")
WORD_START = regex.compile(r"(?w)\b(?=\w)")  # (?w): word edges of UAX 29, not only of Latin
WORD_END = regex.compile(r"(?w)(?<=\w)\b")


def headline(title: str, spans: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Return the whole of `title` with `spans` ([start, end) in code points) highlighted.

    Spans may come in any order: what lies outside the text is left out, what overlaps is joined.
    """
    return _highlighted(title, _in_order(spans, len(title)), 0, len(title))


def snippet(body: str, spans: Sequence[tuple[int, int]], *, limit: int = 280) -> tuple[Piece, ...]:
    """Return the part of `body` that holds most spans, highlighted, in at most `limit` code points.

    A text that fits comes back whole. Otherwise both ends are cut at the edge of a word where one
    is near, never inside a character cluster (UAX 29), and "…" stands where text was left out. A
    span is cut only if it alone does not fit between two "…". Without spans the beginning is shown;
    where not even a cluster fits, "…" is all. `limit` is at least 1.
    """
    ordered = _in_order(spans, len(body))
    if len(body) <= limit:
        return _highlighted(body, ordered, 0, len(body))
    start, end = _window(body, ordered, room=max(0, limit - 2 * len(ELLIPSIS)))
    if start == end:
        return (Piece(ELLIPSIS),)
    pieces = [
        Piece(ELLIPSIS if start > 0 else ""),
        *_highlighted(body, ordered, start, end),
        Piece(ELLIPSIS if end < len(body) else ""),
    ]
    return _joined(pieces)


def _window(body: str, spans: Sequence[tuple[int, int]], *, room: int) -> tuple[int, int]:
    """Return [start, end) of at most `room` code points around the densest group of spans."""
    # A letter and its marks are cut together: half of them would be another letter.
    edges = _cluster_edges(body)
    outer = [(_at_or_before(edges, start), _at_or_after(edges, end)) for start, end in spans]
    first, last = _densest(outer, room)
    # What is left of the room goes to both sides alike: a match wants to be read in its context.
    lead = (room - (last - first)) // 2
    start = max(0, first - lead)
    end = min(len(body), start + room)
    start = max(0, end - room)
    # A cut may only move inwards: outwards it would break the limit.
    start = _word_start(body, edges, _at_or_after(edges, start), first)
    end = _word_end(body, edges, _at_or_before(edges, end), last)
    # Nor may it cut a neighbour of the group: half a match would be highlighted as one.
    start = max([start, *(b for a, b in outer if a < start < b <= first)])
    end = min([end, *(a for a, b in outer if last <= a < end < b)])
    return start, max(start, end)


def _densest(spans: Sequence[tuple[int, int]], room: int) -> tuple[int, int]:
    """Return [start, end) of the first longest run of spans, which are in order, that fits `room`.

    Empty, at the first span, where not even one fits; (0, 0) without spans.
    """
    best, extent, last = 0, (0, 0), 0
    for first, (start, _) in enumerate(spans):
        last = max(last, first)
        while last < len(spans) and spans[last][1] - start <= room:
            last += 1
        if last - first > best:
            best, extent = last - first, (start, spans[last - 1][1])
    # Not one fits whole. The window then begins with the first, and cuts it.
    if spans and not best:
        return spans[0][0], spans[0][0]
    return extent


def _cluster_edges(body: str) -> list[int]:
    return [0, *(match.end() for match in CLUSTER.finditer(body))]


def _at_or_before(edges: Sequence[int], offset: int) -> int:
    return edges[max(0, bisect_right(edges, offset) - 1)]


def _at_or_after(edges: Sequence[int], offset: int) -> int:
    return edges[bisect_left(edges, offset)]


def _word_start(body: str, edges: Sequence[int], start: int, first: int) -> int:
    """Move `start` to where a word begins, at most as far as the first span."""
    if start == 0:
        return 0
    reach = min(first, start + WORD_REACH)
    starts = takewhile(lambda at: at <= reach, _offsets(WORD_START, body, start))
    return next((at for at in starts if _is_edge(edges, at)), start)


def _word_end(body: str, edges: Sequence[int], end: int, last: int) -> int:
    """Move `end` back to where a word ends, at most as far as the last span."""
    if end == len(body):
        return end
    reach = max(last, end - WORD_REACH)
    ends = takewhile(lambda at: at <= end, _offsets(WORD_END, body, reach))
    return max((at for at in ends if _is_edge(edges, at)), default=end)


def _offsets(pattern: "regex.Pattern[str]", body: str, start: int) -> Iterator[int]:
    return (match.start() for match in pattern.finditer(body, pos=start))


def _is_edge(edges: Sequence[int], offset: int) -> bool:
    return _at_or_before(edges, offset) == offset


def _in_order(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Sort spans, keep what lies inside the text, join what overlaps."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in spans):
        if start >= end:
            continue
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _highlighted(
    text: str, spans: Sequence[tuple[int, int]], start: int, end: int
) -> tuple[Piece, ...]:
    """Cut text[start:end] into pieces at the edges of the spans."""
    inside = [(max(start, a), min(b, end)) for a, b in spans if a < end and b > start]
    starts = {a for a, _ in inside}
    edges = sorted({start, end, *(edge for span in inside for edge in span)})
    return tuple(Piece(text[a:b], highlighted=a in starts) for a, b in pairwise(edges))


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Join plain neighbours and leave out what is empty."""
    kept: list[Piece] = []
    for piece in pieces:
        if kept and not piece.highlighted and not kept[-1].highlighted:
            kept[-1] = Piece(kept[-1].text + piece.text)
        elif piece.text:
            kept.append(piece)
    return tuple(kept)
