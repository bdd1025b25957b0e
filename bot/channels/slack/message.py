"""A card as the arguments of chat.postMessage: text, blocks and nothing that unfurls. Pure."""

from bot.channels.slack.parts import SIGNS, Part
from bot.channels.slack.shapes import blocks_of
from bot.channels.slack.text import fit_escaped, mentions
from bot.model.alerts import DeliveryKey
from bot.model.cards import Card, CardKind

EVENT = "watchnext_delivery"

# Slack shows and links nothing on its own account: whatever is live, we wrote.
INERT: dict[str, object] = {
    "unfurl_links": False,
    "unfurl_media": False,
    "parse": "none",
    "link_names": False,
}


def message(card: Card, *, mention: str = "") -> dict[str, object]:
    """Give what a message shows. `mention` alone pings, in front and in a block of its own."""
    pinged = mentions(mention)
    return {
        "text": f"{pinged} {spoken(card)}".strip(),
        "blocks": [*_ping(pinged), *blocks_of(card)],
    }


def stamped(key: DeliveryKey) -> dict[str, object]:
    """Give the metadata by which we know our own message again."""
    return {"metadata": {"event_type": EVENT, "event_payload": {"key": key}}}


def key_of(posted: dict[str, object]) -> str | None:
    """Read the key from a message of a channel's history; None from everybody else's."""
    metadata = posted.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT:
        return None
    payload = metadata.get("event_payload")
    key = payload.get("key") if isinstance(payload, dict) else None
    return key if isinstance(key, str) else None


def spoken(card: Card) -> str:
    """Say `card` in one line, escaped: what notifications show and screen readers read."""
    sign = "" if card.kind is CardKind.ANSWER else f"{SIGNS[card.severity][1]} "
    moved = card.indicators[0] if card.kind is CardKind.ALERT and card.indicators else None
    about = f"{fit_escaped(moved.title, 150)}: " if moved else ""
    outlet = f" ({fit_escaped(card.source_name, 100)})" if moved and card.source_name else ""
    if card.kind is CardKind.FIGURES:
        outlet = f": {fit_escaped(card.text, 400)}"
    said = f"{sign}{about}{fit_escaped(card.title, 400)}{outlet}".strip()
    return said or "watchnext"


def _ping(pinged: str) -> list[Part]:
    if not pinged:
        return []
    return [{"type": "section", "text": {"type": "mrkdwn", "text": pinged}}]
