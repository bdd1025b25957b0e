"""The windows and the page of the app: to ask, to say until when to mute, to look at. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.channels.slack.heard import UNTIL, VERB, WORDS, About
from bot.channels.slack.parts import Part, moment, paragraph, plain, words
from bot.channels.slack.shapes import blocks_of
from bot.channels.slack.text import fit
from bot.model.cards import Card
from bot.model.commands import Verb

ASK, MUTE = "watchnext_ask", "watchnext_mute"
_MOST_OPTIONS = 100
_MOST_BLOCKS = 100
_DIVIDER: Part = {"type": "divider"}


def ask_modal(verbs: Sequence[Verb], about: About) -> Part:
    """Make the window of `/watch` alone: a verb, and the words after it."""
    options: list[Part] = [
        {
            "text": plain(fit(verb.name, 75)),
            "value": verb.name[:150],
            "description": plain(fit(verb.help or verb.name, 75)),
        }
        for verb in verbs[:_MOST_OPTIONS]
    ]
    choice: Part = {"type": "static_select", "action_id": VERB, "options": options}
    after: Part = {"type": "plain_text_input", "action_id": WORDS, "max_length": 1000}
    fields = [
        _input(VERB, "What", choice),
        _input(WORDS, "About what", after, hint=_hint(verbs), optional=True),
    ]
    return _modal(ASK, "Ask watchnext", "Ask", about, fields)


def mute_modal(about: About, now: datetime) -> Part:
    """Make the window that asks until when to mute; tomorrow at this time is suggested."""
    picker: Part = {
        "type": "datetimepicker",
        "action_id": UNTIL,
        "initial_date_time": int((now + timedelta(days=1)).timestamp()),
    }
    return _modal(MUTE, "Mute", "Mute", about, [_input(UNTIL, "Until", picker)])


def home_view(cards: Sequence[Card], now: datetime) -> Part:
    """Make the app's own page of cards."""
    below: list[Part] = []
    for card in cards:
        below += [*([_DIVIDER] if below else []), *blocks_of(card)]
    as_of = paragraph([words("As of ", italic=True), moment(now)])
    return {"type": "home", "blocks": [*below[: _MOST_BLOCKS - 1], *as_of]}


def _hint(verbs: Sequence[Verb]) -> str:
    taken = [f"{v.name}: {', '.join(p.name for p in v.params)}" for v in verbs if v.params]
    return fit(" · ".join(taken), 1000)


def _input(name: str, label: str, element: Part, *, hint: str = "", optional: bool = False) -> Part:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "optional": optional,
        "element": element,
        **({"hint": plain(hint)} if hint else {}),
    }


def _modal(name: str, title: str, submit: str, about: About, blocks: Sequence[Part]) -> Part:
    return {
        "type": "modal",
        "callback_id": name,
        "title": plain(title),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "private_metadata": about.written(),
        "blocks": list(blocks),
    }
