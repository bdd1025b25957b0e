"""Text for Discord: cleaned, escaped so that nothing in it acts, cut between characters. Pure.

What acts and how it is disarmed is FAULTS.md 4.6. Lengths are counted as Discord counts them, in
UTF-16 units, and after escaping.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import regex

from bot.model.cards import Piece
from bot.render.links import host_of, web_address

ELLIPSIS = "…"

_SPACES = regex.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
_FLAG = r"\U0001F3F4[\U000E0020-\U000E007E]+\U000E007F"  # England, Scotland, Wales
_UNSEEN = regex.compile(
    rf"(?P<flag>{_FLAG})"
    r"|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"  # C0, DEL and C1
    r"|[\u202a-\u202e\u2066-\u2069]"  # text that runs backwards
    r"|[\u00ad\u200b\u2060\ufeff\u115f\u1160\u3164\uffa0]"  # invisible, fillers
    r"|[\ufdd0-\ufdef]|[\ufffe\uffff]|[\U000E0000-\U000E007F]"
)
_ZALGO = regex.compile(r"(\p{M}{4})\p{M}+")
_HALF = regex.compile(r"[\ud800-\udfff]")
_CLUSTER = regex.compile(r"\X")

_ACTS = regex.compile(
    r"(?P<sign>[\\*_~`|\[\]()<>]"  # marks, links, mentions, timestamps, emoji
    r"|:(?=//)"  # an address that Discord would make a link by itself
    r"|^[#+\-]|(?<=^\d{1,9})\.)"  # a heading or a list, at the start of a line
    r"|(?P<at>@)(?=everyone|here)"
)
_IN_LINKS = str.maketrans({c: f"%{ord(c):02X}" for c in "()[]@|"})
# No matter what follows: a cut may end a label right behind what looks like a site.
_SITE = regex.compile(r"(?<![\p{L}\p{N}@.-])(?:[\p{L}\p{N}-]+\.)+\p{L}{2,24}")


def units(text: str) -> int:
    """Count as Discord does."""
    return len(text) + sum(character > "\uffff" for character in text)


def clean(text: str) -> str:
    """Give `text` as one line without what cannot be seen or runs backwards; other text stays."""
    text = _HALF.sub("\ufffd", text)
    text = _UNSEEN.sub(lambda match: match["flag"] or "", _SPACES.sub(" ", text))
    return str(_ZALGO.sub(r"\1", text))


def plain(text: str, limit: int) -> str:
    """Give `text` for a place that knows no marks (author, footer), in at most `limit` units."""
    whole = clean(text).strip()
    return whole if units(whole) <= limit else _cut(list(_CLUSTER.findall(whole)), limit)


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
    for run_text, is_marked in _joined(pieces):
        # What begins a line is escaped as such, so nothing may be stripped from it afterwards.
        text = run_text if said else run_text.lstrip()
        room = limit - sum(map(units, said)) - (4 if is_marked else 0)
        run = _words(text, room) if room > 0 else ""
        if run:
            said.append(f"**{run}**" if is_marked else run)
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
    if address is None or room < min(limit // 3, 40) or deceives(label, address):
        return words(label, limit)
    # Discord's own rule for links stumbles over brackets in the label, escaped or not.
    calm = clean(label).strip().translate({ord("["): "(", ord("]"): ")"})
    said = _words(calm, room)
    return f"[{said}]({address})" if said else ""


def target(url: str | None) -> str | None:
    """Give an address that may stand in a link; None for what is not plainly http or https."""
    address = web_address(url)
    return address.translate(_IN_LINKS) if address else None


def deceives(label: str, url: str | None) -> bool:
    """Say whether `label` names a site other than the one that `url` leads to."""
    host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    named = (match[0].lower().removeprefix("www.") for match in _SITE.finditer(clean(label)))
    return any(name != host and not host.endswith(f".{name}") for name in named)


def site(url: str | None, limit: int = 120) -> str:
    """Name the site that `url` leads to, for people to see before they click."""
    return words(host_of(url), limit)


def when(moment: datetime, style: str = "R") -> str:
    """Give a moment that Discord shows in the reader's own zone: R is relative, f is full."""
    return f"<t:{int(moment.timestamp())}:{style}>"


def dotted(*parts: str) -> str:
    """Join what is there."""
    return " · ".join(filter(None, parts))


def _joined(pieces: Sequence[Piece]) -> Iterator[tuple[str, bool]]:
    """Join neighbours of one kind: two bold runs without a gap would break each other."""
    runs: list[tuple[str, bool]] = []
    for piece in pieces:
        text, is_marked = clean(piece.text), piece.highlighted and bool(piece.text.strip())
        if not text:
            continue
        if runs and runs[-1][1] == is_marked:
            text = runs.pop()[0] + text
        runs.append((text, is_marked))
    yield from runs


def _words(text: str, limit: int) -> str:
    whole = _escape(text)
    if units(whole) <= limit:
        return whole
    acting = {match.start(): match for match in _ACTS.finditer(text)}
    clusters: list[str] = []
    for cluster in _CLUSTER.finditer(text):
        at = cluster.start()
        clusters.append(
            "".join(
                _disarmed(acting[at + n]) if at + n in acting else character
                for n, character in enumerate(cluster[0])
            )
        )
        if len(clusters) > limit:
            break
    return _cut(clusters, limit)


def _escape(text: str) -> str:
    return str(_ACTS.sub(_disarmed, text))


def _disarmed(match: "regex.Match[str]") -> str:
    return f"\\{match[0]}" if match["sign"] else f"{match[0]}\u200b"


def _cut(clusters: Sequence[str], limit: int) -> str:
    """Give as many clusters as fit with an ellipsis behind them; nothing if not even that fits."""
    room, kept = limit - len(ELLIPSIS), 0
    for cluster in clusters:
        room -= units(cluster)
        if room < 0:
            break
        kept += 1
    return "".join(clusters[:kept]).rstrip() + ELLIPSIS if limit > 0 else ""
