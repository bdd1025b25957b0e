"""What people can press under an alert or an answer, and what the press then says. Pure.

The ids carry all there is to know ("wn:ack:123"), so that a button works for ever: nothing has to
be remembered over a restart.
"""

from dataclasses import dataclass

from bot.channels.discord.embeds import Payload
from bot.channels.shared.inbound import MUTE_LENGTHS, MUTE_UNTIL
from bot.model.cards import AlertId, Card, Feedback
from bot.model.commands import UNTIL_EXAMPLES, Action

SHARE = "wn:share"
UNTIL_INPUT = "wn-until"

# Types of components and styles of buttons (components/reference).
_ACTION_ROW, _BUTTON, _SELECT_MENU, _TEXT_INPUT = 1, 2, 3, 4
_PRIMARY, _SECONDARY = 1, 2
_BUTTONS = (
    (Action.ACKNOWLEDGE, "Acknowledge", _PRIMARY),
    (Action.USEFUL, "Useful", _SECONDARY),
    (Action.FALSE_ALARM, "False alarm", _SECONDARY),
    (Action.WHY, "Why?", _SECONDARY),
)


@dataclass(frozen=True, slots=True)
class AlertButton:
    """A button or menu under an alert: what it does, to which alert."""

    action: Action
    alert: AlertId


def alert_buttons(card: Card) -> list[Payload]:
    """Return the action rows under a message; none where nobody can act on the card."""
    if card.alert is None:
        return []
    alert = card.alert
    buttons = [_button(*look, alert=alert, feedback=card.feedback) for look in _BUTTONS]
    lengths: list[Payload] = [
        {"label": f"Mute for {label}", "value": value} for value, label in MUTE_LENGTHS.items()
    ]
    menu: Payload = {
        "type": _SELECT_MENU,
        "custom_id": _id(Action.MUTE, alert),
        "placeholder": "Mute its indicators …",
        "options": [*lengths, {"label": "Mute until …", "value": MUTE_UNTIL}],
    }
    return [
        {"type": _ACTION_ROW, "components": buttons},
        {"type": _ACTION_ROW, "components": [menu]},
    ]


def share_button(*, shared: bool = False) -> list[Payload]:
    """Return the action row under an answer that only its asker sees."""
    label = "Shared" if shared else "Share with the channel"
    button: Payload = {"type": _BUTTON, "style": _SECONDARY, "label": label, "custom_id": SHARE}
    return [{"type": _ACTION_ROW, "components": [button | ({"disabled": True} if shared else {})]}]


def mute_modal(alert: AlertId) -> Payload:
    """Return the modal that asks until when to mute."""
    field: Payload = {
        "type": _TEXT_INPUT,
        "custom_id": UNTIL_INPUT,
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
        "components": [{"type": _ACTION_ROW, "components": [field]}],
    }


def read_custom_id(custom_id: str) -> AlertButton | None:
    """Return what a component's id says; None for what is not ours."""
    own, _, rest = custom_id.partition(":")
    verb, _, number = rest.partition(":")
    if own != "wn" or verb not in set(Action) or not number.isascii() or not number.isdigit():
        return None
    return AlertButton(Action(verb), AlertId(int(number)))


def _id(action: Action, alert: AlertId) -> str:
    return f"wn:{action.value}:{alert}"


def _button(
    action: Action, label: str, style: int, *, alert: AlertId, feedback: Feedback
) -> Payload:
    done = action is Action.ACKNOWLEDGE and feedback.acknowledged is not None
    return {
        "type": _BUTTON,
        "style": _SECONDARY if done else style,
        "label": "Acknowledged" if done else label,
        "custom_id": _id(action, alert),
        **({"disabled": True} if done else {}),
    }
