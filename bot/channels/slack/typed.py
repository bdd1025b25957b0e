"""What somebody typed, without what Slack adds to it. Pure."""

import re

_LINK = re.compile(r"<(https?://[^|>]+)(?:\|[^>]*)?>")
_MENTION = re.compile(r"<@[UW][A-Z0-9]+(?:\|[^>]*)?>")


def typed(text: str) -> str:
    """Give the words after a mention of the app, addresses bare and entities as characters.

    Only the mention in front is the app's: any further one is part of the question.
    """
    words = _MENTION.sub("", text.strip(), count=1) if _MENTION.match(text.strip()) else text
    bare = _LINK.sub(r"\1", words)
    return bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
