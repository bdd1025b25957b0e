"""What people press: the buttons of an alert, and what their ids and values mean. Pure.

Ids and values are fixed and carry the alert, so a button works for ever: nothing has to be
remembered over a restart.
"""

from bot.channels.shared.inbound import MUTE_LENGTHS, MUTE_UNTIL
from bot.channels.slack.rich_text import Block, plain_text
from bot.model.cards import AlertId, Card
from bot.model.commands import Action

PREFIX = "watchnext_"
SHARE = "watchnext_share"
MOST_VALUE = 2000  # characters that a button's value may have

_ACTIONS = {f"{PREFIX}{action.value}": action for action in Action}


def alert_buttons(card: Card) -> list[Block]:
    """Make the actions block of a card that people can act on; none for any other."""
    if card.alert is None:
        return []
    alert = card.alert
    elements = [
        _button(Action.ACKNOWLEDGE, "Acknowledge", alert),
        _mute_menu(alert),
        _button(Action.USEFUL, "Useful", alert),
        _button(Action.FALSE_ALARM, "False alarm", alert),
        _button(Action.WHY, "Why?", alert),
    ]
    # What is acknowledged stays so, and the card says by whom.
    return [{"type": "actions", "elements": elements[bool(card.feedback.acknowledged) :]}]


def share_button(question: str) -> list[Block]:
    """Make the button under an answer that only the asker sees; `question` is what was asked.

    None without a question, or where it is longer than a button can carry.
    """
    if not question or len(question) > MOST_VALUE:
        return []
    button = {
        "type": "button",
        "action_id": SHARE,
        "text": plain_text("Share in this channel"),
        "value": question,
    }
    return [{"type": "actions", "elements": [button]}]


def button_of_id(action_id: str) -> Action | None:
    """Return which button it was; None for what is not ours."""
    return _ACTIONS.get(action_id)


def alert_of_value(value: str) -> AlertId | None:
    """Return the alert that a value carries; None for what we did not write."""
    number = value.partition(":")[0]
    return AlertId(int(number)) if number.isascii() and number.isdigit() else None


def mute_choice_of_value(value: str) -> str:
    """Return which choice of the mute menu it was: a length, or MUTE_UNTIL."""
    return value.partition(":")[2]


def _button(action: Action, label: str, alert: AlertId) -> Block:
    return {
        "type": "button",
        "action_id": f"{PREFIX}{action.value}",
        "text": plain_text(label),
        "value": str(alert),
    }


def _mute_menu(alert: AlertId) -> Block:
    choices = {**MUTE_LENGTHS, MUTE_UNTIL: "Until …"}
    return {
        "type": "static_select",
        "action_id": f"{PREFIX}{Action.MUTE.value}",
        "placeholder": plain_text("Mute"),
        "options": [
            {"text": plain_text(label), "value": f"{alert}:{choice}"}
            for choice, label in choices.items()
        ],
    }
