"""What people do on any platform: acted on once, and answered in time, if only to say sorry."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Generic, TypeVar

import structlog

from bot.model.cards import Card, CardKind
from watchers.model.names import Severity

log = structlog.get_logger()

K = TypeVar("K")
V = TypeVar("V")

MUTE_LENGTHS: Final[Mapping[str, str]] = MappingProxyType(
    {"1h": "1 hour", "6h": "6 hours", "1d": "1 day", "1w": "1 week"}
)
"""What the mute menu under an alert offers: a length as the command service reads it, its label."""

MUTE_UNTIL: Final = "until"
"""The last choice of that menu: to be asked until when."""


class Recent(Generic[K, V]):
    """The newest values by key, so many at most: the one that was put first is forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()

    def put(self, key: K, value: V) -> None:
        """Keep a value; it is the newest now, also where its key was known."""
        self._values[key] = value
        self._values.move_to_end(key)
        while len(self._values) > self._most:
            self._values.popitem(last=False)

    def get(self, key: K) -> V | None:
        """Return the value of a key, or None; asking does not keep it any longer."""
        return self._values.get(key)


class Seen:
    """The keys of what was acted on already: platforms send some things more than once."""

    def __init__(self, most: int = 5_000) -> None:
        self._keys: Recent[str, bool] = Recent(most)

    def is_new(self, *keys: str) -> bool:
        """Return whether none of the keys was met before, and remember all; "" is no key."""
        named = [key for key in keys if key]
        met = any(self._keys.get(key) for key in named)
        for key in named:
            self._keys.put(key, value=True)
        return not met


class Tasks:
    """What is done after the platform was told that it was heard. The loop alone forgets tasks."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Begin with `work`, which raises nothing; returns at once."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, within: timedelta) -> None:
        """Let what was begun come to its end; what takes longer is cancelled."""
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=within.total_seconds())
            for task in late:
                task.cancel()


async def apologise_for_faults(
    work: Awaitable[None],
    apologise: Callable[[Card], Awaitable[None]],
    *,
    now: Callable[[], datetime],
) -> None:
    """Do `work`; after a fault of ours log it, and show whoever asked that it was ours."""
    try:
        await work
    except Exception:
        log.exception("request broke")
        sorry = "That went wrong in watchnext itself; its log says how."
        await apologise(text_card(sorry, now()))


async def answer_within(limit: timedelta, answer: Awaitable[V], *, late: V) -> V:
    """Return the answer, or `late` where it took longer than a platform waits for one."""
    try:
        async with asyncio.timeout(limit.total_seconds()):
            return await answer
    except TimeoutError:
        return late


def text_card(title: str, now: datetime, *, text: str = "") -> Card:
    """Return a card that says a sentence of our own, as an answer."""
    return Card(
        kind=CardKind.ANSWER, title=title, text=text, severity=Severity.MINOR, reason=None, seen=now
    )
