"""Text for Discord: cleaned, escaped so that nothing in it acts, cut between characters. Pure.

Whom a message mentions is here as well. Markdown, mentions, timestamps, emoji and bare addresses
act in a message (reference, "Message Formatting"): a backslash disarms them, but @everyone, which
needs an unseen character. Lengths are counted as Discord counts them: in UTF-16 units, after
escaping.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import regex

from bot.channels.discord.address import DISCORD
from bot.channels.shared.text import (
    cut_clusters,
    merge_pieces,
    names_other_site,
    split_clusters,
)
from bot.model.cards import Piece
from watchers.invisible import strip_invisible
from watchers.web_address import host_of, safe_link

_SPACES = regex.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")

_ACTS = regex.compile(
    r"(?P<sign>[\\*_~`|\[\]()<>]"  # marks, links, mentions, timestamps, emoji
    r"|:(?=//)"  # an address that Discord would make a link by itself
    r"|^[#+\-]|(?<=^\d{1,9})\.)"  # a heading or a list, at the start of a line
    r"|(?P<at>@)(?=everyone|here)"
)
_IN_LINKS = str.maketrans({c: f"%{ord(c):02X}" for c in "()[]@|"})

_MENTION = re.compile(DISCORD.mention)

LineIn = Callable[[int], str]
"""Writes a line in about so many units."""

# What each line may have, in turn: a list shows all of its lines before it shows long ones.
ROOMS = (420, 300, 230, 180, 130, 110, 90)
TERSE = 130  # from here on a line says only what cannot be left out
COUNT = 40  # units for "… and 1,000,000 more"


def units(text: str) -> int:
    """Return the length of `text` as Discord counts it: in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def clean(text: str) -> str:
    """Return `text` as one line without what cannot be seen or runs backwards; other text stays."""
    return strip_invisible(_SPACES.sub(" ", text))


def plain(text: str, limit: int) -> str:
    """Return `text` for a place that knows no marks (author, footer), in at most `limit` units."""
    whole = clean(text).strip()
    return whole if units(whole) <= limit else cut_clusters(split_clusters(whole), limit, units)


def words(text: str, limit: int) -> str:
    """Return `text` escaped, in at most `limit` units; nothing in it acts."""
    return _words(clean(text).strip(), limit)


def bold(text: str, limit: int) -> str:
    """Return `text` escaped and bold, in at most `limit` units; empty if it says nothing."""
    inner = words(text, limit - 4)
    return f"**{inner}**" if inner else ""


def highlighted(pieces: Sequence[Piece], limit: int) -> str:
    """Return pieces one after the other, the highlighted ones bold, in at most `limit` units."""
    runs: list[str] = []
    for run in merge_pieces(
        Piece(clean(piece.text), highlighted=piece.highlighted) for piece in pieces
    ):
        # What begins a line is escaped as such, so nothing may be stripped from it afterwards.
        text = run.text if runs else run.text.lstrip()
        room = limit - sum(map(units, runs)) - (4 if run.highlighted else 0)
        written = _words(text, room) if room > 0 else ""
        if written:
            runs.append(f"**{written}**" if run.highlighted else written)
        if units(_escape(text)) > room:
            break
    return "".join(runs).strip()


def link(label: str, url: str | None, limit: int) -> str:
    """Return `label` linked to `url`, in at most `limit` units, or unlinked where that is not safe.

    Not safe is an address that `target` refuses, and a label that names another site. A label
    that leaves no room for its address stays unlinked as well: the story is worth more.
    """
    address = target(url)
    room = limit - units(address or "") - 4
    if address is None or room < min(limit // 3, 40) or names_other_site(label, address):
        return words(label, limit)
    # Discord's own rule for links stumbles over brackets in the label, escaped or not.
    plain = clean(label).strip().translate({ord("["): "(", ord("]"): ")"})
    inner = _words(plain, room)
    return f"[{inner}]({address})" if inner else ""


def target(url: str | None) -> str | None:
    """Return an address that may stand in a link; None for what is not plainly http or https."""
    address = safe_link(url)
    return address.translate(_IN_LINKS) if address else None


def site(url: str | None, limit: int = 120) -> str:
    """Return the site that `url` leads to, for people to see before they click."""
    return words(host_of(url), limit)


def when(moment: datetime, style: str = "R") -> str:
    """Return a moment that Discord shows in the reader's own zone: R is relative, f is full."""
    return f"<t:{int(moment.timestamp())}:{style}>"


def dotted(*parts: str) -> str:
    """Return what is not empty, with dots between."""
    return " · ".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Mentions:
    """The text that pings, and the `allowed_mentions` without which it would not.

    What `allowed_mentions` does not name pings nobody, whatever the text says (resources/message,
    "Allowed Mentions Object").
    """

    content: str
    allowed: dict[str, object]


NOBODY = Mentions("", {"parse": []})


def read_mentions(mention: str) -> Mentions:
    """Return the mentions in what rules.yaml says, each once; nothing else of it pings anybody."""
    named = list(dict.fromkeys(match[0] for match in _MENTION.finditer(mention)))
    if not named:
        return NOBODY
    of_roles = [text for text in named if text.startswith("<@&")]
    of_users = [text for text in named if text.startswith("<@") and text not in of_roles]
    # One word allows both @everyone and @here.
    parse = ["everyone"] if not set(named).isdisjoint({"@everyone", "@here"}) else []
    allowed = {"parse": parse, "roles": _ids_in(of_roles), "users": _ids_in(of_users)}
    return Mentions(
        " ".join(named), {key: ids for key, ids in allowed.items() if ids or key == "parse"}
    )


def _ids_in(mentions: Iterable[str]) -> list[str]:
    # Each once: <@1> and <@!1> are one person, and Discord refuses a list that repeats an id.
    return list(dict.fromkeys(text.strip("<@!&>") for text in mentions))


def fit_lines(lines: Sequence[LineIn], *, room: int, more: int = 0) -> str:
    """Return `lines` below each other in at most `room` units.

    They get shorter before one is left out; how many are missing, with `more` others, is said at
    the end.
    """
    shown: list[str] = []
    for most in ROOMS:
        shown = [line(most) for line in lines[: room // 20]]  # no line has fewer than 20 units
        if _length(shown) + COUNT <= room and len(shown) == len(lines):
            break
    while shown and _length(shown) + COUNT > room:
        shown.pop()
    missing = len(lines) - len(shown) + more
    return "\n".join([*shown, f"… and {missing:,} more"] if missing else shown)


def break_text(text: str, room: int) -> tuple[str, str]:
    """Return `text` broken between two lines so that the first part fits; the second may be ""."""
    if units(text) <= room:
        return text, ""
    lines, first = text.split("\n"), 0
    while lines and (room := room - units(lines[first]) - 1) >= 0:
        first += 1
    return "\n".join(lines[:first]), "\n".join(lines[first:])


def _words(text: str, limit: int) -> str:
    whole = _escape(text)
    if units(whole) <= limit:
        return whole
    acting = {match.start(): match for match in _ACTS.finditer(text)}
    return cut_clusters(_escaped_clusters(text, acting), limit, units)


def _escaped_clusters(text: str, acting: Mapping[int, "regex.Match[str]"]) -> Iterator[str]:
    at = 0
    for cluster in split_clusters(text):
        signs = enumerate(cluster, start=at)
        yield "".join(_disarmed(acting[n]) if n in acting else sign for n, sign in signs)
        at += len(cluster)


def _escape(text: str) -> str:
    return str(_ACTS.sub(_disarmed, text))


def _disarmed(match: "regex.Match[str]") -> str:
    return f"\\{match[0]}" if match["sign"] else f"{match[0]}\u200b"


def _length(lines: Sequence[str]) -> int:
    return sum(units(line) + 1 for line in lines)
