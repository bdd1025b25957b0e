"""Says things to people: to one of them privately, to a thread, in a window, on the app's page.

Whatever goes wrong here is logged and no more: an answer that is late is not asked for any more.
"""

import structlog

from bot.channels.slack.buttons import share_button
from bot.channels.slack.heard import Heard
from bot.channels.slack.message import INERT, message
from bot.channels.slack.parts import Part
from bot.channels.slack.wire import TIMEOUT, Wire, quiet
from bot.errors import SendError
from bot.model.cards import Card

log = structlog.get_logger()

_OK = 200


class Voice:
    """Answers over the Web API, and over the addresses that Slack gives for each request."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def privately(self, heard: Heard, card: Card, *, shareable: str = "") -> None:
        """Show `card` to whoever asked; `shareable` is what was asked, if all may see it."""
        said = message(card)
        blocks = [*_parts(said), *share_button(shareable)]
        await self._hook(heard, {**said, "blocks": blocks, "response_type": "ephemeral"})

    async def broadcast(self, heard: Heard, card: Card) -> None:
        """Show `card` to everybody where it was asked."""
        await self._hook(heard, {**message(card), "response_type": "in_channel"})

    async def in_thread(self, heard: Heard, thread: str, card: Card) -> None:
        """Show `card` to everybody in a thread."""
        said = {**message(card), **INERT, "channel": heard.channel, "thread_ts": thread}
        await self._call("chat.postMessage", **said)

    async def window(self, heard: Heard, view: Part) -> bool:
        """Open a window; says whether it did."""
        return await self._call("views.open", trigger_id=heard.trigger, view=view)

    async def page(self, user: str, view: Part) -> None:
        """Fill the app's page of one person."""
        await self._call("views.publish", user_id=user, view=view)

    async def _call(self, method: str, **arguments: object) -> bool:
        try:
            await self._wire.call(method, **arguments)
        except SendError as e:
            log.warning("slack answer lost", method=method, why=str(e))
            return False
        return True

    async def _hook(self, heard: Heard, said: dict[str, object]) -> None:
        import aiohttp
        from slack_sdk.webhook.async_client import AsyncWebhookClient

        where = {"thread_ts": heard.thread} if heard.thread else {}
        body = {
            **said,
            **where,
            "replace_original": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        hook = AsyncWebhookClient(heard.hook, timeout=TIMEOUT, retry_handlers=[], logger=quiet())
        try:
            answer = await hook.send_dict(body)
        except (aiohttp.ClientError, OSError, TimeoutError) as e:
            # Only its kind: the address is a secret, and aiohttp likes to say it.
            log.warning("slack answer lost", method="response_url", why=type(e).__name__)
            return
        if answer.status_code != _OK:
            why = f"HTTP {answer.status_code}"
            log.warning("slack answer lost", method="response_url", why=why)


def _parts(said: dict[str, object]) -> list[Part]:
    blocks = said["blocks"]
    return blocks if isinstance(blocks, list) else []
