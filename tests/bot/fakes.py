"""Fakes at the seams of the bot, and values to build tests from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.errors import HistoryUnread
from bot.model.alerts import Delivery, DeliveryKey, Receipt, State
from bot.model.cards import AlertId, Card, CardKind
from bot.model.reasons import Reason
from watchers.model.names import DestinationId, Severity, SourceId

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
DESK = DestinationId("desk")


class FakeChannel:
    """A channel in memory. `script` holds what the next sends raise; None lets them through.

    A scripted error with `stored=True` posts the card first: the reply is lost, not the request.
    """

    name = "terminal"
    settles = timedelta(0)

    def __init__(self, *script, history=True):
        self.script = list(script)
        self.history = history
        self.posted = []
        self.threads = []
        self.edits = []

    async def send(self, address, card, *, key, thread=None, broadcast=False, mention=""):
        """Post, or fail as scripted."""
        fault = self.script.pop(0) if self.script else None
        if fault is None or getattr(fault, "stored", False):
            self.posted.append((address, key, card))
            self.threads.append((thread, broadcast, mention))
        if fault is not None:
            raise fault
        return Receipt(f"m{len(self.posted)}")

    async def edit(self, address, receipt, card):
        """Remember what a message shows now."""
        self.edits.append((address, receipt, card))

    async def problems(self, address):
        """Find none."""
        return ()

    async def find(self, address, *, key, since, thread=None):
        """Look through what was posted."""
        if not self.history:
            raise HistoryUnread("no history here")
        found = [
            n for n, (where, its, _) in enumerate(self.posted, 1) if (where, its) == (address, key)
        ]
        return Receipt(f"m{found[0]}") if found else None


def stored(error):
    """Let a scripted error happen after the card was posted."""
    error.stored = True
    return error


def card(title="Gas deal signed", *, kind=CardKind.ALERT, severity=Severity.NOTABLE):
    """A card."""
    return Card(
        kind=kind,
        title=title,
        severity=severity,
        reason=Reason.FIRST_REPORT,
        seen=NOON,
        source=SourceId("wire"),
        source_name="The Wire",
        url="https://wire.example/1",
    )


def delivery(number=1, **changes):
    """A delivery that waits."""
    one = Delivery(
        key=DeliveryKey(f"key{number}"),
        alert=AlertId(number),
        destination=DESK,
        platform="terminal",
        address="",
        card=card(f"Item {number}"),
        state=State.PENDING,
        attempts=0,
        not_before=NOON,
        created=NOON,
    )
    return replace(one, **changes)
