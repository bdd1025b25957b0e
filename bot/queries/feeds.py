"""How each source stands."""

from dataclasses import dataclass

from watchers.model import Source
from watchers.rules import RuleSet
from watchers.storage import Connection, items, sources
from watchers.storage.sources import SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A source, how it stands, and how many of its items are remembered."""

    source: Source
    state: SourceState
    items: int


def standings(connection: Connection, rules: RuleSet) -> tuple[Standing, ...]:
    """Say how every source of the rules stands, in their order."""
    states = sources.states(connection)
    counts = items.counts(connection)
    return tuple(
        Standing(
            source=source,
            state=states.get(id_, SourceState(source=id_)),
            items=counts.get(id_, 0),
        )
        for id_, source in rules.sources.items()
    )
