"""The elements that blocks are built from (docs.slack.dev/reference/block-kit/blocks).

Feed text goes into rich text and plain text only: Slack does not look for markup in them.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.channels.shared.text import names_other_site
from bot.channels.slack.text import fit, fit_pieces
from bot.model.cards import Piece
from watchers.model.names import Severity
from watchers.web_address import safe_link

Block = dict[str, object]  # a block or an element, as Slack's JSON has it

SIGNS = {
    Severity.MINOR: ("white_circle", "⚪"),
    Severity.NOTABLE: ("large_blue_circle", "🔵"),
    Severity.SERIOUS: ("large_orange_circle", "🟠"),
    Severity.CRITICAL: ("red_circle", "🔴"),
}

_EARLIEST, _LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def text_element(text: str, *, bold: bool = False, italic: bool = False) -> Block:
    """Make an element of text; it must not be empty."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def emoji_element(name: str) -> Block:
    """Make an emoji of Slack's."""
    return {"type": "emoji", "name": name}


def severity_sign(severity: Severity) -> Block:
    """Make the coloured sign of a severity: attachments have a bar, but Slack folds them up."""
    return emoji_element(SIGNS[severity][0])


def date_element(when: datetime) -> Block:
    """Make a time that each reader sees in their own zone."""
    # A time stamp that Slack cannot show would cost the whole message.
    if not _EARLIEST < when < _LATEST:
        return text_element(f"{when:%Y-%m-%d}")
    return {
        "type": "date",
        "timestamp": int(when.timestamp()),
        "format": "{date_short_pretty} {time}",
        "fallback": f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
    }


def link_element(url: str, text: str, *, bold: bool = False) -> Block:
    """Make a link; `url` comes from safe_link."""
    return {"type": "link", "url": url, "text": text, **({"style": {"bold": True}} if bold else {})}


def linked_pieces(
    pieces: Sequence[Piece], url: str | None, *, room: int, urls: int = 2048
) -> list[Block]:
    """Make a headline of `pieces`: matched words bold, all of it a link if that is honest.

    It is none if there is no good address, if the text names another site, or if the address
    would take more than `urls` characters. Repeated for every piece, it may take half as much
    again before the marks are dropped.
    """
    kept = fit_pieces(pieces, room)
    address = safe_link(url)
    # A piece is a link of its own: "bank.example" in bold would be one, whatever stands around it.
    whole = "".join(piece.text for piece in kept)
    labels = [whole, *(piece.text for piece in kept)]
    dishonest = address and any(names_other_site(label, address) for label in labels)
    if not address or len(address) > urls or dishonest or not whole.strip():
        return [text_element(piece.text, bold=piece.highlighted) for piece in kept]
    # Each piece carries the whole address, and all of them share the room of a message.
    if 2 * len(address) * len(kept) > 3 * urls:
        return [link_element(address, whole, bold=all(piece.highlighted for piece in kept))]
    return [link_element(address, piece.text, bold=piece.highlighted) for piece in kept]


def highlighted_pieces(pieces: Sequence[Piece], room: int) -> list[Block]:
    """Make text with the matched words bold."""
    return [text_element(piece.text, bold=piece.highlighted) for piece in fit_pieces(pieces, room)]


def dotted(*groups: Sequence[Block]) -> list[Block]:
    """Join what is not empty with a dot between."""
    parts: list[Block] = []
    for group in groups:
        if group and parts:
            parts.append(text_element(" · "))
        parts.extend(group)
    return parts


def some_text(text: str, room: int, *, bold: bool = False) -> list[Block]:
    """Make an element of text, or none where nothing is left to say."""
    kept = fit(text, room)
    return [text_element(kept, bold=bold)] if kept.strip() else []


def on_lines(lines: Iterable[Sequence[Block]]) -> list[Block]:
    """Set elements on lines below each other."""
    below: list[Block] = []
    for line in lines:
        if line and below:
            below.append(text_element("\n"))
        below.extend(line)
    return below


def merge_elements(elements: Sequence[Block]) -> list[Block]:
    """Join neighbours that are text in the same style: each element costs more than its text."""
    fewer: list[Block] = []
    for element in elements:
        last = fewer[-1] if fewer else None
        if (
            last
            and (last["type"], element["type"]) == ("text", "text")
            and last.get("style") == element.get("style")
        ):
            fewer[-1] = {**last, "text": f"{last['text']}{element['text']}"}
        else:
            fewer.append(element)
    return fewer


def rich_text_section(elements: Sequence[Block]) -> list[Block]:
    """Make a block of elements, or none of nothing."""
    if not elements:
        return []
    return [_rich("rich_text_section", elements)]


def rich_text_quote(elements: Sequence[Block]) -> list[Block]:
    """Make a block with a bar at its side."""
    return [_rich("rich_text_quote", elements)] if elements else []


def context_block(text: str, room: int = 300) -> list[Block]:
    """Make a small grey line of our own words, which are not parsed either."""
    kept = fit(text, room).strip()
    if not kept:
        return []
    return [{"type": "context", "elements": [plain_text(kept)]}]


def plain_text(text: str) -> Block:
    """Make a text object that shows every character as it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def json_length(parts: object) -> int:
    """Return how many UTF-16 units blocks take as JSON: near 13,200 Slack refuses a message."""
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return len(written.encode("utf-16-le", errors="surrogatepass")) // 2


def _rich(kind: str, elements: Sequence[Block]) -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": merge_elements(elements)}]}
