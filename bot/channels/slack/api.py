"""Slack's Web API: one way to call it, and what each of its answers means for a delivery.

None of the library's retries is used: a request that may have arrived must be looked for first, and
what was refused is refused again. Error codes: docs.slack.dev/reference/methods/chat.postMessage.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import structlog

from bot.errors import PlaceClosed, SendError, SendLater, SendRefused, SendUnclear

if TYPE_CHECKING:
    from slack_sdk.errors import SlackApiError
    from slack_sdk.web.async_client import AsyncWebClient

log = structlog.get_logger()

TIMEOUT = 10  # seconds, for a whole call
_SHORTEST_WAIT, _LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=15)
_TOKEN_PAUSE = timedelta(minutes=10)

_TOKEN = {  # each after the name of the setting
    "invalid_auth": "is not valid: copy it once more from the app's page",
    "not_authed": "is empty: set it",
    "token_revoked": "was revoked: reinstall the app and copy the new one",
    "token_expired": "has expired: switch token rotation off and copy a new one",
    "account_inactive": "is of an app that was removed from the workspace: reinstall it",
    "not_allowed_token_type": "is of the wrong kind: the bot's begins with xoxb-, the app's with "
    "xapp-",
}
# By code: not now; perhaps done; the whole place is shut; this request will never be taken.
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


class SlackRefused(SendRefused):
    """Slack will never take this request; `code` says why, in Slack's own word."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(f"{code}: {why}")
        self.code = code


class SlackApi:
    """Calls methods of the Web API by name.

    A token that Slack does not accept stops all calls for ten minutes; until it was accepted once,
    calls go out one by one. So at most two calls in ten minutes tell Slack a wrong token.
    `clock` gives seconds that only grow, `setting` is where the token is from.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str,
        clock: Callable[[], float],
        timeout: int = TIMEOUT,
        setting: str = "SLACK_BOT_TOKEN",
    ) -> None:
        self._client = web_client(token, base_url, timeout)
        self._setting = setting
        self._clock = clock
        self._closed_until = 0.0
        self._why = ""
        self._accepted = False
        self._first = asyncio.Lock()

    async def call(self, method: str, **arguments: object) -> Mapping[str, object]:
        """Call a method and return the fields of its answer.

        Raises SlackRefused or PlaceClosed, SendLater, or SendUnclear if it may have been done.
        """
        return (await self._queued(method, arguments))[0]

    async def test_token(self) -> tuple[Mapping[str, object], frozenset[str]]:
        """Return who the token is (auth.test), and its scopes. Raises as `call` does."""
        answer, headers = await self._queued("auth.test", {})
        scopes = next((v for k, v in headers.items() if k.lower() == "x-oauth-scopes"), "")
        return answer, frozenset(filter(None, (scope.strip() for scope in scopes.split(","))))

    async def _queued(
        self, method: str, arguments: Mapping[str, object]
    ) -> tuple[Mapping[str, object], Mapping[str, str]]:
        # One at a time until a token was accepted: twenty channels would ask twenty times.
        if self._accepted:
            return await self._call(method, arguments)
        async with self._first:
            return await self._call(method, arguments)

    async def _call(
        self, method: str, arguments: Mapping[str, object]
    ) -> tuple[Mapping[str, object], Mapping[str, str]]:
        if (left := self._closed_until - self._clock()) > 0:
            raise SendLater(self._why, after=timedelta(seconds=left))
        answer, headers = await self._sent(method, arguments)
        self._accepted = True
        return answer, headers

    async def _sent(
        self, method: str, arguments: Mapping[str, object]
    ) -> tuple[Mapping[str, object], Mapping[str, str]]:
        import aiohttp
        from slack_sdk.errors import SlackApiError

        try:
            answer = await self._client.api_call(method, **_written(method, arguments))
        except SlackApiError as e:
            # Without its cause: it quotes the whole answer, whoever gave it.
            raise self._failed(e) from None
        # Without a connection nothing was sent; after one nobody knows.
        except (aiohttp.ClientConnectorError, aiohttp.ClientProxyConnectionError) as e:
            raise SendLater("Slack cannot be reached") from e
        except (aiohttp.ClientError, OSError, TimeoutError) as e:
            raise SendUnclear(f"no answer from Slack: {type(e).__name__}") from None
        except (AttributeError, ValueError, LookupError) as e:
            # What the library does with an answer that is no JSON object.
            raise SendUnclear(f"no sense in Slack's answer: {type(e).__name__}") from None
        if not isinstance(answer.data, dict):
            raise SendUnclear("no sense in Slack's answer: not an object")
        return answer.data, cast("Mapping[str, str]", answer.headers)

    def _failed(self, e: "SlackApiError") -> SendError:
        # Of an answer that was no JSON the library keeps aiohttp's response instead of its own.
        response = e.response
        body = getattr(response, "data", None)
        status = int(getattr(response, "status_code", getattr(response, "status", 0)))
        code = body.get("error") if isinstance(body, dict) else None
        headers = getattr(response, "headers", None) or {}
        retry = next((v for k, v in headers.items() if k.lower() == "retry-after"), None)
        failed = error_of(status=status, code=code, retry_after=retry, setting=self._setting)
        # Slack bars machines that go on with a token that it has refused.
        if code in _TOKEN:
            self._closed_until = self._clock() + _TOKEN_PAUSE.total_seconds()
            self._accepted = False
            self._why = str(failed)
            log.error("slack does not accept the token", why=self._why)
        return failed


def web_client(token: str | None, base_url: str, timeout: int = TIMEOUT) -> "AsyncWebClient":
    """Make a client that tries once, waits so many seconds at most and logs no secret."""
    from slack_sdk.web.async_client import AsyncWebClient

    return AsyncWebClient(
        token=token, base_url=base_url, timeout=timeout, retry_handlers=[], logger=quiet_logger()
    )


def quiet_logger() -> logging.Logger:
    """Return the logger of Slack's libraries: at DEBUG they write tickets and reply addresses.

    Their warnings are advice to whoever writes a bot, and quote what people typed.
    """
    for library in ("slack_sdk", "slack_bolt"):
        logging.getLogger(library).setLevel(logging.ERROR)
    logger = logging.getLogger("watchnext.slack")
    logger.setLevel(logging.ERROR)
    return logger


def objects_of(value: object) -> list[Mapping[str, object]]:
    """Return the objects of a list in an answer; none where there is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def next_cursor(page: Mapping[str, object]) -> str:
    """Return where the next page begins; empty after the last."""
    metadata = page.get("response_metadata")
    cursor = metadata.get("next_cursor") if isinstance(metadata, dict) else None
    return cursor if isinstance(cursor, str) else ""


def _written(method: str, arguments: Mapping[str, object]) -> dict[str, Any]:
    """Choose how arguments travel: of JSON, forms and queries each method takes some."""
    given = {name: value for name, value in arguments.items() if value is not None}
    if method.startswith(("chat.", "views.")):
        return {"json": given}
    if method.startswith(("conversations.", "users.")):
        return {"http_verb": "GET", "params": given}
    return {"params": given}


def error_of(
    *, status: int, code: object, retry_after: object = None, setting: str = "SLACK_BOT_TOKEN"
) -> SendError:
    """Return what an answer that is not ok means. `code` is Slack's `error`, if it gave one.

    `retry_after` is the header of that name, in seconds; `setting` is where the token came from.
    """
    named = code if isinstance(code, str) and _CODE.fullmatch(code) else ""
    if status == _TOO_MANY or named in _LATER:
        return SendLater("Slack asks us to wait", after=wait_wished(retry_after))
    # Slack may have posted before it broke; so may a proxy between us that answers in its stead.
    if status >= _SERVER_FAULT or named in _UNCLEAR or not named:
        return SendUnclear(f"Slack answered {named or f'HTTP {status} without sense'}")
    # A new token needs no new card: what waits is sent when it is there.
    if named in _TOKEN:
        return SendLater(f"{named}: {setting} {_TOKEN[named]}", after=_TOKEN_PAUSE)
    if named in _CLOSED:
        return PlaceClosed(f"{named}: {_CLOSED[named]}")
    return SlackRefused(named, _REFUSED.get(named, "Slack does not take it"))


def wait_wished(retry_after: object) -> timedelta | None:
    """Return what Retry-After asks for, a second to 15 minutes; None where it says nothing."""
    text = str(retry_after).strip() if retry_after is not None else ""
    if not re.fullmatch(r"-?\d{1,20}", text, re.ASCII):
        return None
    return min(max(timedelta(seconds=min(int(text), 10**6)), _SHORTEST_WAIT), _LONGEST_WAIT)
