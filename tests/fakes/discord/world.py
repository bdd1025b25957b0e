"""What the fake knows: one server, its channels, messages, threads, commands and interactions."""

import itertools
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import inf

EPOCH = 1_420_070_400_000
BOT, APPLICATION, GUILD, OWNER = (
    "900000000000000001", "900000000000000002", "900000000000000003", "900000000000000004",
)  # fmt: skip
BITS = {
    "View Channel": 1 << 10,
    "Send Messages": 1 << 11,
    "Embed Links": 1 << 14,
    "Read Message History": 1 << 16,
    "Create Public Threads": 1 << 35,
    "Send Messages in Threads": 1 << 38,
}
ALL = sum(BITS.values())


def iso(moment=None):
    """Write a time as Discord does."""
    return (moment or datetime.now(UTC)).isoformat()


def user(identity, name, *, bot=False):
    """Give a user object."""
    return {
        "id": identity, "username": name, "global_name": name, "discriminator": "0",
        "avatar": None, "bot": bot, "public_flags": 0,
    }  # fmt: skip


@dataclass
class Channel:
    """A text channel or a thread."""

    id: str
    name: str
    type: int = 0
    parent: str | None = None
    archived: bool = False
    locked: bool = False
    denied: set = field(default_factory=set)  # names of permissions the bot lacks here


@dataclass
class Interaction:
    """Something a person did, and what the bot made of it."""

    id: str
    token: str
    body: dict
    at: float
    callbacks: list = field(default_factory=list)  # (seconds after, type, data)
    message: dict | None = None
    edits: list = field(default_factory=list)
    followups: list = field(default_factory=list)


class World:
    """All of it. Touched by the fake's own thread; tests read it."""

    def __init__(self):
        self.token = "secret-bot-token.of.the-fake"  # noqa: S105 - opens nothing
        self.channels = {}
        self.messages = {}  # by channel, oldest first
        self.deleted = set()
        self.nonces = {}
        self.commands = []
        self.command_writes = 0
        self.interactions = {}
        self.nonce_window = 180.0
        self.deadline = inf  # Discord: 3 s, which a busy machine may take; set by who tests it
        self.limit = (5, 5.0)  # messages, seconds: in each channel
        self.roles = {"900000000000000009": "editors"}
        self._numbers = itertools.count(1)

    def snowflake(self):
        """Give the next id."""
        return str(((int(time.time() * 1000) - EPOCH) << 22) | (next(self._numbers) & 0x3FFFFF))

    def add_channel(self, name="desk", *, type=0, denied=()):  # noqa: A002 - Discord's word
        """Make a channel; gives its id."""
        made = Channel(self.snowflake(), name, type=type, denied=set(denied))
        self.channels[made.id] = made
        self.messages[made.id] = []
        return made.id

    def bot(self):
        """Give the bot as a user."""
        return user(BOT, "watchnext", bot=True)

    def lacks(self, channel, permission):
        """Whether the bot may not do this here; a thread goes by its parent."""
        parent = self.channels.get(channel.parent) if channel.parent else None
        return permission in (parent or channel).denied

    def store(self, channel, body, *, author=None):
        """Keep a message as Discord would."""
        message = self.message(channel, body, author=author)
        self.messages.setdefault(channel, []).append(message)
        return message

    def message(self, channel, body, *, author=None):
        """Make a message without keeping it, as an ephemeral one is made."""
        message = {
            "id": self.snowflake(), "channel_id": channel, "author": author or self.bot(),
            "content": body.get("content") or "", "timestamp": iso(), "edited_timestamp": None,
            "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
            "attachments": [], "embeds": [_embed(one) for one in body.get("embeds") or []],
            "components": body.get("components") or [], "pinned": False, "type": 0,
            "flags": body.get("flags") or 0,
        }  # fmt: skip
        if reference := body.get("message_reference"):
            message["message_reference"] = reference
            message["type"] = 19
        return message

    def find(self, channel, message):
        """Give a message that is there, or None."""
        return next((one for one in self.messages.get(channel, ()) if one["id"] == message), None)

    def channel_json(self, channel):
        """Give a channel object."""
        denied = sum(BITS[name] for name in channel.denied)
        told = {
            "id": channel.id, "type": channel.type, "guild_id": GUILD, "name": channel.name,
            "position": 0, "parent_id": channel.parent, "nsfw": False, "topic": None,
            "last_message_id": None, "rate_limit_per_user": 0,
            "permission_overwrites": [
                {"id": BOT, "type": 1, "allow": "0", "deny": str(denied)}
            ] if denied else [],
        }  # fmt: skip
        if channel.type == 11:
            told |= {
                "owner_id": BOT, "message_count": 0, "member_count": 1,
                "thread_metadata": {
                    "archived": channel.archived, "locked": channel.locked,
                    "auto_archive_duration": 4320, "archive_timestamp": iso(),
                },
            }  # fmt: skip
        return told

    def guild_json(self):
        """Give the server as GUILD_CREATE and GET do."""
        everyone = {"id": GUILD, "name": "@everyone", "permissions": str(ALL), "position": 0}
        named = [
            {"id": identity, "name": name, "permissions": "0", "position": 1}
            for identity, name in self.roles.items()
        ]
        look = {"color": 0, "hoist": False, "managed": False, "mentionable": False, "flags": 0}
        return {
            "id": GUILD, "name": "Newsroom", "owner_id": OWNER, "icon": None, "unavailable": False,
            "roles": [role | look for role in (everyone, *named)], "emojis": [], "features": [],
            "member_count": 2, "large": False, "threads": [], "presences": [], "stickers": [],
            "voice_states": [], "stage_instances": [], "guild_scheduled_events": [],
            "members": [self.member_json(self.bot())], "verification_level": 0,
            "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
            "premium_tier": 0, "preferred_locale": "en-US", "afk_timeout": 60, "nsfw_level": 0,
            "system_channel_flags": 0, "joined_at": iso(), "soundboard_sounds": [],
            "channels": [
                self.channel_json(one) for one in self.channels.values() if one.type != 11
            ],
        }  # fmt: skip

    def member_json(self, person, roles=()):
        """Give a member object."""
        return {
            "user": person, "roles": list(roles), "joined_at": iso(), "deaf": False, "mute": False,
            "flags": 0, "nick": None, "avatar": None, "permissions": str(ALL), "pending": False,
        }  # fmt: skip


def _embed(one):
    return {"type": "rich", **one}
