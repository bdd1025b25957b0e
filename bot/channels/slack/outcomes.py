"""What an answer of Slack's means for a delivery, and what to do about it (FAULTS.md 4.1). Pure."""

import re
from datetime import timedelta

from bot.errors import PlaceClosed, SendError, SendLater, SendRefused, SendUnclear

SHORTEST = timedelta(seconds=1)
LONGEST = timedelta(minutes=15)
TOKEN_PAUSE = timedelta(minutes=10)

TOKEN = {  # each after the name of the setting
    "invalid_auth": "is not valid: copy it once more from the app's page",
    "not_authed": "is empty: set it",
    "token_revoked": "was revoked: reinstall the app and copy the new one",
    "token_expired": "has expired: switch token rotation off and copy a new one",
    "account_inactive": "is of an app that was removed from the workspace: reinstall it",
    "not_allowed_token_type": "is of the wrong kind: the bot's begins with xoxb-, the app's with "
    "xapp-",
}
_LATER = {"ratelimited", "rate_limited", "message_limit_exceeded", "team_added_to_org"}
_UNCLEAR = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
_CLOSED = {  # nothing can be posted there until somebody mends it
    "channel_not_found": "there is no such channel, or it is private and the app is not in it: "
    "check the name in rules.yaml, then /invite the app there",
    "not_in_channel": "the app is not in the channel: /invite it there",
    "is_archived": "the channel is archived: unarchive it, or name another in rules.yaml",
    "restricted_action": "the workspace does not let apps post there: "
    "ask an admin to allow it in the channel's posting permissions",
    "restricted_action_read_only_channel": "the channel is read-only: allow the app to post there",
    "restricted_action_thread_only_channel": "the channel takes replies only: name another",
    "missing_scope": "the app lacks a permission: watchnext setup slack lists all, then reinstall",
    "no_permission": "the app lacks a permission: watchnext setup slack lists all, then reinstall",
    "ekm_access_denied": "an admin has suspended posting: ask them",
    "accesslimited": "the workspace does not let this machine's address in: ask an admin",
    "access_denied": "the app may not do this there: ask an admin",
    "team_access_not_granted": "the app was not granted this workspace: ask an admin",
}
_FAULT = "Slack does not take the card: report this as a fault of watchnext"
_REFUSED = {
    "restricted_action_non_threadable_channel": "the channel takes no threads: name another",
    "message_not_found": "the message is gone",
    "cant_update_message": "the message was posted by another app",
    "edit_window_closed": "the message is too old for the workspace's editing rule",
    **dict.fromkeys(("msg_too_long", "msg_blocks_too_long", "no_text"), _FAULT),
    **dict.fromkeys(("invalid_blocks", "invalid_blocks_format", "invalid_arguments"), _FAULT),
}
_CODE = re.compile(r"[a-z][a-z0-9_]{0,60}")
_SERVER_FAULT = 500
_TOO_MANY = 429


def failure(
    *, status: int, code: object, retry_after: object = None, setting: str = "SLACK_BOT_TOKEN"
) -> SendError:
    """Say what an answer that is not ok means. `code` is Slack's error, if it gave one.

    `setting` is where the token came from.
    """
    named = code if isinstance(code, str) and _CODE.fullmatch(code) else ""
    if status == _TOO_MANY or named in _LATER:
        return SendLater("Slack asks us to wait", after=wish(retry_after))
    if status >= _SERVER_FAULT or named in _UNCLEAR or not named:
        return SendUnclear(f"Slack answered {named or f'HTTP {status} without sense'}")
    if named in TOKEN:
        return SendLater(f"{named}: {setting} {TOKEN[named]}", after=TOKEN_PAUSE)
    if named in _CLOSED:
        return PlaceClosed(f"{named}: {_CLOSED[named]}")
    return SendRefused(f"{named}: {_REFUSED.get(named, 'Slack does not take it')}")


def wish(retry_after: object) -> timedelta | None:
    """Read Retry-After: at least a second, at most 15 minutes; None where it says nothing."""
    text = str(retry_after).strip() if retry_after is not None else ""
    if not re.fullmatch(r"-?\d{1,20}", text, re.ASCII):
        return None
    return min(max(timedelta(seconds=min(int(text), 10**6)), SHORTEST), LONGEST)
