"""What the bot posted in a channel or thread, looked through for one message."""

from datetime import UTC, datetime, timedelta

from bot.channels.discord.embeds import Payload, signed_with
from bot.channels.discord.outcomes import BEFORE_THE_THREAD, UNKNOWN_CHANNEL, Refused
from bot.channels.discord.permissions import may_read_history
from bot.channels.discord.rest import Call, Rest
from bot.errors import HistoryUnread, SendLater, SendRefused, SendUnclear

PAGE, MOST_PAGES = 100, 10
SKEW = timedelta(minutes=2)  # between our clock and Discord's
_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


class ChannelHistory:
    """Looks through the last 1,000 messages of a place for ours."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._me = ""

    async def find(
        self, place: str, key: str, since: datetime, *, hollow: bool = False
    ) -> str | None:
        """Give the id of our message with `key` in a channel or thread, newest first, or None.

        An empty place is believed only where we may read, or if it may be `hollow`: a thread that
        nobody made. Raises HistoryUnread if nobody can know, SendLater to be asked again.
        """
        me = await self._own_id()
        oldest, before = _snowflake(since - SKEW), ""
        for _ in range(MOST_PAGES):
            page = await self._page(place, before)
            for message in page:
                author = message.get("author")
                ours = isinstance(author, dict) and author.get("id") == me
                if ours and signed_with(message, key):
                    return str(message.get("id"))
            if not page and not before and not hollow:
                await self._check(place, me)
            if len(page) < PAGE or int(str(page[-1]["id"])) < oldest:
                return None
            before = str(page[-1]["id"])
        raise HistoryUnread(f"over {PAGE * MOST_PAGES:,} messages were posted there since")

    async def _check(self, address: str, me: str) -> None:
        """Raise HistoryUnread if the channel only seems empty: Discord hides what we may not read.

        GET messages without Read Message History is no error, but an empty list
        (resources/message, "Get Channel Messages").
        """
        try:
            if await may_read_history(self._rest, address, me):
                return
        except SendUnclear as e:
            raise SendLater(str(e)) from None
        except SendRefused as e:
            raise HistoryUnread(str(e)) from None
        raise HistoryUnread(
            "the bot may not read the channel's history: allow Read Message History"
        )

    async def _page(self, place: str, before: str) -> list[Payload]:
        query = (("limit", str(PAGE)), *((("before", before),) if before else ()))
        path = f"/channels/{place}/messages"
        try:
            answer = await self._rest.call(
                Call(method="GET", path=path, what="reading the history", query=query)
            )
        except Refused as e:
            if e.code in {UNKNOWN_CHANNEL, BEFORE_THE_THREAD}:
                return []  # a thread that was never made or read to its end, a channel that is gone
            raise HistoryUnread(str(e)) from None
        except SendUnclear as e:
            raise SendLater(str(e)) from None  # to read is to change nothing: ask again
        return answer.body if isinstance(answer.body, list) else []

    async def _own_id(self) -> str:
        if not self._me:
            try:
                answer = await self._rest.call(
                    Call(method="GET", path="/users/@me", what="asking who we are")
                )
            except SendUnclear as e:
                raise SendLater(str(e)) from None
            self._me = str(answer.fields.get("id", ""))
        return self._me


def _snowflake(moment: datetime) -> int:
    return max(0, (moment - _EPOCH) // timedelta(milliseconds=1)) << 22
