"""The views of the app: modals to ask and to say until when to mute, and its Home tab. Pure.

Limits: docs.slack.dev/reference/views and its pages on block elements.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.channels.slack.blocks import card_blocks
from bot.channels.slack.payloads import UNTIL, VERB, WORDS, ViewMetadata
from bot.channels.slack.rich_text import (
    Block,
    date_element,
    plain_text,
    rich_text_section,
    text_element,
)
from bot.channels.slack.text import fit
from bot.model.cards import Card
from bot.model.commands import Verb

ASK, MUTE = "watchnext_ask", "watchnext_mute"
_MOST_OPTIONS = 100
_MOST_BLOCKS = 100
_DIVIDER: Block = {"type": "divider"}


def ask_modal(verbs: Sequence[Verb], metadata: ViewMetadata) -> Block:
    """Make the modal of `/watch` alone: a verb, and the words after it."""
    options: list[Block] = [
        {
            "text": plain_text(fit(verb.name, 75)),
            "value": verb.name[:150],
            "description": plain_text(fit(verb.help or verb.name, 75)),
        }
        for verb in verbs[:_MOST_OPTIONS]
    ]
    choice: Block = {"type": "static_select", "action_id": VERB, "options": options}
    after: Block = {"type": "plain_text_input", "action_id": WORDS, "max_length": 1000}
    fields = [
        _input(VERB, "What", choice),
        _input(WORDS, "About what", after, hint=_hint(verbs), optional=True),
    ]
    return _modal(ASK, "Ask watchnext", "Ask", metadata, fields)


def mute_modal(metadata: ViewMetadata, now: datetime) -> Block:
    """Make the modal that asks until when to mute; tomorrow at this time is suggested."""
    picker: Block = {
        "type": "datetimepicker",
        "action_id": UNTIL,
        "initial_date_time": int((now + timedelta(days=1)).timestamp()),
    }
    return _modal(MUTE, "Mute", "Mute", metadata, [_input(UNTIL, "Until", picker)])


def home_view(cards: Sequence[Card], now: datetime) -> Block:
    """Make the Home tab of cards; what is beyond a hundred blocks is left out."""
    below: list[Block] = []
    for card in cards:
        below += [*([_DIVIDER] if below else []), *card_blocks(card)]
    as_of = rich_text_section([text_element("As of ", italic=True), date_element(now)])
    return {"type": "home", "blocks": [*below[: _MOST_BLOCKS - 1], *as_of]}


def _hint(verbs: Sequence[Verb]) -> str:
    taken = [f"{v.name}: {', '.join(p.name for p in v.params)}" for v in verbs if v.params]
    return fit(" · ".join(taken), 1000)


def _input(
    name: str, label: str, element: Block, *, hint: str = "", optional: bool = False
) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text(label),
        "optional": optional,
        "element": element,
        **({"hint": plain_text(hint)} if hint else {}),
    }


def _modal(
    name: str, title: str, submit: str, metadata: ViewMetadata, blocks: Sequence[Block]
) -> Block:
    return {
        "type": "modal",
        "callback_id": name,
        "title": plain_text(title),
        "submit": plain_text(submit),
        "close": plain_text("Cancel"),
        "private_metadata": metadata.written(),
        "blocks": list(blocks),
    }
