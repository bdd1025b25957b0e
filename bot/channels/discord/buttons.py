"""What people can press under an alert or an answer, and what the press then says. Pure.

The ids carry all there is to know ("wn:ack:123"), so that a button works for ever: nothing has to
be remembered over a restart.
"""

from dataclasses import dataclass

from bot.channels.discord.embeds import Payload
from bot.model.cards import AlertId, Card, Feedback
from bot.model.commands import UNTIL_EXAMPLES, Action

SHARE = "wn:share"
UNTIL = "until"  # of the mute menu and of the form it opens
UNTIL_FIELD = "wn-until"

_ROW, _BUTTON, _MENU, _TEXT = 1, 2, 3, 4
_PRIMARY, _QUIET = 1, 2
_BUTTONS = (
    (Action.ACKNOWLEDGE, "Acknowledge", _PRIMARY),
    (Action.USEFUL, "Useful", _QUIET),
    (Action.FALSE_ALARM, "False alarm", _QUIET),
    (Action.WHY, "Why?", _QUIET),
)
_MUTES = (
    ("1h", "for 1 hour"),
    ("6h", "for 6 hours"),
    ("1d", "for 1 day"),
    ("1w", "for 1 week"),
    (UNTIL, "until …"),
)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button of ours: what it does, to which alert."""

    action: Action
    alert: AlertId


def alert_buttons(card: Card) -> list[Payload]:
    """Give the rows under a message; none where nobody can act on the card."""
    if card.alert is None:
        return []
    alert = card.alert
    buttons = [_button(*look, alert=alert, feedback=card.feedback) for look in _BUTTONS]
    menu: Payload = {
        "type": _MENU,
        "custom_id": _id(Action.MUTE, alert),
        "placeholder": "Mute its indicators …",
        "options": [{"label": f"Mute {label}", "value": value} for value, label in _MUTES],
    }
    return [{"type": _ROW, "components": buttons}, {"type": _ROW, "components": [menu]}]


def share_button(*, shared: bool = False) -> list[Payload]:
    """Give the row under an answer that only its asker sees."""
    label = "Shared" if shared else "Share with the channel"
    button: Payload = {"type": _BUTTON, "style": _QUIET, "label": label, "custom_id": SHARE}
    return [{"type": _ROW, "components": [button | ({"disabled": True} if shared else {})]}]


def until_form(alert: AlertId) -> Payload:
    """Give the form that asks until when."""
    field: Payload = {
        "type": _TEXT,
        "custom_id": UNTIL_FIELD,
        "style": 1,
        "label": "For how long, or until when?",
        "placeholder": UNTIL_EXAMPLES,
        "min_length": 2,
        "max_length": 80,  # a moment with the longest name of a zone
        "required": True,
    }
    return {
        "custom_id": _id(Action.MUTE, alert),
        "title": "Mute until",
        "components": [{"type": _ROW, "components": [field]}],
    }


def pressed(custom_id: str) -> Pressed | None:
    """Read an id; None for what is not ours."""
    own, _, rest = custom_id.partition(":")
    verb, _, number = rest.partition(":")
    if own != "wn" or verb not in set(Action) or not number.isascii() or not number.isdigit():
        return None
    return Pressed(Action(verb), AlertId(int(number)))


def _id(action: Action, alert: AlertId) -> str:
    return f"wn:{action.value}:{alert}"


def _button(
    action: Action, label: str, style: int, *, alert: AlertId, feedback: Feedback
) -> Payload:
    done = action is Action.ACKNOWLEDGE and feedback.acknowledged is not None
    return {
        "type": _BUTTON,
        "style": _QUIET if done else style,
        "label": "Acknowledged" if done else label,
        "custom_id": _id(action, alert),
        **({"disabled": True} if done else {}),
    }
