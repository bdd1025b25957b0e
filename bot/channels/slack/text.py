"""Text that Slack shows and never obeys: cleaned, escaped, cut between two clusters. Pure."""

import re
from collections.abc import Callable, Sequence

from bot.channels.shared.text import ELLIPSIS, cut_clusters, merge_pieces, split_clusters
from bot.channels.slack.address import SLACK
from bot.model.cards import Piece
from watchers.invisible import strip_invisible

MANY_PIECES = 10  # each costs more than its text; what comes behind them is unmarked

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

_MENTION = re.compile(SLACK.mention)
_LONGEST_MENTION = 300


def escaped(text: str) -> str:
    """Escape what Slack's markup would act on: exactly these three, in one pass.

    See docs.slack.dev/messaging/formatting-message-text.
    """
    return text.translate(_ENTITIES)


def cost(text: str) -> int:
    """Return what `text` takes of a message's room, in UTF-16 units as JSON writes them.

    Slack counts blocks in a way that it does not tell (bolt-js#2867); this counts high.
    """
    return len(text) + sum(c in '"\\' or c > "\uffff" for c in text)


def fit(text: str, room: int, count: Callable[[str], int] = cost) -> str:
    """Clean `text` and cut it between two clusters to `room` as `count` measures, "…" included."""
    tidy = strip_invisible(text)
    return tidy if count(tidy) <= room else cut_clusters(split_clusters(tidy), room, count)


def fit_pieces(pieces: Sequence[Piece], room: int) -> tuple[Piece, ...]:
    """Clean `pieces`, join neighbours and cut them to `room`; after a few the rest is one piece."""
    tidy = merge_pieces(pieces)
    if len(tidy) > MANY_PIECES:
        rest = "".join(piece.text for piece in tidy[MANY_PIECES - 1 :])
        tidy = merge_pieces([*tidy[: MANY_PIECES - 1], Piece(rest)])
    if sum(cost(piece.text) for piece in tidy) <= room:
        return tuple(tidy)
    kept: list[Piece] = []
    for piece in tidy:
        if cost(piece.text) >= room:
            # With "…" it is too long even where it alone would just fit: more was to come.
            kept.append(Piece(fit(piece.text + ELLIPSIS, room), highlighted=piece.highlighted))
            break
        kept.append(piece)
        room -= cost(piece.text)
    return tuple(kept)


def fit_escaped(text: str, room: int) -> str:
    """Cut `text` so that it fits when escaped, and escape it: no entity is ever cut."""
    return escaped(fit(text, room, lambda part: len(escaped(part))))


def mentions(text: str) -> str:
    """Return the mentions in what rules.yaml says, and nothing else of it."""
    kept = ""
    for match in _MENTION.finditer(text):
        if len(kept) + len(match[0]) < _LONGEST_MENTION:
            kept = f"{kept} {match[0]}".strip()
    return kept
