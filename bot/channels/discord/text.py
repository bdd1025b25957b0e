"""Text for Discord: cleaned, escaped so that nothing in it acts, cut between characters. Pure.

What acts and how it is disarmed is FAULTS.md 4.6. Lengths are counted as Discord counts them, in
UTF-16 units, and after escaping.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import regex

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


def units(text: str) -> int:
    """Count as Discord does."""
    return len(text) + sum(character > "\uffff" for character in text)


def clean(text: str) -> str:
    """Give `text` as one line without what cannot be seen or runs backwards; other text stays."""
    return strip_invisible(_SPACES.sub(" ", text))


def plain(text: str, limit: int) -> str:
    """Give `text` for a place that knows no marks (author, footer), in at most `limit` units."""
    whole = clean(text).strip()
    return whole if units(whole) <= limit else cut_clusters(split_clusters(whole), limit, units)


def words(text: str, limit: int) -> str:
    """Give `text` escaped, in at most `limit` units; nothing in it acts."""
    return _words(clean(text).strip(), limit)


def bold(text: str, limit: int) -> str:
    """Give `text` escaped and bold, in at most `limit` units; empty if it says nothing."""
    inner = words(text, limit - 4)
    return f"**{inner}**" if inner else ""


def marked(pieces: Sequence[Piece], limit: int) -> str:
    """Give pieces one after the other, the marked ones bold, in at most `limit` units."""
    said: list[str] = []
    for run in merge_pieces(
        Piece(clean(piece.text), highlighted=piece.highlighted) for piece in pieces
    ):
        # What begins a line is escaped as such, so nothing may be stripped from it afterwards.
        text = run.text if said else run.text.lstrip()
        room = limit - sum(map(units, said)) - (4 if run.highlighted else 0)
        written = _words(text, room) if room > 0 else ""
        if written:
            said.append(f"**{written}**" if run.highlighted else written)
        if units(_escape(text)) > room:
            break
    return "".join(said).strip()


def link(label: str, url: str | None, limit: int) -> str:
    """Give `label` linked to `url`, in at most `limit` units, or unlinked where that is not safe.

    Not safe is an address that `target` refuses, and a label that names another site. A label
    that leaves no room for its address stays unlinked as well: the story is worth more.
    """
    address = target(url)
    room = limit - units(address or "") - 4
    if address is None or room < min(limit // 3, 40) or names_other_site(label, address):
        return words(label, limit)
    # Discord's own rule for links stumbles over brackets in the label, escaped or not.
    calm = clean(label).strip().translate({ord("["): "(", ord("]"): ")"})
    said = _words(calm, room)
    return f"[{said}]({address})" if said else ""


def target(url: str | None) -> str | None:
    """Give an address that may stand in a link; None for what is not plainly http or https."""
    address = safe_link(url)
    return address.translate(_IN_LINKS) if address else None


def site(url: str | None, limit: int = 120) -> str:
    """Name the site that `url` leads to, for people to see before they click."""
    return words(host_of(url), limit)


def when(moment: datetime, style: str = "R") -> str:
    """Give a moment that Discord shows in the reader's own zone: R is relative, f is full."""
    return f"<t:{int(moment.timestamp())}:{style}>"


def dotted(*parts: str) -> str:
    """Join what is there."""
    return " · ".join(filter(None, parts))


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
