"""Cards to a terminal, a pipe or a file: painted for people, or as lines of JSON."""

import asyncio
import os
import select
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from threading import Lock
from typing import TextIO

from bot.channels.console.history import ConsoleHistory
from bot.channels.console.sanitize import encoded, json_line
from bot.errors import SendLater, SendRefused
from bot.model.alerts import DeliveryKey, Receipt
from bot.model.cards import Card
from bot.render.card_json import card_json


def _utc_now() -> datetime:
    return datetime.now(UTC)


class ConsoleChannel:
    """Shows each card in one piece, then remembers its key, so that `find` survives kill -9.

    Honest limit: a kill in the microseconds between those two writes shows that card once more
    after the restart. A kill before them loses nothing: the key is unknown and the card is due.

    `out` is a text stream with a descriptor, or the descriptor itself (then UTF-8). Width and
    colour are found out for each card (a window may be resized) unless given. `zone` None is the
    reader's own. As JSON each card is exactly one line of UTF-8, whatever the locale.

    Raises OSError if `out` has no descriptor or `history` cannot be read.
    """

    name = "terminal"
    settles = timedelta(0)

    def __init__(
        self,
        *,
        out: TextIO | int,
        history: Path,
        as_json: bool = False,
        width: int | None = None,
        color: bool | None = None,
        zone: tzinfo | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self.reader_gone = asyncio.Event()
        """Set when a pipe's reader has gone: nothing can be shown any more, so the app may stop."""
        self._stream = None if isinstance(out, int) else out
        self._descriptor = out if isinstance(out, int) else out.fileno()
        self._encoding = getattr(out, "encoding", None) or "utf-8"
        self._history = ConsoleHistory(history)
        self._as_json = as_json
        self._width = width
        self._color = color
        self._zone = zone
        self._clock = clock
        self._turn = Lock()
        self._torn = False

    async def send(
        self,
        address: str,  # noqa: ARG002 - a terminal has no second place to write to
        card: Card,
        *,
        key: DeliveryKey,
        thread: Receipt | None = None,  # noqa: ARG002 - a terminal has no threads
        broadcast: bool = False,  # noqa: ARG002
        mention: str = "",  # noqa: ARG002 - nor anybody to ping
    ) -> Receipt:
        """Show `card`. A slow reader holds up this card only, not the event loop.

        Raises SendRefused if the reader has gone (`watchnext run | head`), and sets `reader_gone`:
        no retry can reach it, a loop of them would keep the process alive for nobody. Raises
        SendLater if writing failed otherwise, as on a full disk.
        """
        try:
            await asyncio.to_thread(self._show, card, key)
        except BrokenPipeError as e:
            self.reader_gone.set()
            raise SendRefused("the reader of standard output is gone") from e
        except OSError as e:
            raise SendLater(f"standard output cannot be written to: {e.strerror}") from e
        return Receipt(key)

    async def find(
        self,
        address: str,  # noqa: ARG002 - a terminal has no second place to look at
        *,
        key: DeliveryKey,
        since: datetime,  # noqa: ARG002 - all keys are kept
        thread: Receipt | None = None,  # noqa: ARG002
    ) -> Receipt | None:
        """Return the receipt if `key` was shown, by this process or one before it, else None."""
        return Receipt(key) if key in self._history else None

    async def edit(self, address: str, receipt: Receipt, card: Card) -> None:
        """Do nothing: what a terminal has shown has scrolled on."""

    async def problems(self, address: str) -> Sequence[str]:  # noqa: ARG002
        """Return none: whoever reads it sees the terminal."""
        return ()

    def _show(self, card: Card, key: DeliveryKey) -> None:
        with self._turn:
            if self._stream:
                self._stream.flush()  # what was printed before stays before
            self._write(self._bytes(card, key))
            # Only now: remembered before, a kill in between would lose the card for good.
            self._history.add(key)

    def _bytes(self, card: Card, key: DeliveryKey) -> bytes:
        if self._as_json:
            # RFC 8259, section 8.1: JSON between programs is UTF-8.
            return json_line(card_json(card, key=key)).encode()
        from bot.channels.console.layout import View, lay_out
        from bot.channels.console.terminal import Terminal

        terminal = Terminal.of(self._descriptor, width=self._width, color=self._color)
        view = View(terminal=terminal, zone=self._zone, now=self._clock())
        return encoded(terminal.paint(lay_out(card, key, view)), self._encoding)

    def _write(self, content: bytes) -> None:
        """Write all of `content`. After a failure half-way the next card begins on a new line."""
        left = memoryview(b"\n" + content if self._torn else content)
        while left:
            try:
                written = os.write(self._descriptor, left)
            except BlockingIOError:
                # Another program made our shared terminal non-blocking.
                select.select([], [self._descriptor], [])
                continue
            left = left[written:]
            self._torn = bool(left)
