"""Cards to Discord: one embed a card, told once by an enforced nonce, found again by its footer."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Self

from bot.channels.discord.api import (
    API,
    NO_REPLIES,
    NO_TEXT,
    THREAD_ARCHIVED,
    THREAD_EXISTS,
    THREADLESS,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
    DiscordApi,
    DiscordRefused,
    DiscordRequest,
)
from bot.channels.discord.buttons import alert_buttons
from bot.channels.discord.embeds import Payload, embeds, signature
from bot.channels.discord.places import NO_CHANNEL_ID, ChannelHistory, missing_permissions
from bot.channels.discord.text import NOBODY, plain, read_mentions
from bot.channels.shared.inbound import Recent
from bot.errors import PlaceClosed, SendRefused
from bot.model.alerts import DeliveryKey, Receipt
from bot.model.cards import Card
from watchers.model.names import Severity

SILENT = 1 << 12  # SUPPRESS_NOTIFICATIONS (resources/message, "Message Flags")
THREAD_NAME = 90  # Discord takes 100
THREAD_SLEEPS = 4320  # minutes without a report until Discord folds a thread away
NONCE = 25  # characters, the most that Discord takes
# Seconds in which a channel that refused us is not asked again; a little less than the outbox
# waits between two knocks, or every second knock would find nobody asking.
PAUSE = 540.0
REMEMBERED = 2_000  # messages whose key is known without asking
GONE = "deleted"  # in a receipt: it was posted, and somebody removed it


class DiscordChannel:
    """Posts, edits and finds cards as one bot.

    Receipts are a message's id, or "thread/message" for one in a thread. With `broadcast` the card
    is a reply in the channel to the story's first message: Discord has no way to post in two places
    at once, and two requests could end in one of them.
    """

    name = "discord"
    settles = timedelta(seconds=5)  # its history is as good as at once

    def __init__(
        self,
        *,
        token: str,
        api_url: str = API,
        timeout: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.api = DiscordApi(token, api_url=api_url, timeout=timeout, clock=clock)
        self._clock = clock
        self._closed: dict[str, tuple[float, str]] = {}
        self._threadless: dict[str, float] = {}
        self._history = ChannelHistory(self.api)
        self._keys: Recent[str, str] = Recent(REMEMBERED)  # by message

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; may be called twice."""
        await self.api.aclose()

    async def send(
        self,
        address: str,
        card: Card,
        *,
        key: DeliveryKey,
        thread: Receipt | None = None,
        broadcast: bool = False,
        mention: str = "",
    ) -> Receipt:
        """Post `card` once, or raise a SendError that says what to do next.

        The nonce makes a repeat within a few minutes give the first message again; `find` is for
        later. Raises PlaceClosed where nothing can be posted; the place is then left alone for
        some minutes, whoever asks.
        """
        self._check(address)
        try:
            return await self._send(
                address, card, key=key, thread=thread, broadcast=broadcast, to=mention
            )
        except DiscordRefused as e:
            # All else is about this one card; these are about the place, for every card.
            if e.status not in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND} and e.code != NO_TEXT:
                raise
            self._closed[address] = (self._clock() + PAUSE, str(e))
            raise PlaceClosed(str(e)) from None

    async def edit(self, address: str, receipt: Receipt, card: Card) -> None:
        """Replace what a message shows, but for its key. Raises a SendError as `send` does.

        SendRefused where the message is gone.
        """
        place, message = _whereabouts(address, receipt)
        if not message.isdigit():
            raise SendRefused("editing: the message is gone")
        body = {
            "embeds": embeds(card, await self._key_of(place, message)),
            "components": alert_buttons(card),
            "allowed_mentions": NOBODY.allowed,
        }
        request = DiscordRequest(
            method="PATCH", path=f"/channels/{place}/messages/{message}", what="editing", body=body
        )
        try:
            await self.api.call(request)
        except DiscordRefused as e:
            # Discord archives a thread that is at rest, and edits nothing in it until it is woken.
            if e.code != THREAD_ARCHIVED:
                raise
            await self._wake(place)
            await self.api.call(request)

    async def find(
        self,
        address: str,
        *,
        key: DeliveryKey,
        since: datetime,
        thread: Receipt | None = None,
    ) -> Receipt | None:
        """Return the receipt of our message with `key`; None if it was not posted.

        Looks newest first, in the story's thread and then the channel. Raises HistoryUnread where
        the history is forbidden or longer than 1,000 messages, SendLater to be asked again.
        """
        places = [address] if thread is None else [_thread_of(thread), address]
        for place in filter(str.isdigit, places):
            if message := await self._history.find(place, key, since, hollow=place != address):
                return Receipt(message if place == address else f"{place}/{message}")
        return None

    async def problems(self, address: str) -> Sequence[str]:
        """Return what keeps cards from being posted, edited or threaded there, with its cure."""
        return await missing_permissions(self.api, address)

    def _check(self, address: str) -> None:
        if not address.isascii() or not address.isdigit():
            raise PlaceClosed(NO_CHANNEL_ID.format(address[:40]))
        until, why = self._closed.get(address, (0.0, ""))
        if why and self._clock() < until:
            raise PlaceClosed(why)

    async def _send(
        self,
        address: str,
        card: Card,
        *,
        key: DeliveryKey,
        thread: Receipt | None,
        broadcast: bool,
        to: str,
    ) -> Receipt:
        body = _body(card, key, to, quiet=thread is not None and not broadcast)
        if thread is None:
            return Receipt(await self._deliver(address, body))
        # Discord cannot post in two places: a broadcast is a reply where everybody sees it.
        if not broadcast and (place := _thread_of(thread)).isdigit():
            message = await self._in_thread(address, place, card, body)
            if message is not None:
                return Receipt(message)
        try:
            return Receipt(await self._deliver(address, body | _reply_to(address, thread)))
        except DiscordRefused as e:
            # To reply takes Read Message History; the card is worth more than its place.
            if e.code != NO_REPLIES:
                raise
            return Receipt(await self._deliver(address, body))

    async def _deliver(self, place: str, body: Payload) -> str:
        request = DiscordRequest(
            method="POST", path=f"/channels/{place}/messages", what="posting", body=body
        )
        try:
            answer = await self.api.call(request)
        except DiscordRefused as e:
            if e.code != UNKNOWN_MESSAGE:
                raise
            # Our nonce is known, but its message is not there any more: a moderator removed it.
            return f"{GONE}:{body['nonce']}"
        message = str(answer.fields.get("id"))
        self._keys.put(message, str(body["nonce"]))
        return message

    async def _key_of(self, place: str, message: str) -> str:
        """Return what a message's footer ends in: an edit must leave it findable."""
        known = self._keys.get(message)
        if known is None:
            path = f"/channels/{place}/messages/{message}"
            shown = await self.api.call(DiscordRequest(method="GET", path=path, what="editing"))
            known = signature(shown.fields)
            self._keys.put(message, known)
        return known

    async def _in_thread(self, address: str, place: str, card: Card, body: Payload) -> str | None:
        """Post in the story's thread, made if need be; None where there can be none."""
        if self._clock() < self._threadless.get(address, 0.0):
            return None
        try:
            return f"{place}/{await self._ready_and_deliver(address, place, card, body)}"
        except DiscordRefused as e:
            if e.code not in THREADLESS:
                raise
            # A right that is missing is missing for the next story too.
            if e.status == HTTPStatus.FORBIDDEN:
                self._threadless[address] = self._clock() + PAUSE
            return None

    async def _ready_and_deliver(self, address: str, place: str, card: Card, body: Payload) -> str:
        try:
            return await self._deliver(place, body)
        except DiscordRefused as e:
            if e.code == THREAD_ARCHIVED:
                await self._wake(place)
            elif e.code == UNKNOWN_CHANNEL:  # the thread would have its first message's id
                await self._begin(address, place, card)
            else:
                raise
        return await self._deliver(place, body)

    async def _begin(self, address: str, message: str, card: Card) -> None:
        """Make the thread on the story's first message; a thread's id is its message's."""
        name = plain(card.title, THREAD_NAME) or "More on this story"
        path = f"/channels/{address}/messages/{message}/threads"
        body = {"name": name, "auto_archive_duration": THREAD_SLEEPS}
        try:
            await self.api.call(
                DiscordRequest(method="POST", path=path, what="opening a thread", body=body)
            )
        except DiscordRefused as e:
            if e.code != THREAD_EXISTS:  # another try made it
                raise

    async def _wake(self, thread: str) -> None:
        body = {"archived": False}
        await self.api.call(
            DiscordRequest(
                method="PATCH", path=f"/channels/{thread}", what="reopening a thread", body=body
            )
        )


def _body(card: Card, key: str, mention: str, *, quiet: bool) -> Payload:
    mentions = read_mentions(mention)
    body: Payload = {
        "embeds": embeds(card, key),
        "nonce": key[:NONCE],
        "enforce_nonce": True,
        "allowed_mentions": mentions.allowed,
    }
    # A mention that makes no sound would be none; what is minor makes none.
    if mentions.content:
        body["content"] = mentions.content
    elif quiet or card.severity is Severity.MINOR:
        body["flags"] = SILENT
    if buttons := alert_buttons(card):
        body["components"] = buttons
    return body


def _reply_to(address: str, first: Receipt) -> Payload:
    place, message = _whereabouts(address, first)
    # A first message that went to a thread, or is gone, cannot be replied to from the channel.
    if place != address or not message.isdigit():
        return {}
    reference = {"message_id": message, "fail_if_not_exists": False}
    return {"message_reference": reference}


def _whereabouts(address: str, receipt: Receipt) -> tuple[str, str]:
    """Return in which channel or thread a message is, and its id."""
    place, _, message = receipt.message.rpartition("/")
    return place or address, message


def _thread_of(first: Receipt) -> str:
    """Return the id of the thread that follows a first message, or that it is in itself."""
    return first.message.partition("/")[0]
