"""What Slack shows to people: to one of them, to all, in a thread, in a modal, on the Home tab.

Whatever goes wrong here is logged and no more: an answer that is late is not asked for any more.
"""

import structlog

from bot.channels.slack.api import TIMEOUT, SlackApi, quiet_logger
from bot.channels.slack.blocks import INERT, message
from bot.channels.slack.buttons import share_button
from bot.channels.slack.payloads import SlackRequest
from bot.channels.slack.rich_text import Block
from bot.errors import SendError
from bot.model.cards import Card

log = structlog.get_logger()

_OK = 200


class SlackReplies:
    """Answers over the Web API, and over the response_url that Slack gives with each request."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def show_to_asker(
        self, request: SlackRequest, card: Card, *, shareable: str = ""
    ) -> None:
        """Show `card` to whoever asked; `shareable` is what was asked, if all may see it."""
        shown = message(card, below=share_button(shareable))
        await self._respond(request, {**shown, "response_type": "ephemeral"})

    async def show_to_all(self, request: SlackRequest, card: Card) -> None:
        """Show `card` to everybody where it was asked."""
        await self._respond(request, {**message(card), "response_type": "in_channel"})

    async def reply_in_thread(self, request: SlackRequest, thread_ts: str, card: Card) -> None:
        """Show `card` to everybody in a thread."""
        shown = {**message(card), **INERT, "channel": request.channel, "thread_ts": thread_ts}
        await self._call("chat.postMessage", **shown)

    async def open_view(self, request: SlackRequest, view: Block) -> bool:
        """Open a modal; returns whether it did: a trigger_id is good for three seconds."""
        return await self._call("views.open", trigger_id=request.trigger_id, view=view)

    async def publish_home(self, user: str, view: Block) -> None:
        """Fill the Home tab of one person."""
        await self._call("views.publish", user_id=user, view=view)

    async def _call(self, method: str, **arguments: object) -> bool:
        try:
            await self._api.call(method, **arguments)
        except SendError as e:
            log.warning("slack answer lost", method=method, why=str(e))
            return False
        return True

    async def _respond(self, request: SlackRequest, shown: dict[str, object]) -> None:
        import aiohttp
        from slack_sdk.webhook.async_client import AsyncWebhookClient

        # Without it an answer to a press in a thread would stand in the channel.
        where = {"thread_ts": request.thread_ts} if request.thread_ts else {}
        body = {
            **shown,
            **where,
            "replace_original": False,
            "unfurl_links": False,
            "unfurl_media": False,
        }
        client = AsyncWebhookClient(
            request.response_url, timeout=TIMEOUT, retry_handlers=[], logger=quiet_logger()
        )
        try:
            answer = await client.send_dict(body)
        except (aiohttp.ClientError, OSError, TimeoutError) as e:
            # Only its kind: the address is a secret, and aiohttp likes to say it.
            log.warning("slack answer lost", method="response_url", why=type(e).__name__)
            return
        if answer.status_code != _OK:
            why = f"HTTP {answer.status_code}"
            log.warning("slack answer lost", method="response_url", why=why)
