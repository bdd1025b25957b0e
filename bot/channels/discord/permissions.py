"""What the bot must be allowed, and whether it is, in one channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.channels.discord.embeds import Payload
from bot.channels.discord.outcomes import UNKNOWN_CHANNEL, Refused
from bot.channels.discord.rest import Call, Rest
from bot.errors import SendError

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
_TEXT, _NEWS, _THREADS = 0, 5, {10, 11, 12}
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


async def missing_permissions(rest: Rest, address: str) -> Sequence[str]:
    """Say what the bot cannot do in channel `address`, each with its cure; empty if all is well."""
    if not address.isascii() or not address.isdigit():
        return [NO_CHANNEL_ID.format(address[:40])]
    try:
        me = str((await _get(rest, "/users/@me")).get("id"))
        channel = await _get(rest, f"/channels/{address}")
        if int(str(channel.get("type", 0))) in _THREADS:
            channel = await _get(rest, f"/channels/{channel.get('parent_id')}")
        if kind := _KINDS.get(int(str(channel.get("type", 0)))):
            return [f"{_named(channel)} is {kind}: choose a text channel"]
        return await _missing(rest, channel, me)
    except Refused as e:
        if e.code == UNKNOWN_CHANNEL:
            return [
                f"there is no channel {address}: check the id, and invite the bot to its server"
            ]
        return [str(e)]
    except SendError as e:
        return [str(e)]


async def may_read_history(rest: Rest, address: str, me: str) -> bool:
    """Whether the bot `me` sees what was posted in channel `address`. Raises a SendError."""
    channel = await _get(rest, f"/channels/{address}")
    return bool(await _held(rest, channel, me) & _BITS["Read Message History"])


async def _held(rest: Rest, channel: Payload, me: str) -> int:
    guild_id = channel.get("guild_id")
    guild = await _get(rest, f"/guilds/{guild_id}")
    member = await _get(rest, f"/guilds/{guild_id}/members/{me}")
    return granted(guild, channel, member, me)


async def _missing(rest: Rest, channel: Payload, me: str) -> Sequence[str]:
    held = await _held(rest, channel, me)
    return [
        f"{_named(channel)}: {name} is missing, {PERMISSIONS[name]}: allow it to the bot's role"
        " under Edit Channel, Permissions"
        for name, bit in _BITS.items()
        if not held & bit
    ]


def granted(guild: Payload, channel: Payload, member: Payload, me: str) -> int:
    """Work out a member's permissions in a channel (topics/permissions, "Permission Hierarchy")."""
    guild_id = str(guild.get("id"))
    own = {str(role) for role in _list(member.get("roles"))} | {guild_id}
    roles = [role for role in _list(guild.get("roles")) if isinstance(role, dict)]
    base = 0
    for role in roles:
        if str(role.get("id")) in own:
            base |= int(str(role.get("permissions", 0)))
    if base & _ADMINISTRATOR or str(guild.get("owner_id")) == me:
        return WANTED | _ADMINISTRATOR
    overwrites = _overwrites(channel)
    everyone = overwrites.get(guild_id, _Overwrites())
    base = base & ~everyone.deny | everyone.allow
    of_roles = [overwrites[role] for role in own - {guild_id} if role in overwrites]
    for each in of_roles:
        base &= ~each.deny
    for each in of_roles:
        base |= each.allow
    mine = overwrites.get(me, _Overwrites())
    return base & ~mine.deny | mine.allow


def _overwrites(channel: Payload) -> dict[str, _Overwrites]:
    return {
        str(one.get("id")): _Overwrites(int(one.get("deny", 0)), int(one.get("allow", 0)))
        for one in _list(channel.get("permission_overwrites"))
        if isinstance(one, dict)
    }


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _named(channel: Payload) -> str:
    return f"#{channel.get('name', channel.get('id'))}"


async def _get(rest: Rest, path: str) -> Payload:
    answer = await rest.call(Call(method="GET", path=path, what="looking at the channel"))
    return dict(answer.fields)
