"""The one way to Slack's Web API: no retries of the library's, and every failure has a meaning."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import structlog

from bot.channels.slack.outcomes import TOKEN, TOKEN_PAUSE, failure
from bot.errors import SendError, SendLater, SendUnclear

if TYPE_CHECKING:
    from slack_sdk.errors import SlackApiError
    from slack_sdk.web.async_client import AsyncWebClient

log = structlog.get_logger()

TIMEOUT = 10  # seconds, for a whole call


class Wire:
    """Calls methods of the Web API by name.

    A token that Slack does not accept stops all calls for ten minutes; until it was accepted once,
    calls go out one by one. So at most two calls in ten minutes tell Slack a wrong token.
    `clock` gives seconds that only grow, `named` is the setting that the token is from.
    """

    def __init__(
        self,
        token: str,
        *,
        base_url: str,
        clock: Callable[[], float],
        timeout: int = TIMEOUT,
        named: str = "SLACK_BOT_TOKEN",
    ) -> None:
        self._client = client(token, base_url, timeout)
        self._named = named
        self._clock = clock
        self._closed_until = 0.0
        self._why = ""
        self._accepted = False
        self._first = asyncio.Lock()

    async def call(self, method: str, **arguments: object) -> Mapping[str, object]:
        """Call and give the answer's fields. Raises SendRefused, SendLater or SendUnclear."""
        return (await self._queued(method, arguments))[0]

    async def scopes(self) -> tuple[Mapping[str, object], frozenset[str]]:
        """Say who the token is (auth.test), and what it may do. Raises as `call` does."""
        answer, headers = await self._queued("auth.test", {})
        listed = next((v for k, v in headers.items() if k.lower() == "x-oauth-scopes"), "")
        return answer, frozenset(one.strip() for one in listed.split(",") if one.strip())

    async def _queued(
        self, method: str, arguments: Mapping[str, object]
    ) -> tuple[Mapping[str, object], Mapping[str, str]]:
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
        said = getattr(response, "data", None)
        status = int(getattr(response, "status_code", getattr(response, "status", 0)))
        code = said.get("error") if isinstance(said, dict) else None
        headers = getattr(response, "headers", None) or {}
        retry = next((v for k, v in headers.items() if k.lower() == "retry-after"), None)
        failed = failure(status=status, code=code, retry_after=retry, setting=self._named)
        if code in TOKEN:
            self._closed_until = self._clock() + TOKEN_PAUSE.total_seconds()
            self._accepted = False
            self._why = str(failed)
            log.error("slack does not accept the token", why=self._why)
        return failed


def client(token: str | None, base_url: str, timeout: int = TIMEOUT) -> "AsyncWebClient":
    """Make a client that tries once, waits so many seconds at most and logs no secret."""
    from slack_sdk.web.async_client import AsyncWebClient

    return AsyncWebClient(
        token=token, base_url=base_url, timeout=timeout, retry_handlers=[], logger=quiet()
    )


def quiet() -> logging.Logger:
    """Give the logger of Slack's libraries: at DEBUG they write tickets and reply addresses.

    Their warnings are advice to whoever writes a bot, and quote what people typed.
    """
    for library in ("slack_sdk", "slack_bolt"):
        logging.getLogger(library).setLevel(logging.ERROR)
    logger = logging.getLogger("watchnext.slack")
    logger.setLevel(logging.ERROR)
    return logger


def _written(method: str, arguments: Mapping[str, object]) -> dict[str, Any]:
    """Choose how arguments travel, as the library's own methods do."""
    given = {name: value for name, value in arguments.items() if value is not None}
    if method.startswith(("chat.", "views.")):
        return {"json": given}
    if method.startswith(("conversations.", "users.")):
        return {"http_verb": "GET", "params": given}
    return {"params": given}
