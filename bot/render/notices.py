"""Cards about watchnext itself: a source cannot be read, or can again."""

from datetime import datetime

from bot.model import Card, CardKind, Reason
from bot.render.words import lasting
from watchers.model import Severity, Source


def notice_card(
    *, source: Source, failing: bool, since: datetime, seen: datetime, why: str = ""
) -> Card:
    """Tell that `source` has been failing since `since`, or (not failing) is back at `seen`.

    `why` is the SourceError's message, one line for people; said only while failing.
    """
    unseen = lasting(seen - since)
    return Card(
        kind=CardKind.NOTICE,
        title=f"{source.name} {'cannot be read' if failing else 'can be read again'}",
        text=_failing(unseen, why) if failing else f"It was out of sight for {unseen}.",
        severity=Severity.NOTABLE if failing else Severity.MINOR,
        reason=Reason.SOURCE_FAILING if failing else Reason.SOURCE_BACK,
        seen=seen,
        url=source.url,
        source=source.id,
        source_name=source.name,
    )


def _failing(unseen: str, why: str) -> str:
    cause = f": {why.rstrip('.')}" if why else ""
    return f"No good answer for {unseen}{cause}. What it publishes meanwhile is not seen."
