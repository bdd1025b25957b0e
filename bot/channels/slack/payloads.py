"""What Slack's payloads say: who did what, where, and how to answer. Pure.

The shapes are those of docs.slack.dev: slash commands, interaction payloads (block_actions and
view_submission) and events. What is missing or of another type reads as empty, never as a fault:
Slack adds and leaves out fields as it likes.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from bot.channels.slack.address import PERSON
from bot.model.commands import FilledCommand, Place, Verb

Payload = Mapping[str, object]

VERB, WORDS, UNTIL = "verb", "words", "until"
"""The fields of our modals; each is its block_id and its action_id."""

_LINK = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")
_MENTION = re.compile(rf"{PERSON}(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackRequest:
    """Who did something, where, and what an answer needs; ids and Slack's own addresses."""

    user: str
    team: str = ""
    channel: str = ""
    response_url: str = ""  # takes five answers within 30 minutes; empty after an event
    trigger_id: str = ""  # opens one modal, within three seconds
    thread_ts: str = ""  # the first message of the thread that it happened in

    @property
    def place(self) -> Place:
        """The place; a direct message is in no workspace."""
        alone = self.channel.startswith("D")
        return Place(platform="slack", workspace="" if alone else self.team, channel=self.channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewMetadata:
    """What a modal was opened for: a view_submission names neither channel nor response_url."""

    response_url: str = ""
    channel: str = ""
    alert: str = ""
    thread_ts: str = ""

    def written(self) -> str:
        """Return it as text for private_metadata, which holds 3,000 characters."""
        return json.dumps(asdict(self))


def read_command(payload: Payload) -> SlackRequest:
    """Read a slash command."""
    return SlackRequest(
        user=_text(payload, "user_id"),
        team=_text(payload, "team_id"),
        channel=_text(payload, "channel_id"),
        response_url=_text(payload, "response_url"),
        trigger_id=_text(payload, "trigger_id"),
    )


def read_block_actions(payload: Payload) -> SlackRequest:
    """Read a press of a button or a choice from a menu."""
    container = object_in(payload, "container")
    channel = _text(object_in(payload, "channel"), "id")
    return SlackRequest(
        user=_text(object_in(payload, "user"), "id"),
        team=_text(object_in(payload, "team"), "id"),
        # An ephemeral message has no `channel` of its own, but its container has.
        channel=channel or _text(container, "channel_id"),
        response_url=_text(payload, "response_url"),
        trigger_id=_text(payload, "trigger_id"),
        thread_ts=_text(object_in(payload, "message"), "thread_ts")
        or _text(container, "thread_ts"),
    )


def read_view_submission(payload: Payload) -> SlackRequest:
    """Read a modal that was submitted; it is answered where it was opened from."""
    metadata = read_metadata(payload)
    return SlackRequest(
        user=_text(object_in(payload, "user"), "id"),
        team=_text(object_in(payload, "team"), "id"),
        channel=metadata.channel,
        response_url=metadata.response_url,
        thread_ts=metadata.thread_ts,
    )


def read_event(payload: Payload) -> SlackRequest:
    """Read an event; nobody can be answered privately there."""
    event = object_in(payload, "event")
    return SlackRequest(
        user=_text(event, "user"), team=_text(payload, "team_id"), channel=_text(event, "channel")
    )


def read_metadata(payload: Payload) -> ViewMetadata:
    """Read what a modal was opened for."""
    written = json.loads(_text(object_in(payload, "view"), "private_metadata") or "{}")
    names = ("response_url", "channel", "alert", "thread_ts")
    return ViewMetadata(**{name: str(written.get(name, "")) for name in names})


def pressed_action(payload: Payload) -> tuple[str, str]:
    """Return the action_id of what was pressed, and its value or the chosen option's."""
    action = _first_action(payload)
    value = _text(action, "value") or _text(object_in(action, "selected_option"), "value")
    return _text(action, "action_id"), value


def press_key(payload: Payload) -> str:
    """Return a name of one press of one button by one person: the same over retries.

    Empty where Slack left out a part of it; then nothing can be known again.
    """
    action, container = _first_action(payload), object_in(payload, "container")
    parts = (
        _text(object_in(payload, "user"), "id"),
        _text(container, "message_ts") or _text(container, "view_id"),
        _text(action, "action_id"),
        _text(action, "action_ts"),
    )
    return "slack:" + ":".join(parts) if all(parts) else ""


def submitted_command(payload: Payload, verbs: Sequence[Verb]) -> str | FilledCommand:
    """Return what was asked in the modal: a verb with the value of its param.

    A verb of several params, or words after a verb of none, come as the line that was typed.
    """
    name = _text(object_in(_field(payload, VERB), "selected_option"), "value")
    words = _text(_field(payload, WORDS), "value").strip()
    params = next((verb.params for verb in verbs if verb.name == name), ())
    if not words:
        return FilledCommand(verb=name, values={})
    if len(params) == 1:
        return FilledCommand(verb=name, values={params[0].name: words})
    return f"{name} {words}"


def as_line(command: str | FilledCommand) -> str:
    """Return a command of at most one value as it would be typed after /watch."""
    if isinstance(command, str):
        return command
    return " ".join([command.verb, *command.values.values()])


def submitted_until(payload: Payload) -> datetime | None:
    """Return the time that was picked in the modal, in UTC; None without one."""
    picked = _field(payload, UNTIL).get("selected_date_time")
    return datetime.fromtimestamp(picked, UTC) if isinstance(picked, int) else None


def mentioned_text(payload: Payload) -> tuple[str, str]:
    """Return the words after a mention of the app, and the time stamp of the thread."""
    event = object_in(payload, "event")
    return typed_text(_text(event, "text")), _text(event, "thread_ts") or _text(event, "ts")


def typed_text(text: str) -> str:
    """Return what was typed, without a mention of the app in front, addresses bare.

    Only the mention in front is the app's: any further one is part of the question. Slack escapes
    exactly three characters (docs.slack.dev/messaging/formatting-message-text).
    """
    words = _MENTION.sub("", text.strip(), count=1) if _MENTION.match(text.strip()) else text
    bare = _LINK.sub(r"\1", words)
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def object_in(payload: Payload, name: str) -> Payload:
    """Return the object of this name, or an empty one."""
    value = payload.get(name)
    return value if isinstance(value, dict) else {}


def _first_action(payload: Payload) -> Payload:
    actions = payload.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else {}
    return first if isinstance(first, dict) else {}


def _field(payload: Payload, name: str) -> Payload:
    """Return the state of a field of a modal: view.state.values has it by block and action."""
    values = object_in(object_in(object_in(payload, "view"), "state"), "values")
    return object_in(object_in(values, name), name)


def _text(payload: Payload, name: str) -> str:
    value = payload.get(name)
    return value if isinstance(value, str) else ""
