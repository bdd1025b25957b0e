"""Owner of the table `item_aliases`: who bore a name last, of all names that a source ever gave."""

from collections.abc import Iterable, Mapping

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    String,
    Table,
    bindparam,
    select,
)

from watchers.model.names import ItemId, SourceId
from watchers.model.news import Alias
from watchers.storage.tables import metadata, upsert

item_aliases = Table(
    "item_aliases",
    metadata,
    Column("source", String, primary_key=True),
    Column("digest", String, primary_key=True),  # of the name: a guid may be long
    Column("kind", String, nullable=False),  # guid, link, dated, worded, titled
    Column("item", BigInteger, ForeignKey("items.id"), nullable=False),
)

# SQLite takes 32,766 parameters a statement (sqlite.org/limits.html), PostgreSQL 65,535.
AT_ONCE = 10_000
_KNOWN = select(item_aliases.c.digest, item_aliases.c.item).where(
    item_aliases.c.source == bindparam("of"),
    item_aliases.c.digest.in_(bindparam("digests", expanding=True)),
)


def known(
    connection: Connection, source: SourceId, aliases: Iterable[Alias]
) -> dict[Alias, ItemId]:
    """Return the items that go by these aliases in this source; an unknown alias is left out."""
    # One digest may be asked for twice: a guid that reads like the title.
    by_digest: dict[str, set[Alias]] = {}
    for alias in aliases:
        by_digest.setdefault(alias.digest, set()).add(alias)
    found: dict[Alias, ItemId] = {}
    digests = list(by_digest)
    for start in range(0, len(digests), AT_ONCE):
        rows = connection.execute(
            _KNOWN, {"of": source, "digests": digests[start : start + AT_ONCE]}
        )
        found |= {alias: ItemId(item) for digest, item in rows for alias in by_digest[digest]}
    return found


def anywhere(
    connection: Connection, sources: Iterable[SourceId], aliases: Iterable[Alias]
) -> tuple[ItemId, ...]:
    """Return the items of any of these sources that go by any of the aliases, oldest first."""
    rows = connection.execute(
        select(item_aliases.c.item)
        .where(
            item_aliases.c.source.in_(list(sources)),
            item_aliases.c.digest.in_([alias.digest for alias in aliases]),
        )
        .distinct()
        .order_by(item_aliases.c.item)
    ).scalars()
    return tuple(ItemId(item) for item in rows)


def move_aliases(connection: Connection, source: SourceId, names: Mapping[Alias, ItemId]) -> None:
    """Write who goes by these names from now on, whoever did before."""
    rows = [
        {"source": source, "digest": alias.digest, "kind": alias.kind, "item": item}
        for alias, item in names.items()
    ]
    upsert(connection, item_aliases, rows, key=("source", "digest"))
