"""What Slack needs to know of the app: its manifest, and why each permission is asked for."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "chat:write": "post and edit alerts in channels the app was invited to",
        "channels:read": "find the channels named in rules.yaml",
        "groups:read": "the same for private channels it was invited to",
        "channels:history": "look whether an alert arrived before sending it again",
        "groups:history": "the same in private channels",
        "commands": "answer /watch",
        "app_mentions:read": "answer where it is mentioned: Slack refuses /watch in threads",
        "users:read": "tell members from guests and apps, and show who acknowledged",
    }
)

COMMAND = "/watch"
_EVENTS = ("app_home_opened", "app_mention")


def app_manifest() -> str:
    """Return the app manifest as JSON, ready to paste into Slack's form."""
    return json.dumps(
        {
            "_metadata": {"major_version": 1, "minor_version": 1},
            "display_information": {
                "name": "watchnext",
                "description": "Keeps watch on what to watch next",
                "background_color": "#1d3557",
            },
            "features": {
                "app_home": {
                    "home_tab_enabled": True,
                    "messages_tab_enabled": False,
                    "messages_tab_read_only_enabled": True,
                },
                "bot_user": {"display_name": "watchnext", "always_online": True},
                "slash_commands": [
                    {
                        "command": COMMAND,
                        "description": "Ask what moved, and why you were told",
                        "usage_hint": "board | latest | search … | why … | help",
                        "should_escape": False,
                    }
                ],
            },
            "oauth_config": {"scopes": {"bot": list(SCOPES)}},
            "settings": {
                "event_subscriptions": {"bot_events": list(_EVENTS)},
                "interactivity": {"is_enabled": True},
                "org_deploy_enabled": False,
                "socket_mode_enabled": True,
                "token_rotation_enabled": False,
            },
        },
        indent=2,
    )


def setup_steps() -> Sequence[str]:
    """Return what to click, in order."""
    return (
        "Open https://api.slack.com/apps, choose Create New App, then From a manifest.",
        "Pick your workspace, paste the manifest as JSON, and create the app.",
        "Under Install App, install it; copy the Bot User OAuth Token (xoxb-…): SLACK_BOT_TOKEN.",
        "Under Basic Information, App-Level Tokens, generate one with the scope connections:write.",
        "Copy that one too (xapp-…): SLACK_APP_TOKEN.",
        "Put both into .env (mode 0600) or the environment; no public address is needed.",
        "In every channel that rules.yaml names, type /invite @watchnext.",
        "Run watchnext doctor: it says what is still missing, and what to do about it.",
    )
