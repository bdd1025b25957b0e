"""A channel or thread: what the bot is allowed there, and what it posted there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from bot.channels.discord.api import (
    BEFORE_THE_THREAD,
    UNKNOWN_CHANNEL,
    DiscordApi,
    DiscordRefused,
    DiscordRequest,
)
from bot.channels.discord.embeds import Payload, signed_with
from bot.errors import HistoryUnread, SendError, SendLater, SendRefused, SendUnclear

# topics/permissions, "Bitwise Permission Flags".
_BITS = {
    "View Channel": 1 << 10,
    "Send Messages": 1 << 11,
    "Embed Links": 1 << 14,
    "Read Message History": 1 << 16,
    "Create Public Threads": 1 << 35,
    "Send Messages in Threads": 1 << 38,
}
PERMISSIONS: Mapping[str, str] = MappingProxyType(
    {
        "View Channel": "to find the channel that alerts go to",
        "Send Messages": "to post alerts",
        "Embed Links": "to show an alert as a card with its headline linked",
        "Read Message History": "to look whether an alert arrived before it is sent again",
        "Create Public Threads": "to follow a story up below its first alert",
        "Send Messages in Threads": "to post the follow-ups",
    }
)
"""All the bot asks for, each with its reason."""

NO_CHANNEL_ID = (
    "{!r} is no channel id: switch on Developer Mode in Discord (User Settings, Advanced), then"
    " right-click the channel: Copy Channel ID"
)

WANTED = sum(_BITS.values())
_ADMINISTRATOR = 1 << 3
PAGE, MOST_PAGES = 100, 10  # messages that one request reads at most; requests
SKEW = timedelta(minutes=2)  # between our clock and Discord's
_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)  # of snowflakes
# Types of channels (resources/channel, "Channel Types"): threads, and those without messages.
_THREADS = {10, 11, 12}
_KINDS = {
    2: "a voice channel",
    4: "a category",
    13: "a stage",
    15: "a forum",
    16: "a media channel",
}


@dataclass(frozen=True, slots=True)
class _Overwrites:
    """What a channel denies and allows, for one role or person."""

    deny: int = 0
    allow: int = 0


async def missing_permissions(api: DiscordApi, address: str) -> Sequence[str]:
    """Return what the bot cannot do in channel `address`, each with its cure. Raises nothing."""
    if not address.isascii() or not address.isdigit():
        return [NO_CHANNEL_ID.format(address[:40])]
    try:
        me = str((await _get(api, "/users/@me")).get("id"))
        channel = await _get(api, f"/channels/{address}")
        if int(str(channel.get("type", 0))) in _THREADS:
            channel = await _get(api, f"/channels/{channel.get('parent_id')}")
        if kind := _KINDS.get(int(str(channel.get("type", 0)))):
            return [f"{_named(channel)} is {kind}: choose a text channel"]
        return await _missing(api, channel, me)
    except DiscordRefused as e:
        if e.code == UNKNOWN_CHANNEL:
            return [
                f"there is no channel {address}: check the id, and invite the bot to its server"
            ]
        return [str(e)]
    except SendError as e:
        return [str(e)]


async def may_read_history(api: DiscordApi, address: str, me: str) -> bool:
    """Return whether the bot `me` sees what was posted in a channel. Raises a SendError."""
    channel = await _get(api, f"/channels/{address}")
    return bool(await _held(api, channel, me) & _BITS["Read Message History"])


def granted(guild: Payload, channel: Payload, member: Payload, me: str) -> int:
    """Return a member's permissions in a channel, as bits.

    The order is Discord's (topics/permissions, "Permission Hierarchy"): what later steps allow
    wins over what earlier ones deny.
    """
    guild_id = str(guild.get("id"))
    own = {str(role) for role in _list(member.get("roles"))} | {guild_id}
    roles = [role for role in _list(guild.get("roles")) if isinstance(role, dict)]
    base = 0
    for role in roles:
        if str(role.get("id")) in own:
            base |= int(str(role.get("permissions", 0)))
    # Whoever administers or owns the server is kept out of nothing.
    if base & _ADMINISTRATOR or str(guild.get("owner_id")) == me:
        return WANTED | _ADMINISTRATOR
    overwrites = _overwrites(channel)
    everyone = overwrites.get(guild_id, _Overwrites())
    base = base & ~everyone.deny | everyone.allow
    # All denials of roles come before all that they allow: one role that may is enough.
    of_roles = [overwrites[role] for role in own - {guild_id} if role in overwrites]
    for overwrite in of_roles:
        base &= ~overwrite.deny
    for overwrite in of_roles:
        base |= overwrite.allow
    mine = overwrites.get(me, _Overwrites())
    return base & ~mine.deny | mine.allow


class ChannelHistory:
    """Looks through the last 1,000 messages of a place for ours."""

    def __init__(self, api: DiscordApi) -> None:
        self._api = api
        self._me = ""

    async def find(
        self, place: str, key: str, since: datetime, *, hollow: bool = False
    ) -> str | None:
        """Return the id of our message with `key` in a channel or thread; None if there is none.

        An empty place is believed only where we may read, or if it may be `hollow`: a thread that
        nobody made. Raises HistoryUnread if nobody can know, SendLater to be asked again.
        """
        me = await self._own_id()
        oldest, before = _snowflake(since - SKEW), ""
        for _ in range(MOST_PAGES):
            page = await self._page(place, before)
            for message in page:
                author = message.get("author")
                ours = isinstance(author, dict) and author.get("id") == me
                if ours and signed_with(message, key):
                    return str(message.get("id"))
            if not page and not before and not hollow:
                await self._check(place, me)
            # A page that is not full is the last; ids grow with time, so older ones are in vain.
            if len(page) < PAGE or int(str(page[-1]["id"])) < oldest:
                return None
            before = str(page[-1]["id"])
        raise HistoryUnread(f"over {PAGE * MOST_PAGES:,} messages were posted there since")

    async def _check(self, address: str, me: str) -> None:
        """Raise HistoryUnread if the channel only seems empty: Discord hides what we may not read.

        GET messages without Read Message History is no error, but an empty list
        (resources/message, "Get Channel Messages").
        """
        try:
            if await may_read_history(self._api, address, me):
                return
        except SendUnclear as e:
            raise SendLater(str(e)) from None
        except SendRefused as e:
            raise HistoryUnread(str(e)) from None
        raise HistoryUnread(
            "the bot may not read the channel's history: allow Read Message History"
        )

    async def _page(self, place: str, before: str) -> list[Payload]:
        query = (("limit", str(PAGE)), *((("before", before),) if before else ()))
        path = f"/channels/{place}/messages"
        try:
            answer = await self._api.call(
                DiscordRequest(method="GET", path=path, what="reading the history", query=query)
            )
        except DiscordRefused as e:
            if e.code in {UNKNOWN_CHANNEL, BEFORE_THE_THREAD}:
                return []  # a thread that was never made or read to its end, a channel that is gone
            raise HistoryUnread(str(e)) from None
        except SendUnclear as e:
            raise SendLater(str(e)) from None  # to read is to change nothing: ask again
        return answer.body if isinstance(answer.body, list) else []

    async def _own_id(self) -> str:
        if not self._me:
            try:
                answer = await self._api.call(
                    DiscordRequest(method="GET", path="/users/@me", what="asking who we are")
                )
            except SendUnclear as e:
                raise SendLater(str(e)) from None
            self._me = str(answer.fields.get("id", ""))
        return self._me


async def _held(api: DiscordApi, channel: Payload, me: str) -> int:
    guild_id = channel.get("guild_id")
    guild = await _get(api, f"/guilds/{guild_id}")
    member = await _get(api, f"/guilds/{guild_id}/members/{me}")
    return granted(guild, channel, member, me)


async def _missing(api: DiscordApi, channel: Payload, me: str) -> Sequence[str]:
    held = await _held(api, channel, me)
    return [
        f"{_named(channel)}: {name} is missing, {PERMISSIONS[name]}: allow it to the bot's role"
        " under Edit Channel, Permissions"
        for name, bit in _BITS.items()
        if not held & bit
    ]


def _overwrites(channel: Payload) -> dict[str, _Overwrites]:
    return {
        str(written.get("id")): _Overwrites(
            int(written.get("deny", 0)), int(written.get("allow", 0))
        )
        for written in _list(channel.get("permission_overwrites"))
        if isinstance(written, dict)
    }


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _named(channel: Payload) -> str:
    return f"#{channel.get('name', channel.get('id'))}"


async def _get(api: DiscordApi, path: str) -> Payload:
    answer = await api.call(DiscordRequest(method="GET", path=path, what="looking at the channel"))
    return dict(answer.fields)


def _snowflake(moment: datetime) -> int:
    """Return the smallest id that anything made at `moment` has (reference, "Snowflakes")."""
    return max(0, (moment - _EPOCH) // timedelta(milliseconds=1)) << 22
