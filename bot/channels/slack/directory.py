"""Channels by name, looked up once and remembered."""

import re
from collections.abc import Mapping

from bot.channels.slack.wire import Wire
from bot.errors import PlaceClosed

_ID = re.compile(r"[CGD][A-Z0-9]{6,}")
_PAGES = 25
_PAGE = 1000


class Directory:
    """What channels are called. A name in rules.yaml may be written with or without #."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._ids: dict[str, str] = {}

    def known(self, address: str) -> str | None:
        """Give the id of `address` if it is one, or was met before."""
        if _ID.fullmatch(address):
            return address
        return self._ids.get(_name(address))

    def learn(self, address: str, channel: str) -> None:
        """Remember what Slack itself took `address` for."""
        if _ID.fullmatch(channel):
            self._ids[_name(address)] = channel

    async def id_of(self, address: str) -> str:
        """Give the id of `address`. Raises PlaceClosed if there is none, and as Wire.call does."""
        if (known := self.known(address)) is not None:
            return known
        cursor = ""
        for _ in range(_PAGES):
            page = await self._wire.call(
                "conversations.list",
                types="public_channel,private_channel",
                exclude_archived=False,
                limit=_PAGE,
                cursor=cursor or None,
            )
            for each in listed(page.get("channels")):
                self._ids.setdefault(str(each.get("name", "")), str(each.get("id", "")))
            cursor = next_cursor(page)
            if not cursor or _name(address) in self._ids:
                break
        if (found := self.known(address)) is None:
            raise PlaceClosed(
                "channel_not_found: the app sees no such channel: "
                "check the name in rules.yaml, and /invite the app if it is private"
            )
        return found


def listed(value: object) -> list[Mapping[str, object]]:
    """Give the objects of a list in an answer."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def next_cursor(page: Mapping[str, object]) -> str:
    """Give where the next page begins; empty after the last."""
    metadata = page.get("response_metadata")
    cursor = metadata.get("next_cursor") if isinstance(metadata, dict) else None
    return cursor if isinstance(cursor, str) else ""


def _name(address: str) -> str:
    return address.removeprefix("#").lower()
