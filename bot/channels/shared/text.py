"""Text for a message, whatever the platform: cut, joined, and honest about where a link leads."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import regex

from bot.model.cards import Piece
from bot.render.highlight import CLUSTER
from watchers.invisible import strip_invisible
from watchers.web_address import host_of

ELLIPSIS: Final = "…"

# Where a label ends does not matter: a cut may end it right behind what looks like a site.
# A dot in front hides a site from nobody (".bank.example"); what follows an @ is mail.
_SITE = regex.compile(r"(?<![\p{L}\p{N}@_-]|[\p{L}\p{N}_-]\.)(?:[\p{L}\p{N}_-]+\.)+\p{L}{2,24}")
# Alone it is an address; within a sentence four numbers are a version as well.
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = regex.compile(rf"\s*((?:{_OCTET}\.){{3}}{_OCTET})(?:[/:?#]\S*)?\s*", regex.ASCII)
_AUTHORITY = regex.compile(r"(?<=\w://)[^\s/?#\\]+")
# IDNA reads these as dots (UTS 46), and so do people.
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")


def names_other_site(label: str, url: str | None) -> bool:
    """Return whether `label` names a site other than the one that `url` leads to.

    Such a label must not be the text of a link: "bank.example: log in again" would lead people
    astray. The site itself, with or without www, and the domain it belongs to are no other site.
    A word like Node.js reads like a site, too: its link is lost, the true host is shown beside it.
    """
    host = host_of(url)
    text = strip_invisible(label).translate(_DOTS).lower()
    named = [*_SITE.findall(text), *(_host_in(found) for found in _AUTHORITY.findall(text))]
    named += [alone[1]] if (alone := _IPV4.fullmatch(text)) else []
    return any(not f".{host}".endswith(f".{site.removeprefix('www.')}") for site in named)


def split_clusters(text: str) -> Iterator[str]:
    """Yield what readers take for single characters (UAX 29), in order; nothing is left out."""
    return (cluster[0] for cluster in CLUSTER.finditer(text))


def cut_clusters(clusters: Iterable[str], room: int, measure: Callable[[str], int]) -> str:
    """Join as many clusters as fit into `room` with "…" behind them; call it for what is too long.

    Nothing comes back where not even "…" fits. Reads no more of `clusters` than it needs.
    """
    left = room - measure(ELLIPSIS)
    if left < 0:
        return ""
    kept: list[str] = []
    for cluster in clusters:
        left -= measure(cluster)
        if left < 0:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + ELLIPSIS


def merge_pieces(pieces: Iterable[Piece]) -> Sequence[Piece]:
    """Clean the pieces and join neighbours of one kind; a piece of spaces alone never stands out.

    What is empty is left out. Two runs in bold without a gap would break each other on Discord,
    and cost an element more on Slack.
    """
    merged: list[Piece] = []
    for piece in pieces:
        text, stands_out = (
            strip_invisible(piece.text),
            piece.highlighted and bool(piece.text.strip()),
        )
        if not text:
            continue
        if merged and merged[-1].highlighted == stands_out:
            text = merged.pop().text + text
        merged.append(Piece(text, highlighted=stands_out))
    return merged


def _host_in(authority: str) -> str:
    """Return the host of what stands between "//" and the path."""
    return str(authority.rpartition("@")[2].partition(":")[0])
