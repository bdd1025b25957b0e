"""How each kind of card is laid out in Block Kit. Within every limit by construction.

A card stays below 12,000 characters of JSON (a test tries random ones): Slack refuses near 13,200.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from bot.channels.slack.buttons import alert_buttons
from bot.channels.slack.rich_text import (
    SIGNS,
    Block,
    context_block,
    date_element,
    dotted,
    highlighted_pieces,
    json_length,
    linked_pieces,
    merge_elements,
    on_lines,
    rich_text_quote,
    rich_text_section,
    severity_sign,
    some_text,
    text_element,
)
from bot.channels.slack.text import fit_escaped, mentions
from bot.model.cards import AnswerRow, Card, CardKind, DoneBy, Line, MovedIndicator, Outlet, Piece
from bot.render.reasons import reason_text
from watchers.web_address import host_of
from watchers.words import counted, lasting

# What people take in at a glance; far below the 50 blocks of a message.
MOST_MOVED = 5
MOST_QUOTES = 2
MOST_LINES = 20
ROOM = 8_000  # of JSON for a list; its frame, the mention and the buttons take the rest
FIGURES_ROOM = 7_000  # where indicators, a sentence and quotes stand around the list

T = TypeVar("T")

# Slack shows and links nothing on its own account: whatever is live, we wrote.
INERT: dict[str, object] = {
    "unfurl_links": False,
    "unfurl_media": False,
    "parse": "none",
    "link_names": False,
}


def message(card: Card, *, mention: str = "", below: Sequence[Block] = ()) -> dict[str, object]:
    """Return the text and blocks of a message; blocks of `below` stand under the card's.

    `mention` alone pings, in front and in a block of its own.
    """
    pinged = mentions(mention)
    return {
        "text": f"{pinged} {notification_text(card)}".strip(),
        "blocks": [*_mention_block(pinged), *card_blocks(card), *below],
    }


def card_blocks(card: Card) -> list[Block]:
    """Lay out `card` for a message or the Home tab; never empty."""
    laid = list(_layout(card))
    return laid or rich_text_section([text_element("(nothing to show)")])


def _layout(card: Card) -> Iterator[Block]:
    match card.kind:
        case CardKind.ALERT:
            yield from _alert(card)
        case CardKind.UPDATE:
            yield from _update(card)
        case CardKind.FIGURES:
            yield from _figures(card)
        case CardKind.FIRST_LOOK | CardKind.DIGEST:
            yield from _several(card)
        case CardKind.NOTICE:
            yield from _notice(card)
        case CardKind.ANSWER:
            yield from _answer(card)


def _alert(card: Card) -> Iterator[Block]:
    """Lay out what moved, the news, where and when, why it matters, what people did about it."""
    yield from rich_text_section(_moved_lines(card))
    yield from rich_text_section(on_lines([_headline(card), _origin(card)]))
    yield from rich_text_section(highlighted_pieces(card.snippet, 600))
    yield from rich_text_quote(_quotes(card))
    yield from rich_text_section(on_lines([_outlets(card.outlets), *_feedback(card)]))
    yield from context_block(_sentence(reason_text(card.reason)))
    yield from alert_buttons(card)


def _figures(card: Card) -> Iterator[Block]:
    """Lay out what moved, the figures in a sentence, items that show them, why it matters."""
    yield from rich_text_section(_moved_lines(card))
    yield from rich_text_section(some_text(card.text, 600, bold=True))
    lines = _lines_within_room(card.lines, _line, card.more, room=FIGURES_ROOM)
    yield from rich_text_section(on_lines(lines))
    yield from rich_text_quote(_quotes(card))
    yield from context_block(_sentence(reason_text(card.reason)))


def _moved_lines(card: Card) -> list[Block]:
    lines = [_moved(moved, card) for moved in card.indicators[:MOST_MOVED]]
    if more := len(card.indicators) - MOST_MOVED:
        lines.append(some_text(f"and {counted(more, 'more indicator')}", 60) if more > 0 else [])
    return on_lines(lines)


def _moved(moved: MovedIndicator, card: Card) -> list[Block]:
    direction = "either way" if moved.direction == "either" else moved.direction
    arrow = " ↔ " if moved.direction == "either" else " → "
    last = ""
    # A clock that was set back must not say "in -3 hours".
    if moved.last_moved and moved.last_moved <= card.seen:
        last = f"last moved {lasting(card.seen - moved.last_moved)} ago"
    name = some_text(moved.title, 150, bold=True)
    toward = some_text(f"{arrow}{direction}", 60) if direction else []
    return [
        severity_sign(moved.severity),
        text_element(" "),
        *dotted([*name, *toward], [text_element(moved.severity.value)], some_text(last, 60)),
    ]


def _headline(card: Card, room: int = 300) -> list[Block]:
    return linked_pieces(card.headline or (Piece(card.title),), card.url, room=room)


def _origin(card: Card) -> list[Block]:
    """Lay out outlet, true host and time; the host is the link if the headline is none."""
    host = host_of(card.url)
    site = linked_pieces([Piece(host)], card.url, room=100) if host else []
    return dotted(
        some_text(card.source_name, 100), site, [date_element(card.published or card.seen)]
    )


def _quotes(card: Card) -> list[Block]:
    """Lay out the article's sentences, each once, and its title after the last of them."""
    quoted = list({each.quote: each for each in card.indicators if each.quote}.values())
    lines = []
    for moved in quoted[:MOST_QUOTES]:
        about = "Why it matters: " if len(quoted) == 1 else f"Why “{moved.title}” matters: "
        bare = moved.quote.strip('“”" ')
        lines.append([*some_text(about, 120, bold=True), *some_text(f"“{bare}”", 320)])
    if lines and card.article:
        lines[-1] += some_text(f" – {card.article}", 120)
    return on_lines(lines)


def _outlets(outlets: Sequence[Outlet]) -> list[Block]:
    if len(outlets) < 2:  # noqa: PLR2004 - one is the origin itself
        return []
    first = outlets[0]
    return [
        text_element(f"{counted(len(outlets), 'outlet')}, first "),
        *some_text(first.name, 80),
        text_element(" "),
        date_element(first.first),
    ]


def _feedback(card: Card) -> Iterator[list[Block]]:
    feedback = card.feedback
    if feedback.acknowledged:
        yield _done("✅ Acknowledged by ", feedback.acknowledged)
    if feedback.muted:
        yield _done("🔇 Muted by ", feedback.muted)
    useful = f"👍 {feedback.useful:,} useful" if feedback.useful else ""
    false = f"👎 {counted(feedback.false_alarms, 'false alarm')}" if feedback.false_alarms else ""
    yield dotted(some_text(useful, 40), some_text(false, 40))


def _done(what: str, mark: DoneBy) -> list[Block]:
    when = (
        [text_element(" until "), date_element(mark.until)]
        if mark.until
        else [text_element(", "), date_element(mark.at)]
    )
    return [text_element(what), *(some_text(mark.who, 80) or [text_element("somebody")]), *when]


def _update(card: Card) -> Iterator[Block]:
    """Lay out two quiet lines: who else reports it, and what of ours it concerns."""
    about = ", ".join(each.title for each in card.indicators)
    where = dotted(some_text(card.source_name, 100), [date_element(card.published or card.seen)])
    yield from rich_text_section(on_lines([[text_element("also "), *where], _headline(card)]))
    yield from context_block(" · ".join(filter(None, (about, reason_text(card.reason)))))
    yield from alert_buttons(card)


def _several(card: Card) -> Iterator[Block]:
    head = [
        [severity_sign(card.severity), text_element(" "), *some_text(card.title, 300, bold=True)]
    ]
    yield from rich_text_section(
        on_lines([*head, *_lines_within_room(card.lines, _line, card.more)])
    )
    yield from context_block(card.text or _sentence(reason_text(card.reason)))
    yield from alert_buttons(card)


def _line(line: Line, urls: int) -> list[Block]:
    when = [date_element(line.published)] if line.published else []
    about = ", ".join(line.indicators)
    return [
        severity_sign(line.severity),
        text_element(" "),
        *linked_pieces([Piece(line.title)], line.url, room=110, urls=urls),
        text_element(" · "),
        *dotted(some_text(line.source_name, 40), when, some_text(about, 50)),
    ]


def _notice(card: Card) -> Iterator[Block]:
    head = [severity_sign(card.severity), text_element(" "), *some_text(card.title, 300, bold=True)]
    yield from rich_text_section(on_lines([head, some_text(card.text, 1000)]))
    yield from rich_text_section(
        dotted(some_text(host_of(card.url), 100), [date_element(card.seen)])
    )
    yield from context_block(_sentence(reason_text(card.reason)))


def _answer(card: Card) -> Iterator[Block]:
    head = on_lines([some_text(card.title, 300, bold=True), some_text(card.text, 1000)])
    yield from rich_text_section(head)
    yield from rich_text_section(on_lines(_lines_within_room(card.rows, _row, card.more)))


def _row(row: AnswerRow, urls: int) -> list[Block]:
    before = (
        [severity_sign(row.severity), text_element(" ")] if row.severity else [text_element("• ")]
    )
    named = [Piece(row.lead, highlighted=True)] if row.lead.strip() else []
    lead = linked_pieces(named, row.url, room=110, urls=urls)
    text = highlighted_pieces(row.pieces, 250)
    gap = [text_element(" ")] if lead and text else []
    when = [date_element(row.when)] if row.when else []
    return [*before, *dotted([*lead, *gap, *text], some_text(row.quiet, 80), when)]


def _lines_within_room(
    several: Sequence[T], lay: Callable[[T, int], list[Block]], more: int, *, room: int = ROOM
) -> list[list[Block]]:
    """Lay out as many lines as there is room for; what is left out, and `more`, is counted."""
    shown: list[list[Block]] = []
    left = room
    for number, item in enumerate(several[:MOST_LINES]):
        # An address may take its line's share of the room, so that long ones cost no line.
        share = left // (min(len(several), MOST_LINES) - number)
        line = merge_elements(lay(item, 2048))
        if json_length(line) > share:
            line = merge_elements(lay(item, 0))
        left -= json_length(line)
        if left < 0:
            break
        shown.append(line)
    if hidden := len(several) - len(shown) + more:
        shown.append([text_element(f"… and {hidden:,} more")])
    return shown


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def notification_text(card: Card) -> str:
    """Return `card` in one line, escaped: notifications show it, screen readers read it."""
    sign = "" if card.kind is CardKind.ANSWER else f"{SIGNS[card.severity][1]} "
    moved = card.indicators[0] if card.kind is CardKind.ALERT and card.indicators else None
    about = f"{fit_escaped(moved.title, 150)}: " if moved else ""
    outlet = f" ({fit_escaped(card.source_name, 100)})" if moved and card.source_name else ""
    if card.kind is CardKind.FIGURES:
        outlet = f": {fit_escaped(card.text, 400)}"
    line = f"{sign}{about}{fit_escaped(card.title, 400)}{outlet}".strip()
    return line or "watchnext"


def _mention_block(pinged: str) -> list[Block]:
    if not pinged:
        return []
    return [{"type": "section", "text": {"type": "mrkdwn", "text": pinged}}]
