"""What the bot answers to commands, presses and mentions: the first word within a second."""

import asyncio
from collections.abc import Sequence

import structlog

from bot.channels.discord.api import DiscordApi, DiscordRequest
from bot.channels.discord.buttons import mute_modal, share_button
from bot.channels.discord.embeds import Payload, embeds
from bot.channels.discord.payloads import Interaction, Mention
from bot.channels.discord.text import NOBODY
from bot.errors import SendLater, SendRefused, SendUnclear
from bot.model.cards import AlertId, Card

log = structlog.get_logger()

EPHEMERAL = 1 << 6
# Types of callbacks (interactions/receiving-and-responding).
_DEFERRED_MESSAGE, _UPDATE_MESSAGE, _AUTOCOMPLETE_RESULT, _MODAL = 5, 7, 8, 9
_PAUSES = (0.5, 1.5)  # seconds between tries
# What may be shown again of a message: Discord adds more to an embed than it takes back.
_PARTS = ("title", "description", "url", "color", "fields", "footer", "author")


class Replies:
    """Answers by REST. Nothing is raised: who asked is gone by then; a line in the log stays."""

    def __init__(self, api: DiscordApi) -> None:
        self._api = api

    async def defer(self, to: Interaction) -> bool:
        """Acknowledge: an answer comes, for the asker alone. False if it is too late for that.

        Then Discord has told the person that it failed: nothing may be done any more.
        """
        return await self._callback(to, _DEFERRED_MESSAGE, {"flags": EPHEMERAL})

    async def show(self, to: Interaction, card: Card, *, share: bool = False) -> None:
        """Show the answer that was deferred; it may be repeated, so it is tried three times."""
        body = {
            "embeds": embeds(card),
            "components": share_button() if share and card.shareable else [],
            "allowed_mentions": NOBODY.allowed,
        }
        path = f"/webhooks/{to.application}/{to.token}/messages/@original"
        request = DiscordRequest(method="PATCH", path=path, what="answering", body=body, free=True)
        await self._persistent(request, to.id)

    async def complete(self, to: Interaction, choices: Sequence[Payload]) -> None:
        """Offer choices while somebody types into an option."""
        await self._callback(to, _AUTOCOMPLETE_RESULT, {"choices": list(choices)})

    async def open_mute_modal(self, to: Interaction, alert: AlertId) -> None:
        """Open the modal that asks until when to mute."""
        await self._callback(to, _MODAL, mute_modal(alert))

    async def share(self, to: Interaction) -> None:
        """Show an answer that only its asker saw to the whole channel, and end its button.

        The button ends first: a follow-up has no nonce, so a second press would post twice.
        """
        ended: Payload = {
            "components": share_button(shared=True),
            "allowed_mentions": NOBODY.allowed,
        }
        if not await self._callback(to, _UPDATE_MESSAGE, ended):
            return
        shown = [{part: embed[part] for part in _PARTS if part in embed} for embed in to.embeds]
        body = {"embeds": shown, "allowed_mentions": NOBODY.allowed}
        path = f"/webhooks/{to.application}/{to.token}"
        await self._once(
            DiscordRequest(method="POST", path=path, what="sharing", body=body, free=True), to.id
        )

    async def begin(self, to: Mention) -> None:
        """Show that the bot is writing."""
        path = f"/channels/{to.place.channel}/typing"
        await self._once(DiscordRequest(method="POST", path=path, what="typing"), to.id)

    async def reply(self, to: Mention, card: Card) -> None:
        """Answer a mention where it stands. The nonce is the message's id: never twice."""
        body = {
            "embeds": embeds(card),
            "allowed_mentions": {"parse": [], "replied_user": False},
            "message_reference": {"message_id": to.id, "fail_if_not_exists": False},
            "nonce": to.id[:25],
            "enforce_nonce": True,
        }
        path = f"/channels/{to.place.channel}/messages"
        await self._persistent(
            DiscordRequest(method="POST", path=path, what="answering", body=body), to.id
        )

    async def _callback(self, to: Interaction, kind: int, data: Payload) -> bool:
        path = f"/interactions/{to.id}/{to.token}/callback"
        # Three seconds, once (interactions/receiving-and-responding, "Responding").
        body = {"type": kind, "data": data}
        request = DiscordRequest(
            method="POST", path=path, what="acknowledging", body=body, free=True
        )
        return await self._once(request, to.id)

    async def _once(self, request: DiscordRequest, of: str) -> bool:
        """Try once, for what must not happen twice; True unless it surely did not arrive."""
        try:
            await self._api.call(request)
        except SendUnclear as e:
            log.warning("replied", status="unclear", to=of, why=str(e))
        except (SendRefused, SendLater) as e:
            log.warning("replied", status="failed", to=of, why=str(e))
            return False
        return True

    async def _persistent(self, request: DiscordRequest, of: str) -> None:
        """Try up to three times: only for what may be repeated without harm."""
        why = ""
        for pause in (0.0, *_PAUSES):
            await asyncio.sleep(pause)
            try:
                await self._api.call(request)
            except SendRefused as e:
                why = str(e)
                break
            except (SendUnclear, SendLater) as e:
                why = str(e)
            else:
                return
        log.warning("replied", status="failed", to=of, why=why)
