"""What a trigger is told of the world, and what it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from watchers.model.names import IndicatorId, ItemId, SourceId
from watchers.model.news import Observation, Sighting
from watchers.model.signals import SignalKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A term, or the name of a source, that a match of this very poll brought."""

    name: str
    item: ItemId
    known: bool = False  # met in an earlier match; only known of sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the triggers of one indicator may ask for.

    `stories` has those of the indicator itself, `others` of every one that its sequences name:
    the oldest first, as far back as any trigger looks. `since` is when the first match of the
    indicator was recorded. `sighted` is the newest good look at any source: what came later is
    not known.
    """

    now: datetime
    by_clock: bool = False  # nothing happened just now: what was seen at this moment is the past
    stories: Sequence[Sighting] = ()
    others: Mapping[IndicatorId, Sequence[Sighting]] = field(default_factory=dict)
    since: datetime | None = None
    sighted: datetime | None = None
    met: Sequence[Met] = ()
    titles: Mapping[IndicatorId, str] = field(default_factory=dict)  # what people call others
    observations: Mapping[SourceId, Sequence[Observation]] = field(default_factory=dict)

    def within(self, length: timedelta) -> tuple[Sighting, ...]:
        """Give the stories that came in the time up to now."""
        start = self.now - length
        return tuple(one for one in self.stories if start < one.came <= self.now)

    def before(self) -> "Facts":
        """Forget what was seen only now: the facts as they were when nobody asked."""
        if self.by_clock:
            return self
        return replace(
            self,
            stories=_earlier(self.stories, self.now),
            others={id_: _earlier(seen, self.now) for id_, seen in self.others.items()},
        )


def _earlier(stories: Sequence[Sighting], now: datetime) -> tuple[Sighting, ...]:
    return tuple(one for one in stories if one.seen < now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A trigger fired: `said` for people, the numbers, and items that show it (newest first)."""

    kind: SignalKind
    said: str
    figures: Mapping[str, object]
    evidence: Sequence[ItemId] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """How things are: `fired` if it fires, `reset` if it may fire again. Neither is between."""

    fired: Fired | None = None
    reset: bool = False
