"""What people do in the fake: type commands, press buttons, mention the app, open its page."""

import time
from collections.abc import Callable, Coroutine
from typing import Any

from tests.fakes.slack.socket import Sockets
from tests.fakes.slack.workspace import ME, TEAM, Workspace

ANN = "U0ANN00001"
DESK = "C0DESK0001"


class People:
    """The acting half of FakeSlack. Each act waits for the app's acknowledgement and gives it."""

    workspace: Workspace
    sockets: Sockets
    hooks: dict[str, list[dict[str, Any]]]
    hook: Callable[[], str]
    run: Callable[[Coroutine[Any, Any, Any]], Any]
    wait_for: Callable[..., Any]

    def command(self, text, *, user=ANN, channel=DESK, copies=1):
        """Type `/watch ...`."""
        payload = {
            "token": "legacy",
            "team_id": TEAM,
            "channel_id": channel,
            "channel_name": "geo-desk",
            "user_id": user,
            "user_name": "somebody",
            "command": "/watch",
            "text": text.removeprefix("/watch").strip(),
            "api_app_id": "A0FAKE",
            "response_url": self.hook(),
            "trigger_id": self.workspace.trigger(),
        }
        return self.act("slash_commands", payload, copies=copies, response=True)

    def press(self, action_id, *, value="", message=None, user=ANN, channel=DESK, copies=1):
        """Press a button of a message; of an answer that only `user` sees if none is given."""
        action = {
            "type": "button",
            "action_id": action_id,
            "block_id": "b",
            "value": value,
            "action_ts": self.workspace.stamp(),
        }
        return self.acted(action, message=message, user=user, channel=channel, copies=copies)

    def choose(self, action_id, value, *, message=None, user=ANN, channel=DESK, copies=1):
        """Choose from a menu of a message."""
        action = {
            "type": "static_select",
            "action_id": action_id,
            "block_id": "b",
            "selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": value},
            "action_ts": self.workspace.stamp(),
        }
        return self.acted(action, message=message, user=user, channel=channel, copies=copies)

    def acted(self, action, *, message, user, channel, copies):
        """Send one block action."""
        stamp = message["ts"] if message else self.workspace.stamp()
        payload = {
            "type": "block_actions",
            "user": {"id": user, "username": "somebody", "team_id": TEAM},
            "api_app_id": "A0FAKE",
            "container": {
                "type": "message",
                "message_ts": stamp,
                "channel_id": channel,
                "is_ephemeral": message is None,
            },
            "trigger_id": self.workspace.trigger(),
            "team": {"id": TEAM, "domain": "fake"},
            "channel": {"id": channel, "name": "geo-desk"},
            "response_url": self.hook(),
            "actions": [action],
            **({"message": message} if message else {}),
        }
        return self.act("interactive", payload, copies=copies, response=True)

    def submit(self, view, values, *, user=ANN):
        """Submit a modal with values by block and action."""
        payload = {
            "type": "view_submission",
            "user": {"id": user, "username": "somebody", "team_id": TEAM},
            "team": {"id": TEAM, "domain": "fake"},
            "api_app_id": "A0FAKE",
            "trigger_id": self.workspace.trigger(),
            "view": {**view, "state": {"values": values}},
            "response_urls": [],
        }
        return self.act("interactive", payload, response=True)

    def mention(self, text, *, user=ANN, channel=DESK, thread=None):
        """Write a message that names the app, in a thread if one is given."""
        stamp = self.workspace.stamp()
        event = {
            "type": "app_mention",
            "user": user,
            "text": f"<@{ME}> {text}",
            "ts": stamp,
            "channel": channel,
            "event_ts": stamp,
            "team": TEAM,
            **({"thread_ts": thread} if thread else {}),
        }
        with self.workspace.lock:
            self.workspace.channels[channel].messages.append({**event, "type": "message"})
        return self.happen(event)

    def open_home(self, *, user=ANN, tab="home"):
        """Open the app's own page."""
        event = {"type": "app_home_opened", "user": user, "channel": "D0ANN00001", "tab": tab}
        return self.happen({**event, "event_ts": self.workspace.stamp()})

    def happen(self, event, *, copies=1):
        """Send an event."""
        payload = {
            "token": "legacy",
            "team_id": TEAM,
            "api_app_id": "A0FAKE",
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{time.time_ns()}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "user_id": ME, "is_bot": True}],
        }
        return self.act("events_api", payload, copies=copies)

    def act(self, kind, payload, *, copies=1, response=False):
        """Send an envelope and wait until it is acknowledged."""
        sent = self.sockets.send(kind, payload, copies=copies, response=response)
        envelope = self.run(sent)
        self.wait_for(lambda: envelope.acks)
        return envelope

    def answers(self, envelope, count=1):
        """Wait for what came back to the address that an envelope named."""
        name = envelope.frame["payload"]["response_url"].rsplit("/", 1)[1]
        return self.wait_for(lambda: len(self.hooks[name]) >= count and self.hooks[name])
