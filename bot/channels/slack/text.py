"""Text that Slack shows and never obeys: cleaned, escaped, cut between two clusters. Pure."""

import re
from collections.abc import Callable, Sequence

from bot.model.cards import Piece
from bot.render.highlight import CLUSTER

ELLIPSIS = "…"
MANY_PIECES = 12  # each costs more than its text; what comes behind them is unmarked

_DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = "\u00ad\u115f\u1160\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
_TABLE: dict[int, str | None] = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)]),
    **dict.fromkeys(map(ord, _DIRECTIONS + _UNSEEN)),
    **dict.fromkeys(range(0xE0000, 0xE0080)),  # tags: invisible text
    **dict.fromkeys(map(ord, "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"), " "),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

# The only mentions that can be written by hand; all else in `mention` is left out.
_MENTION = re.compile(r"<!(?:here|channel|everyone)>|<@[UW][A-Z0-9]+>|<!subteam\^S[A-Z0-9]+>")
_LONGEST_MENTION = 300


def clean(text: str) -> str:
    """Give `text` as one line without control, reordering or unseen characters."""
    return text.translate(_TABLE)


def escaped(text: str) -> str:
    """Escape what Slack's markup would act on: exactly these three, in one pass."""
    return text.translate(_ENTITIES)


def cost(text: str) -> int:
    """Count what `text` takes of a message's room, in UTF-16 units as JSON writes them.

    Slack counts blocks in a way that it does not tell (bolt-js#2867); this counts high.
    """
    return len(text) + sum(c in '"\\' or c > "\uffff" for c in text)


def fit(text: str, room: int, count: Callable[[str], int] = cost) -> str:
    """Clean `text` and cut it between two character clusters, "…" included in `room`."""
    tidy = clean(text)
    if count(tidy) <= room:
        return tidy
    end, used = 0, count(ELLIPSIS)
    for cluster in CLUSTER.finditer(tidy):
        used += count(cluster[0])
        if used > room:
            break
        end = cluster.end()
    return tidy[:end].rstrip() + ELLIPSIS


def fit_pieces(pieces: Sequence[Piece], room: int) -> tuple[Piece, ...]:
    """Cut a marked text to `room`: after a few pieces the rest is one, unmarked."""
    few = [*pieces[: MANY_PIECES - 1]]
    if len(pieces) > len(few):
        few.append(Piece("".join(piece.text for piece in pieces[len(few) :])))
    tidy = [Piece(clean(piece.text), highlighted=piece.highlighted) for piece in few]
    if sum(cost(piece.text) for piece in tidy) <= room:
        return tuple(piece for piece in tidy if piece.text)
    kept: list[Piece] = []
    for piece in tidy:
        if cost(piece.text) >= room:
            # With "…" it is too long even where it alone would just fit: more was to come.
            kept.append(Piece(fit(piece.text + ELLIPSIS, room), highlighted=piece.highlighted))
            break
        kept.append(piece)
        room -= cost(piece.text)
    return tuple(piece for piece in kept if piece.text)


def fit_escaped(text: str, room: int) -> str:
    """Cut `text` so that it fits when escaped, and escape it: no entity is ever cut."""
    return escaped(fit(text, room, lambda part: len(escaped(part))))


def mentions(text: str) -> str:
    """Give the mentions in what rules.yaml says, and nothing else of it."""
    kept = ""
    for found in _MENTION.findall(text):
        if len(kept) + len(found) < _LONGEST_MENTION:
            kept = f"{kept} {found}".strip()
    return kept
