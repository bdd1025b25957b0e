"""Cards to Slack: posted, edited, and found again by their key."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.channels.slack.api import TIMEOUT, SlackApi, SlackRefused, next_cursor, objects_of
from bot.channels.slack.blocks import INERT, message
from bot.channels.slack.places import ChannelDirectory, find_problems
from bot.errors import HistoryUnread, SendLater, SendRefused, SendUnclear
from bot.model.alerts import DeliveryKey, Receipt
from bot.model.cards import Card

EARLIER = timedelta(seconds=60)  # Slack's clock and ours need not agree
_PAGES = 10
_PAGE = 200
METADATA_TYPE = "watchnext_delivery"

# The thread's first message is gone, or takes no replies: the card belongs into the channel then.
_NO_THREAD = {"thread_not_found", "cannot_reply_to_message", "message_not_found"}


class SlackChannel:
    """Posts to channels, named "#desk" or by id, with one token.

    A receipt is the channel's id and the message's time stamp. Slack knows no repeats: the key
    goes out as metadata, and `find` looks through the history for it.
    """

    name = "slack"
    settles = timedelta(seconds=30)  # its history may lag behind its answers

    def __init__(
        self,
        token: str,
        *,
        base_url: str = "https://slack.com/api/",
        clock: Callable[[], float] = time.monotonic,
        timeout: int = TIMEOUT,
    ) -> None:
        self.clock = clock
        self.api = SlackApi(token, base_url=base_url, clock=clock, timeout=timeout)
        self._directory = ChannelDirectory(self.api)

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
        """Post `card` once; see Channel.send for the arguments and what is raised."""
        channel = self._directory.known_id(address)
        body = {
            "channel": channel or address,
            **message(card, mention=mention),
            **key_metadata(key),
            **INERT,
        }
        parent = _thread_ts(thread, channel)
        if parent:
            try:
                return await self._send_message(
                    address, {**body, "thread_ts": parent, "reply_broadcast": broadcast}
                )
            except SlackRefused as e:
                if e.code not in _NO_THREAD:
                    raise
        return await self._send_message(address, body)

    async def _send_message(self, address: str, body: Mapping[str, object]) -> Receipt:
        answer = await self.api.call("chat.postMessage", **body)
        channel, ts = answer.get("channel"), answer.get("ts")
        if not isinstance(channel, str) or not isinstance(ts, str):
            raise SendUnclear("Slack took the card but did not say where it is")
        self._directory.remember(address, channel)
        return _receipt(channel, ts)

    async def edit(self, address: str, receipt: Receipt, card: Card) -> None:
        """Replace what a message shows; the same twice does no harm.

        Its metadata stays, because none is sent. Raises SendRefused where the message is gone.
        """
        channel, ts = _place_of(receipt)
        await self.api.call(
            "chat.update",
            channel=channel or await self._directory.find_id(address),
            ts=ts,
            **message(card),
            parse="none",
            link_names=False,
        )

    async def find(
        self,
        address: str,
        *,
        key: DeliveryKey,
        since: datetime,
        thread: Receipt | None = None,
    ) -> Receipt | None:
        """Look through the channel's history for `key`; through a thread first, if it is given.

        Raises HistoryUnread if Slack refuses to show it, SendLater if it may do so later.
        """
        try:
            channel = await self._directory.find_id(address)
            if parent := _thread_ts(thread, channel):
                receipt = await self._in_thread(channel, parent, key, since)
                if receipt is not None:
                    return receipt
            return await self._search("conversations.history", key, since, channel=channel)
        except SendUnclear as e:
            raise SendLater(str(e)) from None
        except SendRefused as e:
            raise HistoryUnread(str(e)) from None

    async def _in_thread(
        self, channel: str, parent: str, key: DeliveryKey, since: datetime
    ) -> Receipt | None:
        try:
            return await self._search(
                "conversations.replies", key, since, channel=channel, ts=parent
            )
        except SlackRefused as e:
            if e.code in _NO_THREAD:
                return None
            raise

    async def _search(
        self, method: str, key: DeliveryKey, since: datetime, **where: str
    ) -> Receipt | None:
        oldest = (since - EARLIER).timestamp()
        cursor = ""
        for _ in range(_PAGES):
            page = await self.api.call(
                method,
                **where,
                oldest=f"{oldest:.6f}",
                limit=_PAGE,
                include_all_metadata=True,
                cursor=cursor or None,
            )
            for posted in objects_of(page.get("messages")):
                if key_of(posted) == key:
                    return _receipt(where["channel"], str(posted.get("ts", "")))
            cursor = next_cursor(page)
            if not cursor:
                return None
        raise HistoryUnread(f"over {_PAGES * _PAGE:,} messages came in since: too many to search")

    async def problems(self, address: str) -> Sequence[str]:
        """Return what keeps cards from being posted, edited, threaded or found there."""
        return await find_problems(self.api, self._directory, address)


def key_metadata(key: DeliveryKey) -> dict[str, object]:
    """Return the metadata by which we know our own message again.

    Nobody sees it (docs.slack.dev/messaging/message-metadata); Slack itself knows no idempotency.
    """
    return {"metadata": {"event_type": METADATA_TYPE, "event_payload": {"key": key}}}


def key_of(posted: Mapping[str, object]) -> str | None:
    """Return the key from a message of a channel's history; None from everybody else's."""
    metadata = posted.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != METADATA_TYPE:
        return None
    payload = metadata.get("event_payload")
    key = payload.get("key") if isinstance(payload, dict) else None
    return key if isinstance(key, str) else None


def _receipt(channel: str, ts: str) -> Receipt:
    return Receipt(f"{channel}:{ts}")


def _place_of(receipt: Receipt) -> tuple[str, str]:
    channel, _, ts = receipt.message.rpartition(":")
    return channel, ts


def _thread_ts(thread: Receipt | None, channel: str | None) -> str:
    """Return the time stamp of a thread's first message; empty if it is in another channel."""
    if thread is None:
        return ""
    its, ts = _place_of(thread)
    return ts if not its or channel is None or its == channel else ""
