"""What Slack's payloads say: who did what, where, and how to answer. Pure."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from bot.channels.slack.typed import typed
from bot.model.commands import Place

Payload = Mapping[str, object]
VERB, WORDS, UNTIL = "verb", "words", "until"  # the fields of our windows


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Who did something, where, and what an answer needs; all of it ids."""

    user: str
    team: str = ""
    channel: str = ""
    hook: str = ""  # where answers go that only `user` sees
    trigger: str = ""  # opens a window, once and within three seconds
    thread: str = ""  # the first message of the thread that it happened in

    @property
    def place(self) -> Place:
        """Give the place; a direct message is in no workspace."""
        alone = self.channel.startswith("D")
        return Place(platform="slack", workspace="" if alone else self.team, channel=self.channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a window was opened for; Slack gives it back with what was filled in."""

    hook: str = ""
    channel: str = ""
    alert: str = ""
    thread: str = ""

    def written(self) -> str:
        """Write it for private_metadata."""
        return json.dumps(asdict(self))


_ABOUT = ("hook", "channel", "alert", "thread")


def of_command(payload: Payload) -> Heard:
    """Read a slash command."""
    return Heard(
        user=_text(payload, "user_id"),
        team=_text(payload, "team_id"),
        channel=_text(payload, "channel_id"),
        hook=_text(payload, "response_url"),
        trigger=_text(payload, "trigger_id"),
    )


def of_action(payload: Payload) -> Heard:
    """Read a press of a button or a choice from a menu."""
    channel = _text(inner(payload, "channel"), "id")
    return Heard(
        user=_text(inner(payload, "user"), "id"),
        team=_text(inner(payload, "team"), "id"),
        channel=channel or _text(inner(payload, "container"), "channel_id"),
        hook=_text(payload, "response_url"),
        trigger=_text(payload, "trigger_id"),
        thread=_text(inner(payload, "message"), "thread_ts")
        or _text(inner(payload, "container"), "thread_ts"),
    )


def of_window(payload: Payload) -> Heard:
    """Read a window that was sent off; it answers where it was opened from."""
    about = about_of(payload)
    return Heard(
        user=_text(inner(payload, "user"), "id"),
        team=_text(inner(payload, "team"), "id"),
        channel=about.channel,
        hook=about.hook,
        thread=about.thread,
    )


def of_event(payload: Payload) -> Heard:
    """Read something that happened; nobody can be answered privately there."""
    event = inner(payload, "event")
    return Heard(
        user=_text(event, "user"), team=_text(payload, "team_id"), channel=_text(event, "channel")
    )


def about_of(payload: Payload) -> About:
    """Read what a window was opened for."""
    told = json.loads(_text(inner(payload, "view"), "private_metadata") or "{}")
    return About(**{name: str(told.get(name, "")) for name in _ABOUT})


def action_of(payload: Payload) -> tuple[str, str]:
    """Read the id of what was pressed, and its value or the chosen one."""
    actions = payload.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else {}
    pressed: Payload = first if isinstance(first, dict) else {}
    value = _text(pressed, "value") or _text(inner(pressed, "selected_option"), "value")
    return _text(pressed, "action_id"), value


def press_key(payload: Payload) -> str:
    """Name one press of one button by one person: it outlives retries and reconnections."""
    actions = payload.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else {}
    where = inner(payload, "container")
    parts = (
        _text(inner(payload, "user"), "id"),
        _text(where, "message_ts") or _text(where, "view_id"),
        _text(first, "action_id"),
        _text(first, "action_ts"),
    )
    return "slack:" + ":".join(parts) if all(parts) else ""


def question_in(payload: Payload) -> str:
    """Read the question of the window as it would have been typed."""
    verb = _text(inner(_field(payload, VERB), "selected_option"), "value")
    return f"{verb} {_text(_field(payload, WORDS), 'value').strip()}".strip()


def until_in(payload: Payload) -> datetime | None:
    """Read the time that was picked in the window."""
    picked = _field(payload, UNTIL).get("selected_date_time")
    return datetime.fromtimestamp(picked, UTC) if isinstance(picked, int) else None


def mention_in(payload: Payload) -> tuple[str, str]:
    """Read the words after a mention of the app, and the time stamp of the thread."""
    event = inner(payload, "event")
    return typed(_text(event, "text")), _text(event, "thread_ts") or _text(event, "ts")


def inner(payload: Payload, name: str) -> Payload:
    """Give the object of this name, or an empty one."""
    found = payload.get(name)
    return found if isinstance(found, dict) else {}


def _field(payload: Payload, name: str) -> Payload:
    values = inner(inner(inner(payload, "view"), "state"), "values")
    return inner(inner(values, name), name)


def _text(payload: Payload, name: str) -> str:
    found = payload.get(name)
    return found if isinstance(found, str) else ""
