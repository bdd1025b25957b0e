"""A card as one Discord embed, within Discord's limits by construction. Pure.

Every part has its room, and the rooms add up to less than an embed may hold (6,000), each 5 %
below what Discord allows for it: resources/message, "Embed Limits".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from bot.channels.discord.text import (
    TERSE,
    LineIn,
    bold,
    break_text,
    clean,
    dotted,
    fit_lines,
    highlighted,
    link,
    plain,
    site,
    target,
    units,
    when,
    words,
)
from bot.channels.shared.text import names_other_site
from bot.model.cards import AnswerRow, Card, CardKind, DoneBy, Line, MovedIndicator, Outlet
from bot.render.reasons import reason_text
from watchers.model.names import Severity
from watchers.words import counted

Payload = dict[str, object]

TITLE = AUTHOR = 243
FIELD_NAME, FIELD = 243, 972
FOOTER = 300
DESCRIPTION = 3_800
TOTAL = 5_700  # of a message: a list fills what its title and footer leave
ALERT_DESCRIPTION = 3_200  # leaves room for two fields
SNIPPET, QUOTE, TEXT = 700, 420, 1_400
MOST_MOVED, MOST_QUOTES, MOST_OUTLETS = 4, 2, 8
SHORT_KEY = 12

# The sign and the word say the same to whoever sees no colour.
LOOKS = {
    Severity.MINOR: ("○", 0x7F8C8D),
    Severity.NOTABLE: ("●", 0x3498DB),
    Severity.SERIOUS: ("▲", 0xE67E22),
    Severity.CRITICAL: ("◆", 0xD92D20),
}
QUIET_COLOR = 0x4E5058


def embeds(card: Card, key: str = "") -> list[Payload]:
    """Return `card` laid out: in one embed, a long list in two.

    `key` ends the last footer, for `signed_with` to recognise it in a history.
    """
    made = _embed(card, key)
    first, rest = break_text(str(made.get("description", "")), DESCRIPTION)
    if not rest:
        return [made]
    # A message may hold 6,000 characters, a description 4,096 of them: a long list needs two.
    second: Payload = {"color": made["color"], "description": rest}
    if footer := made.pop("footer", None):
        second["footer"] = footer
    return [made | {"description": first}, second]


def _embed(card: Card, key: str) -> Payload:
    title = card.title if clean(card.title).strip() else "(no headline)"
    made: Payload = {"title": words(title, TITLE), "color": _color(card)}
    address = target(card.url)
    if address and not names_other_site(card.title, address):
        made["url"] = address
    if author := _author(card):
        made["author"] = {"name": author}
    if description := _description(card):
        made["description"] = description
    about_a_story = card.kind in {CardKind.ALERT, CardKind.UPDATE}
    if about_a_story and (fields := [_field(*pair) for pair in _fields(card)]):
        made["fields"] = fields
    if footer := _footer(card, key):
        made["footer"] = {"text": footer}
    return made


def signed_with(message: Payload, key: str) -> bool:
    """Return whether a message shows the card that was sent with `key`."""
    # A history may leave the nonce out; the footer stays.
    if message.get("nonce") == key:
        return True
    embeds = message.get("embeds")
    footers = [embed.get("footer") or {} for embed in embeds] if isinstance(embeds, list) else []
    return any(f"· {footer.get('text', '')}".endswith(f"· {key[:SHORT_KEY]}") for footer in footers)


def signature(message: Mapping[str, object]) -> str:
    """Return the end of the key that a message was sent with; "" if it shows none."""
    embeds = message.get("embeds")
    footer = (embeds[-1].get("footer") or {}) if isinstance(embeds, list) and embeds else {}
    _, _, end = f"· {footer.get('text', '')}".rpartition("· ")
    return end if re.fullmatch(rf"\w{{1,{SHORT_KEY}}}", end, re.ASCII) else ""


def _color(card: Card) -> int:
    quiet = card.kind in {CardKind.UPDATE, CardKind.ANSWER}
    return QUIET_COLOR if quiet else LOOKS[card.severity][1]


def _author(card: Card) -> str:
    """Return what moved, to stand above the headline; a place of plain text."""
    if card.kind not in {CardKind.ALERT, CardKind.FIGURES} or not card.indicators:
        return ""
    moved = card.indicators[0]
    sign = LOOKS[moved.severity][0]
    way = _way(clean(moved.direction).strip())
    name = "" if card.kind is CardKind.FIGURES else f" · {moved.title}"  # its title says it
    return plain(f"{sign} {moved.severity.upper()}{name} {way}", AUTHOR)


def _way(direction: str) -> str:
    # Discord paints ↔ as a blue emoji.
    return "⇄ either way" if direction == "either" else f"→ {direction}" if direction else ""


def _description(card: Card) -> str:
    match card.kind:
        case CardKind.ALERT:
            return _stacked(_alert(card), ALERT_DESCRIPTION)
        case CardKind.UPDATE:
            return _stacked(_update(card), ALERT_DESCRIPTION)
        case CardKind.FIGURES:
            listed = _listed(card, [partial(_line, line) for line in card.lines])
            return _stacked([listed, "\n".join(_quotes(card))], DESCRIPTION)
        case CardKind.FIRST_LOOK | CardKind.DIGEST:
            return _listed(card, [partial(_line, line) for line in card.lines])
        case CardKind.NOTICE:
            footer = dotted(site(card.url), when(card.seen, "f"))
            return _stacked([_words_of(card), footer], DESCRIPTION)
        case CardKind.ANSWER:
            return _listed(card, [partial(_row, row) for row in card.rows])


def _stacked(parts: Iterator[str] | Sequence[str], room: int) -> str:
    """Put parts below each other, as many whole ones as fit."""
    kept: list[str] = []
    for part in filter(None, parts):
        room -= units(part) + 2
        if room < 0:
            break
        kept.append(part)
    return "\n\n".join(kept)


def _listed(card: Card, lines: Sequence[LineIn]) -> str:
    head = "\n".join(filter(None, [_words_of(card), site(card.url)]))
    room = TOTAL - units(words(card.title, TITLE)) - units(_footer(card, "k" * SHORT_KEY))
    room -= units(head) + 40  # what stands between them, and for a missing title
    return "\n\n".join(filter(None, [head, fit_lines(lines, room=room, more=card.more)]))


def _words_of(card: Card) -> str:
    return words(card.text, TEXT)


def _alert(card: Card) -> Iterator[str]:
    """Yield where and when, the words around the match, what else moved, why it matters."""
    yield _origin(card)
    yield highlighted(card.snippet, SNIPPET)
    yield "\n".join(_also_moved(card.indicators[1:]))
    yield "\n".join(_quotes(card))
    if card.indicators and (last := card.indicators[0].last_moved):
        yield f"Last moved {when(last)}"


def _origin(card: Card) -> str:
    moment = card.published or card.seen
    before = "" if card.published else "first seen "
    # Where the headline is no link because it names another site, the true site carries it.
    linked = not names_other_site(card.title, target(card.url))
    place = site(card.url) if linked else _site_link(card.url)
    stamp = f"{before}{when(moment, 'f')} ({when(moment)})"
    return dotted(bold(card.source_name, 120), place, stamp)


def _site_link(url: str | None) -> str:
    address = target(url)
    return f"[{site(url)}]({address})" if address and units(address) < SNIPPET else site(url)


def _also_moved(others: Sequence[MovedIndicator]) -> Iterator[str]:
    for moved in others[:MOST_MOVED]:
        sign = LOOKS[moved.severity][0]
        last = f"last moved {when(moved.last_moved)}" if moved.last_moved else ""
        way = words(_way(clean(moved.direction).strip()), 60)
        title = f"{sign} {moved.severity.upper()} {bold(moved.title, 120)} {way}".rstrip()
        yield dotted(title, last)
    if len(others) > MOST_MOVED:
        yield f"… and {counted(len(others) - MOST_MOVED, 'more indicator')}"


def _quotes(card: Card) -> Iterator[str]:
    """Yield the article's sentences, each once, and its title behind the last."""
    quoted = {each.quote: each for each in card.indicators if clean(each.quote).strip()}
    shown = list(quoted.values())[:MOST_QUOTES]
    for number, moved in enumerate(shown, start=1):
        about = "" if len(quoted) == 1 else f" ({words(moved.title, 80)})"
        by = f" – {words(card.article, 120)}" if card.article and number == len(shown) else ""
        quote = words(clean(moved.quote).strip('“”" '), QUOTE)
        yield f"> *Why it matters{about}:* “{quote}”{by}"


def _update(card: Card) -> Iterator[str]:
    yield dotted(_origin(card), words(", ".join(each.title for each in card.indicators), 200))


def _field(name: str, value: str) -> Payload:
    return {"name": name, "value": value}


def _fields(card: Card) -> Iterator[tuple[str, str]]:
    if len(card.outlets) > 1:
        first = card.outlets[0]
        name = f"{len(card.outlets)} outlets, first {first.name}"
        yield words(name, FIELD_NAME), "\n".join(_outlets(card.outlets))
    if feedback := "\n".join(_feedback(card)):
        yield "What the team says", feedback


def _outlets(outlets: Sequence[Outlet]) -> Iterator[str]:
    room = (FIELD - 40) // (min(len(outlets), MOST_OUTLETS))
    for outlet in outlets[:MOST_OUTLETS]:
        stamp, place = when(outlet.first, "t"), site(outlet.url, 40)
        name = link(outlet.name, outlet.url, room - units(stamp) - units(place) - 5)
        yield dotted(f"{stamp} {name}", place)
    if len(outlets) > MOST_OUTLETS:
        yield f"… and {counted(len(outlets) - MOST_OUTLETS, 'more')}".removesuffix("s")


def _feedback(card: Card) -> Iterator[str]:
    feedback = card.feedback
    if feedback.acknowledged:
        yield f"✓ Acknowledged by {_who(feedback.acknowledged)}, {when(feedback.acknowledged.at)}"
    if feedback.muted:
        until = f" until {when(feedback.muted.until, 'f')}" if feedback.muted.until else ""
        yield f"🔇 Muted{until} by {_who(feedback.muted)}"
    votes = dotted(
        f"{feedback.useful:,} useful" if feedback.useful else "",
        counted(feedback.false_alarms, "false alarm") if feedback.false_alarms else "",
    )
    if votes:
        yield votes


def _who(mark: DoneBy) -> str:
    return bold(mark.who, 100) or "somebody"


def _line(line: Line, room: int) -> str:
    sign = LOOKS[line.severity][0]
    title = line.title if clean(line.title).strip() else "(no headline)"
    stamp = when(line.published) if line.published else ""
    if room <= TERSE:
        end = dotted(words(line.source_name, 30), stamp)
        return dotted(f"{sign} {words(title, max(24, room - units(end) - 8))}", end)
    names = words(", ".join(line.indicators), 80)
    end = dotted(words(line.source_name, 60), site(line.url, 60), stamp, names)
    return dotted(f"{sign} {link(title, line.url, max(24, room - units(end) - 8))}", end)


def _row(row: AnswerRow, room: int) -> str:
    sign = LOOKS[row.severity][0] if row.severity else "·"
    stamp = when(row.when) if row.when else ""
    end = dotted(words(row.quiet, room // 3), site(row.url, 60), stamp)
    left = room - units(end) - 8
    lead = link(row.lead, row.url, left - 4) if clean(row.lead).strip() else ""
    text = highlighted(row.pieces, left - units(lead) - 6)
    return dotted(" ".join(filter(None, [sign, f"**{lead}**" if lead else "", text])), end)


def _footer(card: Card, key: str) -> str:
    reason = reason_text(card.reason)
    return dotted(plain(reason[:1].upper() + reason[1:], FOOTER - SHORT_KEY - 3), key[:SHORT_KEY])
