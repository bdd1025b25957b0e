"""What keeps cards from a channel, and the cure of each: for doctor, and at the start."""

from collections.abc import Mapping, Sequence

from bot.channels.slack.directory import Directory
from bot.channels.slack.manifest import SCOPES
from bot.channels.slack.wire import Wire
from bot.errors import SendError, SendRefused


async def what_is_wrong(wire: Wire, directory: Directory, address: str) -> Sequence[str]:
    """Look at the token, its permissions and the channel; nothing is posted."""
    try:
        me, held = await wire.scopes()
    except SendError as e:
        return (str(e),)
    wrong = [_lacking(held)] if held and SCOPES.keys() - held else []
    try:
        channel = await directory.id_of(address)
        answer = await wire.call("conversations.info", channel=channel)
    except SendRefused as e:
        return (*wrong, f"{address}: {e}")
    except SendError as e:
        return (*wrong, f"{address} could not be looked at: {e}")
    return (*wrong, *_of_channel(address, answer.get("channel"), str(me.get("user") or "app")))


def _lacking(held: frozenset[str]) -> str:
    each = "; ".join(f"{scope} (to {SCOPES[scope]})" for scope in sorted(SCOPES.keys() - held))
    return (
        f"permissions are missing: {each}. Paste the manifest of watchnext setup slack again, "
        "then reinstall the app"
    )


def _of_channel(address: str, found: object, name: str) -> list[str]:
    channel: Mapping[str, object] = found if isinstance(found, dict) else {}
    if channel.get("is_archived"):
        return [f"{address} is archived: unarchive it, or name another channel in rules.yaml"]
    if not channel.get("is_im") and not channel.get("is_member"):
        return [f"the app is not in {address}: type /invite @{name} there"]
    if channel.get("is_read_only"):
        return [f"{address} is read-only: allow the app in the channel's posting permissions"]
    return []
