"""Cards to Slack: posted, edited, and found again by their key."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from bot.channels.slack.checks import what_is_wrong
from bot.channels.slack.directory import Directory, listed, next_cursor
from bot.channels.slack.message import INERT, key_of, message, stamped
from bot.channels.slack.wire import TIMEOUT, Wire
from bot.errors import HistoryUnread, SendLater, SendRefused, SendUnclear
from bot.model.alerts import DeliveryKey, Receipt
from bot.model.cards import Card

EARLIER = timedelta(seconds=60)  # Slack's clock and ours need not agree
_PAGES = 10
_PAGE = 200
_NO_THREAD = ("thread_not_found", "cannot_reply_to_message", "message_not_found")


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
        self.wire = Wire(token, base_url=base_url, clock=clock, timeout=timeout)
        self._directory = Directory(self.wire)

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
        """Post `card` once; see Channel.send for `thread`, `broadcast` and `mention`."""
        channel = self._directory.known(address)
        said = {
            "channel": channel or address,
            **message(card, mention=mention),
            **stamped(key),
            **INERT,
        }
        parent = _parent(thread, channel)
        if parent:
            try:
                return await self._say(
                    address, {**said, "thread_ts": parent, "reply_broadcast": broadcast}
                )
            except SendRefused as e:
                if not str(e).startswith(_NO_THREAD):
                    raise
        return await self._say(address, said)

    async def _say(self, address: str, said: Mapping[str, object]) -> Receipt:
        answer = await self.wire.call("chat.postMessage", **said)
        channel, stamp = answer.get("channel"), answer.get("ts")
        if not isinstance(channel, str) or not isinstance(stamp, str):
            raise SendUnclear("Slack took the card but did not say where it is")
        self._directory.learn(address, channel)
        return _receipt(channel, stamp)

    async def edit(self, address: str, receipt: Receipt, card: Card) -> None:
        """Replace what a message shows; the same twice does no harm.

        Its metadata stays, because none is sent. Raises SendRefused where the message is gone.
        """
        channel, stamp = _parts(receipt)
        await self.wire.call(
            "chat.update",
            channel=channel or await self._directory.id_of(address),
            ts=stamp,
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
        """Look through the channel's history for `key`; through a thread first, if it is given."""
        try:
            channel = await self._directory.id_of(address)
            if parent := _parent(thread, channel):
                found = await self._in_thread(channel, parent, key, since)
                if found is not None:
                    return found
            return await self._look("conversations.history", key, since, channel=channel)
        except SendUnclear as e:
            raise SendLater(str(e)) from None
        except SendRefused as e:
            raise HistoryUnread(str(e)) from None

    async def _in_thread(
        self, channel: str, parent: str, key: DeliveryKey, since: datetime
    ) -> Receipt | None:
        try:
            return await self._look("conversations.replies", key, since, channel=channel, ts=parent)
        except SendRefused as e:
            if str(e).startswith(_NO_THREAD):
                return None
            raise

    async def _look(
        self, method: str, key: DeliveryKey, since: datetime, **where: str
    ) -> Receipt | None:
        oldest = (since - EARLIER).timestamp()
        cursor = ""
        for _ in range(_PAGES):
            page = await self.wire.call(
                method,
                **where,
                oldest=f"{oldest:.6f}",
                limit=_PAGE,
                include_all_metadata=True,
                cursor=cursor or None,
            )
            for posted in listed(page.get("messages")):
                if key_of(dict(posted)) == key:
                    return _receipt(where["channel"], str(posted.get("ts", "")))
            cursor = next_cursor(page)
            if not cursor:
                return None
        raise HistoryUnread(f"over {_PAGES * _PAGE:,} messages came in since: too many to search")

    async def problems(self, address: str) -> Sequence[str]:
        """Say what keeps cards from being posted, edited, threaded or found there."""
        return await what_is_wrong(self.wire, self._directory, address)


def _receipt(channel: str, stamp: str) -> Receipt:
    return Receipt(f"{channel}:{stamp}")


def _parts(receipt: Receipt) -> tuple[str, str]:
    channel, _, stamp = receipt.message.rpartition(":")
    return channel, stamp


def _parent(thread: Receipt | None, channel: str | None) -> str:
    """Give the time stamp of a thread's first message; empty if it is in another channel."""
    if thread is None:
        return ""
    its, stamp = _parts(thread)
    return stamp if not its or channel is None or its == channel else ""
