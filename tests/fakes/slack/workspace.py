"""A workspace in memory: channels, their messages, people; and the Web API's methods on it."""

import re
import threading
import time
from dataclasses import dataclass, field

from tests.fakes.slack.limits import refusal

BOT, APP = "xoxb-FAKE-bot-token-8472", "xapp-FAKE-app-token-1933"
TEAM, ME, BOT_ID = "T0FAKE001", "U0BOT0001", "B0BOT0001"
ALL_SCOPES = (
    "chat:write",
    "channels:read",
    "groups:read",
    "channels:history",
    "groups:history",
    "commands",
    "app_mentions:read",
    "users:read",
)
NEEDS = {
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "conversations.history": {"channels:history"},
    "conversations.replies": {"channels:history"},
    "conversations.list": {"channels:read"},
    "conversations.info": {"channels:read"},
    "users.info": {"users:read"},
}
TRIGGER = 60.0  # seconds that a trigger_id lives: three at Slack, more on a busy machine


class Refused(Exception):
    """The answer is `ok: false` with this error."""


@dataclass
class Channel:
    """A channel and its messages, oldest first."""

    id: str
    name: str
    private: bool = False
    archived: bool = False
    member: bool = True
    read_only: bool = False
    messages: list[dict] = field(default_factory=list)

    def seen(self):
        """Give it as the API shows it."""
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": True,
            "is_private": self.private,
            "is_archived": self.archived,
            "is_member": self.member,
            **({"is_read_only": True} if self.read_only else {}),
        }


class Workspace:
    """The state; every method of the API that is here is a method: chat.update is _chat_update."""

    def __init__(self):
        self.lock = threading.RLock()
        self.scopes = set(ALL_SCOPES)
        self.refuses_token = None
        self.channels = {
            "C0DESK0001": Channel("C0DESK0001", "geo-desk"),
            "C0NIGHT001": Channel("C0NIGHT001", "night"),
            "C0AWAY0001": Channel("C0AWAY0001", "elsewhere", member=False),
            "C0OLD00001": Channel("C0OLD00001", "old", archived=True),
            "G0PRIV0001": Channel("G0PRIV0001", "secret", private=True, member=False),
        }
        self.users: dict[str, dict] = {
            "U0ANN00001": {"name": "ann", "profile": {"display_name": "Ann"}},
            "U0BOB00001": {"name": "bob", "profile": {"display_name": "", "real_name": "Bob B"}},
            "U0GUEST001": {"name": "guest", "is_restricted": True},
            "U0ROBOT001": {"name": "robot", "is_bot": True},
        }
        self.ephemerals = []
        self.homes = {}
        self.views = []
        self.triggers = {}
        self._last = 0

    def call(self, method, said):
        """Carry out a method; raises Refused."""
        name = re.sub(r"([A-Z])|\.", lambda found: f"_{found[0].strip('.').lower()}", method)
        work = getattr(self, f"_{name}", None)
        if work is None:
            raise Refused("unknown_method")
        if NEEDS.get(method, set()) - self.scopes:
            raise Refused("missing_scope")
        with self.lock:
            return work(said)

    def stamp(self):
        """Give the next time stamp, unique and growing."""
        self._last = max(time.time_ns() // 1000, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def trigger(self):
        """Give a trigger_id, good once and for three seconds."""
        name = f"{len(self.triggers) + 1}.{time.time():.0f}.fake"
        self.triggers[name] = time.monotonic()
        return name

    def channel(self, name):
        """Find by id or name, among what the bot can see; raises Refused."""
        for one in self.channels.values():
            if name in {one.id, one.name, f"#{one.name}"} and (one.member or not one.private):
                return one
        raise Refused("channel_not_found")

    def _auth_test(self, _said):
        return {"team_id": TEAM, "user_id": ME, "bot_id": BOT_ID, "user": "watchnext", "team": "F"}

    def _chat_post_message(self, said):
        channel = self.channel(said.get("channel", ""))
        if channel.archived:
            raise Refused("is_archived")
        if not channel.member:
            raise Refused("not_in_channel")
        if code := refusal(said):
            raise Refused(code)
        kept = {
            "type": "message",
            "ts": self.stamp(),
            "user": ME,
            "bot_id": BOT_ID,
            "text": said.get("text", ""),
            "blocks": said.get("blocks", []),
        }
        if thread := said.get("thread_ts"):
            if not any(one["ts"] == thread for one in channel.messages):
                raise Refused("thread_not_found")
            kept |= {"thread_ts": thread}
            if said.get("reply_broadcast"):
                kept |= {"subtype": "thread_broadcast"}
        if metadata := said.get("metadata"):
            kept["metadata"] = metadata
        channel.messages.append(kept)
        return {"channel": channel.id, "ts": kept["ts"], "message": _without(kept)}

    def _chat_update(self, said):
        channel = self.channel(said.get("channel", ""))
        kept = next((one for one in channel.messages if one["ts"] == said.get("ts")), None)
        if kept is None:
            raise Refused("message_not_found")
        if kept.get("bot_id") != BOT_ID:
            raise Refused("cant_update_message")
        if code := refusal(said):
            raise Refused(code)
        # Text without blocks removes the blocks; metadata stays unless sent.
        kept |= {"text": said.get("text", ""), "blocks": said.get("blocks", [])}
        if "metadata" in said:
            kept["metadata"] = said["metadata"]
        return {"channel": channel.id, "ts": kept["ts"], "text": kept["text"]}

    def _chat_post_ephemeral(self, said):
        if code := refusal(said):
            raise Refused(code)
        self.ephemerals.append(said)
        return {"message_ts": self.stamp()}

    def _conversations_history(self, said):
        channel = self._readable(said)
        shown = [
            one
            for one in reversed(channel.messages)
            if one.get("thread_ts", one["ts"]) == one["ts"] or "subtype" in one
        ]
        return _page(_after(shown, said), said)

    def _conversations_replies(self, said):
        channel = self._readable(said)
        parent = [one for one in channel.messages if one["ts"] == said.get("ts")]
        replies = [one for one in channel.messages if one.get("thread_ts") == said.get("ts")]
        if not parent and not replies:
            raise Refused("thread_not_found")
        return _page([*parent, *_after(replies, said)], said)

    def _readable(self, said):
        channel = self.channels.get(said.get("channel", ""))  # by id only
        if channel is None or (channel.private and not channel.member):
            raise Refused("channel_not_found")
        if not channel.member:
            raise Refused("not_in_channel")
        return channel

    def _conversations_list(self, said):
        kinds = said.get("types", "public_channel")
        shown = [
            one.seen()
            for one in self.channels.values()
            if (one.member if one.private else True)
            and ("private_channel" if one.private else "public_channel") in kinds
        ]
        page = _page(shown, said)
        return {**page, "channels": page.pop("messages")}

    def _conversations_info(self, said):
        found = self.channels.get(said.get("channel", ""))
        if found is None or (found.private and not found.member):
            raise Refused("channel_not_found")
        return {"channel": found.seen()}

    def _users_info(self, said):
        found = self.users.get(said.get("user", ""))
        if found is None:
            raise Refused("user_not_found")
        return {"user": {"id": said["user"], "team_id": TEAM, **found}}

    def _views_open(self, said):
        made = self.triggers.pop(said.get("trigger_id", ""), None)
        if made is None:
            raise Refused("invalid_trigger_id")
        if time.monotonic() - made > TRIGGER:
            raise Refused("expired_trigger_id")
        view = self._view(said)
        self.views.append(view)
        return {"view": view}

    def _views_publish(self, said):
        self.homes[said.get("user_id", "")] = self._view(said)
        return {"view": self.homes[said["user_id"]]}

    def _view(self, said):
        view = dict(said.get("view", {}))
        if refusal(view, view=True):
            raise Refused("invalid_arguments")
        if view.get("type") == "modal":
            titles = [view.get(name, {}).get("text", "x") for name in ("title", "submit", "close")]
            if any(not 0 < len(one) <= 24 for one in titles):
                raise Refused("invalid_arguments")
        if len(view.get("private_metadata", "")) > 3000:
            raise Refused("invalid_arguments")
        return {"id": f"V{time.time_ns()}", "hash": "h", "state": {"values": {}}, **view}


def _without(message):
    return {name: value for name, value in message.items() if name != "metadata"}


def _after(messages, said):
    oldest = float(said.get("oldest") or 0)
    return [one for one in messages if float(one["ts"]) > oldest]


def _page(shown, said):
    start = int(said.get("cursor") or 0)
    size = min(int(said.get("limit") or 100), 999)
    whole = str(said.get("include_all_metadata", "")).lower() in {"1", "true"}
    page = [one if whole or "ts" not in one else _without(one) for one in shown]
    more = start + size < len(shown)
    return {
        "messages": page[start : start + size],
        "has_more": more,
        "response_metadata": {"next_cursor": str(start + size) if more else ""},
    }
