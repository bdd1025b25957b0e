"""The shape of each kind of card in Slack's blocks. Within every limit by construction.

An alert takes at most 11 blocks and 11,000 characters of JSON (Slack refuses near 13,200).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from bot.channels.slack.buttons import alert_buttons
from bot.channels.slack.parts import (
    Part,
    footer,
    joined,
    linked,
    marked,
    maybe,
    merged,
    moment,
    paragraph,
    quotation,
    rows,
    sign,
    size,
    words,
)
from bot.model.cards import AnswerRow, Card, CardKind, DoneBy, Line, MovedIndicator, Outlet, Piece
from bot.render.reasons import reason_text
from bot.render.words import counted, lasting
from watchers.web_address import host_of

MOST_MOVED = 5
MOST_QUOTES = 2
MOST_LINES = 20
ROOM = 8_000  # of JSON for a list; its frame, the mention and the buttons take the rest

T = TypeVar("T")


def blocks_of(card: Card) -> list[Part]:
    """Lay out `card` for a message; never empty."""
    laid = list(_shape(card))
    return laid or paragraph([words("(nothing to show)")])


def _shape(card: Card) -> Iterator[Part]:
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


def _alert(card: Card) -> Iterator[Part]:
    """Give what moved, the news, where and when, why it matters, what people did about it."""
    yield from paragraph(_moved_lines(card))
    yield from paragraph(rows([_headline(card), _origin(card)]))
    yield from paragraph(marked(card.snippet, 600))
    yield from quotation(_quotes(card))
    yield from paragraph(rows([_outlets(card.outlets), *_feedback(card)]))
    yield from footer(_sentence(reason_text(card.reason)))
    yield from alert_buttons(card)


def _figures(card: Card) -> Iterator[Part]:
    """Give what moved, the figures in a sentence, items that show them, why it matters."""
    yield from paragraph(_moved_lines(card))
    yield from paragraph(maybe(card.text, 600, bold=True))
    yield from paragraph(rows(_within(card.lines, _line, card.more)))
    yield from quotation(_quotes(card))
    yield from footer(_sentence(reason_text(card.reason)))


def _moved_lines(card: Card) -> list[Part]:
    lines = [_moved(moved, card) for moved in card.indicators[:MOST_MOVED]]
    if more := len(card.indicators) - MOST_MOVED:
        lines.append(maybe(f"and {counted(more, 'more indicator')}", 60) if more > 0 else [])
    return rows(lines)


def _moved(moved: MovedIndicator, card: Card) -> list[Part]:
    direction = "either way" if moved.direction == "either" else moved.direction
    arrow = " ↔ " if moved.direction == "either" else " → "
    last = ""
    if moved.last_moved and moved.last_moved <= card.seen:
        last = f"last moved {lasting(card.seen - moved.last_moved)} ago"
    name = maybe(moved.title, 150, bold=True)
    toward = maybe(f"{arrow}{direction}", 60) if direction else []
    return [
        sign(moved.severity),
        words(" "),
        *joined([*name, *toward], [words(moved.severity.value)], maybe(last, 60)),
    ]


def _headline(card: Card, room: int = 300) -> list[Part]:
    return linked(card.headline or (Piece(card.title),), card.url, room=room)


def _origin(card: Card) -> list[Part]:
    """Give the outlet, the true host and the time; the host is the link if the headline is not."""
    host = host_of(card.url)
    site = linked([Piece(host)], card.url, room=100) if host else []
    return joined(maybe(card.source_name, 100), site, [moment(card.published or card.seen)])


def _quotes(card: Card) -> list[Part]:
    """Give the article's sentences, each once, and its title after the last of them."""
    quoted = list({each.quote: each for each in card.indicators if each.quote}.values())
    lines = []
    for moved in quoted[:MOST_QUOTES]:
        about = "Why it matters: " if len(quoted) == 1 else f"Why “{moved.title}” matters: "
        bare = moved.quote.strip('“”" ')
        lines.append([*maybe(about, 120, bold=True), *maybe(f"“{bare}”", 320)])
    if lines and card.article:
        lines[-1] += maybe(f" – {card.article}", 120)
    return rows(lines)


def _outlets(outlets: Sequence[Outlet]) -> list[Part]:
    if len(outlets) < 2:  # noqa: PLR2004 - one is the origin itself
        return []
    first = outlets[0]
    return [
        words(f"{counted(len(outlets), 'outlet')}, first "),
        *maybe(first.name, 80),
        words(" "),
        moment(first.first),
    ]


def _feedback(card: Card) -> Iterator[list[Part]]:
    feedback = card.feedback
    if feedback.acknowledged:
        yield _done("✅ Acknowledged by ", feedback.acknowledged)
    if feedback.muted:
        yield _done("🔇 Muted by ", feedback.muted)
    useful = f"👍 {feedback.useful:,} useful" if feedback.useful else ""
    false = f"👎 {counted(feedback.false_alarms, 'false alarm')}" if feedback.false_alarms else ""
    yield joined(maybe(useful, 40), maybe(false, 40))


def _done(what: str, mark: DoneBy) -> list[Part]:
    when = [words(" until "), moment(mark.until)] if mark.until else [words(", "), moment(mark.at)]
    return [words(what), *(maybe(mark.who, 80) or [words("somebody")]), *when]


def _update(card: Card) -> Iterator[Part]:
    """Give two quiet lines: who else reports it, and what of ours it concerns."""
    about = ", ".join(each.title for each in card.indicators)
    where = joined(maybe(card.source_name, 100), [moment(card.published or card.seen)])
    yield from paragraph(rows([[words("also "), *where], _headline(card)]))
    yield from footer(" · ".join(filter(None, (about, reason_text(card.reason)))))
    yield from alert_buttons(card)


def _several(card: Card) -> Iterator[Part]:
    head = [[sign(card.severity), words(" "), *maybe(card.title, 300, bold=True)]]
    yield from paragraph(rows([*head, *_within(card.lines, _line, card.more)]))
    yield from footer(card.text or _sentence(reason_text(card.reason)))
    yield from alert_buttons(card)


def _line(line: Line, urls: int) -> list[Part]:
    when = [moment(line.published)] if line.published else []
    about = ", ".join(line.indicators)
    return [
        sign(line.severity),
        words(" "),
        *linked([Piece(line.title)], line.url, room=110, urls=urls),
        words(" · "),
        *joined(maybe(line.source_name, 40), when, maybe(about, 50)),
    ]


def _notice(card: Card) -> Iterator[Part]:
    head = [sign(card.severity), words(" "), *maybe(card.title, 300, bold=True)]
    yield from paragraph(rows([head, maybe(card.text, 1000)]))
    yield from paragraph(joined(maybe(host_of(card.url), 100), [moment(card.seen)]))
    yield from footer(_sentence(reason_text(card.reason)))


def _answer(card: Card) -> Iterator[Part]:
    head = rows([maybe(card.title, 300, bold=True), maybe(card.text, 1000)])
    yield from paragraph(head)
    yield from paragraph(rows(_within(card.rows, _row, card.more)))


def _row(row: AnswerRow, urls: int) -> list[Part]:
    before = [sign(row.severity), words(" ")] if row.severity else [words("• ")]
    named = [Piece(row.lead, highlighted=True)] if row.lead.strip() else []
    lead = linked(named, row.url, room=110, urls=urls)
    said = marked(row.pieces, 250)
    gap = [words(" ")] if lead and said else []
    when = [moment(row.when)] if row.when else []
    return [*before, *joined([*lead, *gap, *said], maybe(row.quiet, 80), when)]


def _within(
    several: Sequence[T], lay: Callable[[T, int], list[Part]], more: int
) -> list[list[Part]]:
    """Lay out as many lines as there is room for; what is left out is counted."""
    shown: list[list[Part]] = []
    left = ROOM
    for number, one in enumerate(several[:MOST_LINES]):
        # An address may take its line's share of the room, so that long ones cost no line.
        share = left // (min(len(several), MOST_LINES) - number)
        line = merged(lay(one, 2048))
        if size(line) > share:
            line = merged(lay(one, 0))
        left -= size(line)
        if left < 0:
            break
        shown.append(line)
    if hidden := len(several) - len(shown) + more:
        shown.append([words(f"… and {hidden:,} more")])
    return shown


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
