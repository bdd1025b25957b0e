"""Cards about watchnext itself: a source cannot be read, or can again."""

from collections.abc import Sequence
from datetime import datetime

from bot.model.cards import Card, CardKind
from bot.model.reasons import Reason
from bot.render.words import counted, lasting
from watchers.errors import Mistake
from watchers.model.names import Severity
from watchers.model.rules import Source

_SHOWN = 3  # mistakes in a notice; `watchnext check` has all of them


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


def refused_card(
    file: str, mistakes: Sequence[Mistake], *, since: datetime, seen: datetime
) -> Card:
    """Tell that a saved rules file was refused, and that the rules in force since then go on."""
    shown = [
        f"line {one.line}, column {one.column}: {one.message}"
        + (f" ({one.hint})" if one.hint else "")
        for one in mistakes[:_SHOWN]
    ]
    rest = len(mistakes) - len(shown)
    more = f" And {counted(rest, 'more mistake')}." if rest else ""
    return Card(
        kind=CardKind.NOTICE,
        title=f"{file} was saved with {counted(len(mistakes), 'mistake')} and is not used",
        text=f"{'; '.join(shown)}.{more} The rules of {lasting(seen - since)} ago stay in force.",
        severity=Severity.SERIOUS,
        reason=Reason.RULES_REFUSED,
        seen=seen,
    )


def _failing(unseen: str, why: str) -> str:
    cause = f": {why.rstrip('.')}" if why else ""
    return f"No good answer for {unseen}{cause}. What it publishes meanwhile is not seen."
