"""How a bot comes into a server: the link and the steps, for people. Pure."""

from collections.abc import Sequence
from urllib.parse import urlencode

from bot.channels.discord.places import PERMISSIONS, WANTED

AUTHORIZE = "https://discord.com/oauth2/authorize"
PORTAL = "https://discord.com/developers/applications"
STEPS = """\
Open {portal}, choose New Application, call it watchnext. General Information shows its
Application ID. Leave Interactions Endpoint URL empty there: commands come by the gateway, so no
public address is needed.

Under Bot choose Reset Token, and put the token into DISCORD_TOKEN. Privileged Gateway Intents stay
off: watchnext needs none.

Invite the bot: {link} It asks for no more than this: {rights}.

In a private channel also add the bot under Edit Channel, Permissions.

In Discord switch on User Settings, Advanced, Developer Mode. Right-click the channel, Copy Channel
ID, and write it into rules.yaml as the address of a destination.

A role that alerts shall ping needs Allow anyone to @mention this role.

Run `watchnext doctor`: it says whether all is well, and what to do if not."""


def invite(application_id: str) -> str:
    """Return the link that invites the bot with no more rights than PERMISSIONS.

    Raises ValueError for what is no application id.
    """
    if not application_id.isascii() or not application_id.isdigit():
        raise ValueError(f"{application_id[:40]!r} is no application id: it is a number")
    asked = {
        "client_id": application_id,
        "scope": "bot applications.commands",
        "permissions": str(WANTED),
    }
    return f"{AUTHORIZE}?{urlencode(asked)}"


def steps(application_id: str = "") -> Sequence[str]:
    """Return what to click, in order; with the link if the application is known.

    Raises ValueError for what is no application id.
    """
    link = invite(application_id) if application_id else "what `watchnext setup discord ID` prints"
    rights = "; ".join(f"{name} {why}" for name, why in PERMISSIONS.items())
    return tuple(
        " ".join(step.split())
        for step in STEPS.format(portal=PORTAL, link=link, rights=rights).split("\n\n")
    )
