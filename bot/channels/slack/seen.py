"""Which things from Slack were acted on already: it sends some of them more than once."""

from collections import OrderedDict
from collections.abc import Iterable

from bot.channels.slack.heard import Payload, inner, press_key

KEPT = 1000


class Seen:
    """The keys of the last thousand; whatever shares a key with one of them is a repeat."""

    def __init__(self, kept: int = KEPT) -> None:
        self._keys: OrderedDict[str, None] = OrderedDict()
        self._kept = kept

    def again(self, keys: Iterable[str]) -> bool:
        """Say whether any of the keys was met before, and remember all of them."""
        named = [key for key in keys if key]
        met = any(key in self._keys for key in named)
        for key in named:
            self._keys[key] = None
            self._keys.move_to_end(key)
        while len(self._keys) > self._kept:
            self._keys.popitem(last=False)
        return met


def keys_of(envelope: Payload) -> tuple[str, ...]:
    """Name what an envelope brings: by itself, and by what stays the same when it comes again."""
    payload = inner(envelope, "payload")
    match payload.get("type"):
        case "event_callback":
            same = payload.get("event_id")
        case "block_actions":
            same = press_key(payload)
        case "view_submission":
            same = ""  # sent off again after a mistake, a window is the same window
        case _:
            same = payload.get("trigger_id")
    return (str(envelope.get("envelope_id") or ""), str(same or ""))
