"""Owner of the table `matches`: which indicator's query held for which item, and by what words."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    bindparam,
    func,
    select,
)

from watchers.model.names import IndicatorId, ItemId
from watchers.model.news import Evidence, Match, Span
from watchers.storage.tables import UtcTime, metadata, upsert

matches = Table(
    "matches",
    metadata,
    Column("item", BigInteger, ForeignKey("items.id"), primary_key=True),
    Column("indicator", String, primary_key=True),
    Column("evidence", JSON, nullable=False),  # [[field, start, end], ...]
    Column("rules", String, nullable=False),  # the version of rules.yaml that judged it
    Column("at", UtcTime, nullable=False),
    Column("news", Boolean, nullable=False),  # false: it was old when it came, and moves nothing
    Index(None, "indicator", "at"),
)
_LAST_BEFORE = select(func.max(matches.c.at)).where(
    matches.c.indicator == bindparam("of"), matches.c.at < bindparam("now")
)
_OF_ITEMS = (
    select(matches)
    .where(matches.c.item.in_(bindparam("items", expanding=True)))
    .order_by(matches.c.indicator)
)


def add_matches(
    connection: Connection,
    found: Mapping[ItemId, Sequence[Match]],
    *,
    rules: str,
    now: datetime,
    news: bool = True,
) -> None:
    """Write matches; one that is known already stays as it was.

    `news` is false for what a first look, or an archive that came up, brought: it is shown, but
    counts for no trigger.
    """
    rows = [
        {
            "item": item,
            "indicator": match.indicator,
            "evidence": [[span.field, span.start, span.end] for span in match.evidence.spans],
            "rules": rules,
            "at": now,
            "news": news,
        }
        for item, its_matches in found.items()
        for match in its_matches
    ]
    upsert(connection, matches, rows, key=("item", "indicator"), replace=False)


def of_items(connection: Connection, ids: Iterable[ItemId]) -> dict[ItemId, tuple[Match, ...]]:
    """Return the matches of items, by indicator; an item without any is left out."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = connection.execute(_OF_ITEMS, {"items": wanted})
    found: dict[ItemId, tuple[Match, ...]] = {}
    for row in rows:
        spans = tuple(Span(field, start, end) for field, start, end in row.evidence)
        match = Match(indicator=IndicatorId(row.indicator), evidence=Evidence(spans))
        found[ItemId(row.item)] = (*found.get(ItemId(row.item), ()), match)
    return found


def last_before(connection: Connection, indicator: IndicatorId, now: datetime) -> datetime | None:
    """Return when the indicator's query last held before `now`; None if it never did."""
    return connection.execute(_LAST_BEFORE, {"of": indicator, "now": now}).scalar()


def newest_matches(
    connection: Connection, indicator: IndicatorId, *, limit: int
) -> tuple[ItemId, ...]:
    """Return at most `limit` items that the indicator's query held for, the newest first."""
    rows = connection.execute(
        select(matches.c.item)
        .where(matches.c.indicator == indicator)
        .order_by(matches.c.at.desc(), matches.c.item.desc())
        .limit(limit)
    ).scalars()
    return tuple(ItemId(item) for item in rows)
