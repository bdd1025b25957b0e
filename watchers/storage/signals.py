"""Owner of the table `signals`: append-only; written in the transaction of what caused them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import ValidationError
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.engine import Row

from watchers.errors import StorageError
from watchers.model.names import IndicatorId, ItemId, SignalId, SourceId, StoryId
from watchers.model.signals import (
    BlindFigures,
    FirstLookFigures,
    SeesAgainFigures,
    Signal,
    SignalFigures,
    SourceBackFigures,
    SourceFailingFigures,
    StoryFigures,
)
from watchers.storage.tables import UtcTime, metadata, stamped, unstamped
from watchers.triggers.catalog import figures_named

signals = Table(
    "signals",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("kind", String, nullable=False),  # of its figures: story, first-look, count ...
    Column("source", String),  # null where no source caused it: a silence, a calendar
    Column("at", UtcTime, nullable=False),
    Column("indicator", String),  # what moved; null where only a source is spoken of
    Column("item", BigInteger, ForeignKey("items.id"), index=True),
    Column("story", BigInteger, ForeignKey("stories.id"), index=True),
    Column("figures", JSON, nullable=False),  # of the class of its kind, stamped with a version
    Index(None, "indicator", "at", "story"),  # all that counting the moves of an indicator reads
)

_ADD = insert(signals)
_OF_NO_TRIGGER = {
    of.kind: of
    for of in (
        StoryFigures,
        FirstLookFigures,
        SourceFailingFigures,
        SourceBackFigures,
        BlindFigures,
        SeesAgainFigures,
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSignal:
    """A signal with the id that decisions refer to; ids grow in the order of writing."""

    id: SignalId
    signal: Signal


def append(connection: Connection, new: Iterable[Signal]) -> None:
    """Write signals. Call it in the transaction of their cause, so that neither is kept alone."""
    rows = [
        {
            "kind": signal.kind,
            "source": signal.source,
            "at": signal.at,
            "indicator": signal.indicator,
            "item": signal.item,
            "story": signal.story,
            "figures": stamped(signal.figures.model_dump(mode="json")),
        }
        for signal in new
    ]
    if rows:
        connection.execute(_ADD, rows)


def select_signals(condition: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    """Select the signals that fulfil `condition`, oldest first, for `read_signals`.

    Call it once a condition: to make a statement costs more than to run it.
    """
    return select(signals).where(condition).order_by(signals.c.id).limit(bindparam("most"))


def read_signals(
    connection: Connection, selected: Select[tuple[object, ...]], *, limit: int
) -> tuple[StoredSignal, ...]:
    """Read signals that `select_signals` selects, `limit` at most.

    Raises StorageError if a later release wrote one of them.
    """
    rows = connection.execute(selected, {"most": limit})
    return tuple(_stored(row) for row in rows)


def latest_moves(
    connection: Connection, indicators: Collection[IndicatorId], *, limit: int
) -> tuple[StoredSignal, ...]:
    """Read the last signals of these indicators, the newest first.

    Raises StorageError if a later release wrote one of them.
    """
    rows = connection.execute(
        select(signals)
        .where(signals.c.indicator.in_(indicators))
        .order_by(signals.c.id.desc())
        .limit(limit)
    )
    return tuple(_stored(row) for row in rows)


def last_moves(
    connection: Connection, indicators: Collection[IndicatorId]
) -> dict[IndicatorId, datetime]:
    """Return when each of these indicators moved last; one that never did is left out."""
    rows = connection.execute(
        select(signals.c.indicator, func.max(signals.c.at))
        .where(signals.c.indicator.in_(indicators))
        .group_by(signals.c.indicator)
    )
    return {IndicatorId(indicator): at for indicator, at in rows}


# A story is one move however many report it; what moves without a story (a count, a silence) is
# one each. Negative, so that it meets no story's number.
_ONE_MOVE = func.coalesce(signals.c.story, -signals.c.id)


def moves(
    connection: Connection, indicators: Collection[IndicatorId], since: datetime
) -> dict[IndicatorId, int]:
    """Count the moves of each of these indicators since then; one without any is left out.

    The reports of one story are one move.
    """
    rows = connection.execute(
        select(signals.c.indicator, func.count(_ONE_MOVE.distinct()))
        .where(signals.c.indicator.in_(indicators), signals.c.at >= since)
        .group_by(signals.c.indicator)
    )
    return {IndicatorId(indicator): count for indicator, count in rows}


def moves_by_day(
    connection: Connection, indicators: Collection[IndicatorId], since: datetime
) -> dict[IndicatorId, dict[date, int]]:
    """Count as `moves` does, on each day of UTC; a day without any is left out.

    A story that moves an indicator on two days counts on both.
    """
    day = func.date(signals.c.at)
    rows = connection.execute(
        select(signals.c.indicator, day, func.count(_ONE_MOVE.distinct()))
        .where(signals.c.indicator.in_(indicators), signals.c.at >= since)
        .group_by(signals.c.indicator, day)
    )
    found: dict[IndicatorId, dict[date, int]] = {}
    for indicator, when, count in rows:
        # SQLite gives a day as text, PostgreSQL as a date.
        found.setdefault(IndicatorId(indicator), {})[date.fromisoformat(str(when)[:10])] = count
    return found


def _stored(row: Row[tuple[object, ...]]) -> StoredSignal:
    return StoredSignal(
        id=SignalId(row.id),
        signal=Signal(
            source=None if row.source is None else SourceId(row.source),
            at=row.at,
            indicator=None if row.indicator is None else IndicatorId(row.indicator),
            item=None if row.item is None else ItemId(row.item),
            story=None if row.story is None else StoryId(row.story),
            figures=_figures(row.kind, row.figures),
        ),
    )


def _figures(kind: str, stored: Mapping[str, object]) -> SignalFigures:
    """Return figures as `append` wrote them. Raises StorageError if this release knows no such."""
    written = unstamped(stored, of=f"a signal ({kind})")
    found = _OF_NO_TRIGGER.get(kind) or figures_named(kind)
    if found is None:
        raise StorageError(f"the database has a signal of a kind that is not known here: {kind}")
    try:
        figures: SignalFigures = found.model_validate(written)
    except ValidationError as e:
        raise StorageError(
            f"a signal ({kind}) in the database cannot be read ({e.error_count()} faults): it is "
            "damaged, or was written by a later release of watchnext; run that one"
        ) from e
    return figures
