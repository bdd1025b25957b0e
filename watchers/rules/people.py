"""What rules.yaml may say of places and people on a platform: channels, mentions, ids."""

import re
from typing import Annotated

from pydantic import AfterValidator

from watchers.fields.values import any_text, wrong

MENTIONS = {
    "slack": (
        r"<!(here|channel)>|<@[UW][A-Z0-9]{1,20}>|<!subteam\^S[A-Z0-9]{1,20}>",
        "<!here>, <!channel>, <@U012ABCDEF> or <!subteam^S012ABCDEF>",
    ),
    "discord": (
        r"@here|@everyone|<@!?[0-9]{15,20}>|<@&[0-9]{15,20}>",
        "@here, @everyone, <@123456789012345678> or <@&123456789012345678> for a role",
    ),
}
"""How each platform writes whom to ping: the pattern of one, and what to tell who errs."""


def is_mention(platform: str, text: str) -> bool:
    """Whether `text` is made of mentions of this platform, with blanks between."""
    pattern, _ = MENTIONS.get(platform, (r"(?!)", ""))
    return all(re.fullmatch(pattern, one) for one in text.split())


def _slack(text: str) -> str:
    if not re.fullmatch(r"#?[\w-]{1,80}", text):
        raise wrong("not a Slack channel", 'its name in quotes, "#geo-desk", or its id')
    return text


def _discord(text: str) -> str:
    if not re.fullmatch(r"[0-9]{15,20}", text):
        raise wrong("not a Discord channel", "its id, 17 to 20 digits: Copy Channel ID in Discord")
    return text


SlackChannel = Annotated[str, AfterValidator(_slack)]
DiscordChannel = Annotated[str, AfterValidator(_discord), any_text()]
