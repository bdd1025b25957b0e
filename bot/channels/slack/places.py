"""Channels by name, members by id, and what keeps cards from a channel: asked, and kept."""

import re
import time
from collections.abc import Callable, Mapping, Sequence

import structlog

from bot.channels.shared.inbound import Recent
from bot.channels.slack.api import SlackApi, next_cursor, objects_of
from bot.channels.slack.setup import SCOPES
from bot.errors import PlaceClosed, SendError, SendRefused
from bot.model.commands import Member

log = structlog.get_logger()

FRESH = 60.0  # seconds: whoever becomes a guest is one here no later
_KEPT_MEMBERS = 2000
_ID = re.compile(r"[CGD][A-Z0-9]{6,}")
_PAGES = 25
_PAGE = 1000


class ChannelDirectory:
    """What channels are called. A name in rules.yaml may be written with or without #."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._ids: dict[str, str] = {}

    def known_id(self, address: str) -> str | None:
        """Return the id of `address` if it is one, or was met before; asks nobody."""
        if _ID.fullmatch(address):
            return address
        return self._ids.get(_channel_name(address))

    def remember(self, address: str, channel: str) -> None:
        """Remember what Slack itself took `address` for."""
        if _ID.fullmatch(channel):
            self._ids[_channel_name(address)] = channel

    async def find_id(self, address: str) -> str:
        """Return the id of `address`.

        Raises PlaceClosed if the app sees no such channel, and as SlackApi.call does.
        """
        if (known := self.known_id(address)) is not None:
            return known
        cursor = ""
        for _ in range(_PAGES):
            page = await self._api.call(
                "conversations.list",
                types="public_channel,private_channel",
                exclude_archived=False,
                limit=_PAGE,
                cursor=cursor or None,
            )
            for each in objects_of(page.get("channels")):
                self._ids.setdefault(str(each.get("name", "")), str(each.get("id", "")))
            cursor = next_cursor(page)
            if not cursor or _channel_name(address) in self._ids:
                break
        if (channel_id := self.known_id(address)) is None:
            raise PlaceClosed(
                "channel_not_found: the app sees no such channel: "
                "check the name in rules.yaml, and /invite the app if it is private"
            )
        return channel_id


class Members:
    """Looks people up. Somebody who cannot be looked up is a guest: they may ask, not change."""

    def __init__(self, api: SlackApi, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.team = ""  # the workspace that the app is in; members of others are guests
        self._api = api
        self._clock = clock
        self._known: Recent[str, tuple[float, Member]] = Recent(_KEPT_MEMBERS)

    async def find_member(self, user: str) -> Member:
        """Return the member, looked up at most a minute ago. Never raises."""
        now = self._clock()
        known = self._known.get(user)
        if known is not None and known[0] > now:
            return known[1]
        member = await self._look_up(user)
        if member is None:
            return Member(platform="slack", id=user, guest=True)
        self._known.put(user, (now + FRESH, member))
        return member

    async def _look_up(self, user: str) -> Member | None:
        try:
            answer = await self._api.call("users.info", user=user)
        except SendError as e:
            log.warning("slack member unknown", why=str(e))
            return None
        user_object = answer.get("user")
        person: Mapping[str, object] = user_object if isinstance(user_object, dict) else {}
        foreign = person.get("is_stranger") or person.get("team_id") not in {None, "", self.team}
        limited = person.get("is_restricted") or person.get("is_ultra_restricted")
        return Member(
            platform="slack",
            id=user,
            name=_shown_name(person),
            guest=bool(foreign or limited or person.get("deleted")),
            bot=bool(person.get("is_bot")) or user == "USLACKBOT",
        )


async def find_problems(api: SlackApi, directory: ChannelDirectory, address: str) -> Sequence[str]:
    """Look at the token, its permissions and the channel; nothing is posted."""
    try:
        me, held = await api.test_token()
    except SendError as e:
        return (str(e),)
    wrong = [_lacking(held)] if held and SCOPES.keys() - held else []
    try:
        channel = await directory.find_id(address)
        answer = await api.call("conversations.info", channel=channel)
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


def _channel_name(address: str) -> str:
    return address.removeprefix("#").lower()


def _shown_name(person: Mapping[str, object]) -> str:
    profile = person.get("profile")
    own: Mapping[str, object] = profile if isinstance(profile, dict) else {}
    names = (own.get("display_name"), own.get("real_name"), person.get("real_name"))
    return next((str(name) for name in names if name), str(person.get("name") or ""))
