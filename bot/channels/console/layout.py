"""The layout of each kind of card on a terminal. Loads rich."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from rich.console import Group, RenderableType
from rich.style import Style
from rich.text import Text

from bot.channels.console.terminal import Hung, Terminal, address_line, indented, text
from bot.model.cards import Card, CardKind, Line, MovedIndicator, Piece
from bot.render.reasons import reason_text
from watchers.model.names import Severity
from watchers.web_address import host_of, safe_link
from watchers.words import ago

# Colours of middling brightness: they can be read on black and on white alike. The sign and the
# word say the same to whoever sees no colour.
SIGNS = {
    Severity.MINOR: ("○", "color(244)"),
    Severity.NOTABLE: ("●", "color(32)"),
    Severity.SERIOUS: ("▲", "color(166)"),
    Severity.CRITICAL: ("◆", "color(160)"),
}
QUIET = "color(244)"
HIGHLIGHT = "underline color(32)"
SHORT_KEY = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a layout depends on beside the card: the terminal, the reader's zone, the time."""

    terminal: Terminal
    zone: tzinfo | None  # None: this machine's
    now: datetime


def lay_out(card: Card, key: str, view: View) -> Group:
    """Return the card as rich draws it, with an empty line after it."""
    return Group(_body(card, key, view), "")


def _body(card: Card, key: str, view: View) -> RenderableType:
    match card.kind:
        case CardKind.ALERT:
            return _barred(_alert(card, key, view), card.severity, view.terminal)
        case CardKind.UPDATE:
            return _update(card, key, view)
        case CardKind.FIGURES:
            return _barred(_figures(card, key, view), card.severity, view.terminal)
        case CardKind.FIRST_LOOK | CardKind.DIGEST:
            return _several(card, key, view)
        case CardKind.NOTICE:
            return _notice(card, key, view)
        case CardKind.ANSWER:
            return answer_layout(card, zone=view.zone, now=view.now)


def _alert(card: Card, key: str, view: View) -> Iterator[RenderableType]:
    """Yield what moved, the news, where and when, the words around the match, why it matters."""
    yield from (_moved(each, view) for each in card.indicators)
    yield ""
    yield from _headline(card.headline or (Piece(card.title),), card.url, view)
    yield text((_origin(card, view), QUIET))
    if card.snippet:
        yield ""
        yield _highlighted(card.snippet, Style(), "bold " + HIGHLIGHT)
    if any(each.quote for each in card.indicators):
        yield ""
        yield from _quotes(card)
    yield _footer(reason_text(card.reason), key)


def _figures(card: Card, key: str, view: View) -> Iterator[RenderableType]:
    """Yield what moved, the figures in a sentence, items that show them, why it matters."""
    yield from (_moved(each, view) for each in card.indicators)
    yield ""
    yield text((card.text, "bold"))
    yield from (_line(line, view) for line in card.lines)
    if any(each.quote for each in card.indicators):
        yield ""
        yield from _quotes(card)
    yield _footer(reason_text(card.reason), key)


def _moved(moved: MovedIndicator, view: View) -> Hung:
    sign, color = SIGNS[moved.severity]
    either = moved.direction == "either"
    last = f"  last moved {ago(moved.last_moved, view.now)}" if moved.last_moved else ""
    return indented(
        text(
            (moved.title, "bold"),
            (" ↔ either way" if either else f" → {moved.direction}", color),
            (last, QUIET),
        ),
        f"{sign} {moved.severity.upper():<9}",
        style=f"bold {color}",
    )


def _headline(
    pieces: Sequence[Piece], url: str | None, view: View, weight: str = "bold"
) -> Iterator[Text]:
    """Yield the headline, linked; where links cannot be, its address on a line of its own."""
    address = safe_link(url)
    linked = Style.parse(weight) + Style(link=address if view.terminal.links else None)
    yield _highlighted(pieces, linked, HIGHLIGHT)
    if address and not view.terminal.links:
        yield address_line(address)


def _highlighted(pieces: Sequence[Piece], style: Style, mark: str) -> Text:
    marked = style + Style.parse(mark)
    return text(*((piece.text, marked if piece.highlighted else style) for piece in pieces))


def _origin(card: Card, view: View) -> str:
    when = f"published {_time(card.published, view)}" if card.published else ""
    seen = when or f"first seen {_time(card.seen, view)}"
    return _dotted(card.source_name, host_of(card.url), seen)


def _time(moment: datetime, view: View) -> str:
    # A date of publishing may be wrong: one still to come is no age.
    age = f" ({ago(moment, view.now)})" if moment <= view.now else ""
    return clock_time(moment, zone=view.zone, now=view.now) + age


def _quotes(card: Card) -> Iterator[Text]:
    """Yield the article's sentences, and its title once, after the last of them."""
    quoted = {each.quote: each for each in card.indicators if each.quote}
    for number, (quote, moved) in enumerate(quoted.items(), start=1):
        label = "Why it matters: " if len(quoted) == 1 else f"Why “{moved.title}” matters: "
        by = f" – {card.article}" if card.article and number == len(quoted) else ""
        bare = quote.strip('“”" ')
        yield text((label, QUIET), (f"“{bare}”", "italic"), (by, QUIET))


def _footer(reason: str, key: str) -> Text:
    return text((_dotted(reason[:1].upper() + reason[1:], key[:SHORT_KEY]), QUIET))


def _dotted(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _update(card: Card, key: str, view: View) -> RenderableType:
    """Two quiet lines: who else reports it, and what of ours it concerns."""
    moment = card.published or card.seen
    when = clock_time(moment, zone=view.zone, now=view.now)
    title, *address = _headline(card.headline or (Piece(card.title),), card.url, view, weight="")
    also = text(("also ", QUIET), (f"{card.source_name} ", "bold"), (f"{when}: ", QUIET))
    about = ", ".join(each.title for each in card.indicators)
    footer = text((_dotted(about, reason_text(card.reason), key[:SHORT_KEY]), QUIET))
    return indented(Group(also.append_text(title), *address, footer), "↳ ", style=QUIET)


def _several(card: Card, key: str, view: View) -> RenderableType:
    sign, color = SIGNS[card.severity]
    parts: list[RenderableType] = [text((card.title, "bold"))]
    parts.extend(_line(line, view) for line in card.lines)
    if card.more:
        parts.append(text((f"… and {card.more:,} more", QUIET)))
    parts.append(_footer(card.text.rstrip(".") or reason_text(card.reason), key))
    return indented(Group(*parts), f"{sign} ", style=f"bold {color}")


def _line(line: Line, view: View) -> Hung:
    sign, color = SIGNS[line.severity]
    when = clock_time(line.published, zone=view.zone, now=view.now) if line.published else ""
    origin = _dotted(line.source_name, when, ", ".join(line.indicators))
    return indented(
        Group(*_headline((Piece(line.title),), line.url, view, ""), text((origin, QUIET))),
        f"{sign} ",
        style=color,
    )


def _notice(card: Card, key: str, view: View) -> RenderableType:
    sign, color = SIGNS[card.severity]
    when = clock_time(card.seen, zone=view.zone, now=view.now)
    parts = [
        text((card.title, "bold")),
        text(card.text),
        _footer(when, key),
    ]
    return indented(Group(*parts), f"{sign} ", style=f"bold {color}")


def answer_layout(card: Card, *, zone: tzinfo | None, now: datetime) -> RenderableType:
    """Return an answer as rich draws it: its title, a sentence or two, a line for each row."""
    parts: list[RenderableType] = [text((card.title, "bold"))]
    if card.text:
        parts.append(text(card.text))
    for row in card.rows:
        sign, color = SIGNS[row.severity] if row.severity else ("·", QUIET)
        runs = [(piece.text, HIGHLIGHT if piece.highlighted else "") for piece in row.pieces]
        when = clock_time(row.when, zone=zone, now=now) if row.when else ""
        end = _dotted(row.quiet, when)
        gap = " " if row.lead and runs else ""
        line = text((row.lead, "bold"), (gap, ""), *runs, (f"  {end}" if end else "", QUIET))
        parts.append(indented(line, f"{sign} ", style=color))
    if card.more:
        parts.append(text((f"… and {card.more:,} more", QUIET)))
    return Group(*parts)


def _barred(
    parts: Iterator[RenderableType], severity: Severity, terminal: Terminal
) -> RenderableType:
    """Hang a card behind a bar of its colour; plain text has none: it is read by programs too."""
    if not terminal.rich:
        return Group(*parts)
    return Hung(Group(*parts), "┃ ", "┃ ", SIGNS[severity][1])


def clock_time(moment: datetime, *, zone: tzinfo | None, now: datetime) -> str:
    """Return `moment` in `zone` (None: this machine's), with the year if it is not this one."""
    local, today = _in_zone(moment, zone), _in_zone(now, zone)
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M %Z}".rstrip()


def _in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    try:
        return moment.astimezone(zone)
    except OverflowError:  # within a day of the calendar's ends
        return moment.astimezone(UTC)
