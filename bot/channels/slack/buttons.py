"""What people press: the buttons of an alert, and what their ids and values mean. Pure.

Ids and values are fixed and carry the alert, so a button outlives every restart.
"""

from datetime import timedelta

from bot.channels.slack.parts import Part, plain
from bot.model.cards import AlertId, Card
from bot.model.commands import Action

PREFIX = "watchnext_"
SHARE = "watchnext_share"
UNTIL = "until"
LONGEST_SHARED = 2000

MUTES = {
    "1h": ("1 hour", timedelta(hours=1)),
    "6h": ("6 hours", timedelta(hours=6)),
    "1d": ("1 day", timedelta(days=1)),
    "1w": ("1 week", timedelta(weeks=1)),
}

_ACTIONS = {f"{PREFIX}{action.value}": action for action in Action}


def alert_buttons(card: Card) -> list[Part]:
    """Make the row of buttons of a card that people can act on; none of any other."""
    if card.alert is None:
        return []
    alert = card.alert
    first = (
        [] if card.feedback.acknowledged else [_button(Action.ACKNOWLEDGE, "Acknowledge", alert)]
    )
    elements = [
        *first,
        _mute(alert),
        _button(Action.USEFUL, "Useful", alert),
        _button(Action.FALSE_ALARM, "False alarm", alert),
        _button(Action.WHY, "Why?", alert),
    ]
    return [{"type": "actions", "elements": elements}]


def share_button(ask: str) -> list[Part]:
    """Make the button under an answer that only the asker sees; `ask` is what was asked."""
    if not ask or len(ask) > LONGEST_SHARED:
        return []
    button = {
        "type": "button",
        "action_id": SHARE,
        "text": plain("Share in this channel"),
        "value": ask,
    }
    return [{"type": "actions", "elements": [button]}]


def read_alert(value: str) -> AlertId | None:
    """Read the alert from a button's value, which came over the wire."""
    number = value.partition(":")[0]
    return AlertId(int(number)) if number.isascii() and number.isdigit() else None


def read_action(action_id: str) -> Action | None:
    """Read which button it was."""
    return _ACTIONS.get(action_id)


def read_length(value: str) -> timedelta | None:
    """Read for how long to mute; None to be asked."""
    known = MUTES.get(value.partition(":")[2])
    return known[1] if known else None


def _button(action: Action, label: str, alert: AlertId) -> Part:
    return {
        "type": "button",
        "action_id": f"{PREFIX}{action.value}",
        "text": plain(label),
        "value": str(alert),
    }


def _mute(alert: AlertId) -> Part:
    named = [*((name, label) for name, (label, _) in MUTES.items()), (UNTIL, "Until …")]
    return {
        "type": "static_select",
        "action_id": f"{PREFIX}{Action.MUTE.value}",
        "placeholder": plain("Mute"),
        "options": [{"text": plain(label), "value": f"{alert}:{name}"} for name, label in named],
    }
