"""What a trigger asks to be told of the world, and what it is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from watchers.model.names import IndicatorId, ItemId, SourceId
from watchers.model.news import Observation, Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The facts that a trigger asks for; whoever gathers them gathers no others."""

    stories: bool = False  # of its own indicator, as far back as the trigger looks
    first_match: bool = False  # when the first match of its indicator was recorded
    others: tuple[IndicatorId, ...] = ()  # the stories of these indicators
    series: SourceId | None = None  # all numbers of this one
    sources: bool = False  # those that match
    terms: str | None = None  # of this vocabulary (without its $), met in matches

    @property
    def matches(self) -> bool:
        """Whether the matches of its own indicator concern it, so that it needs a query."""
        return self.stories or self.sources or self.terms is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A term, or the name of a source, that a match of this very poll brought."""

    name: str
    item: ItemId
    known: bool = False  # met in an earlier match; only known of sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one trigger is told; what it did not ask for is empty.

    `stories` and `others` are sorted, the oldest first. `since` is when the first match of the
    indicator was recorded. `sighted` is when a source was last read without failure: what came
    later is not known.
    """

    now: datetime
    by_clock: bool = False  # nothing happened just now: what was seen at this moment is the past
    stories: Sequence[Sighting] = ()
    others: Mapping[IndicatorId, Sequence[Sighting]] = field(default_factory=dict)
    since: datetime | None = None
    sighted: datetime | None = None
    met: Sequence[Met] = ()
    titles: Mapping[IndicatorId, str] = field(default_factory=dict)  # what people call `others`
    observations: Mapping[SourceId, Sequence[Observation]] = field(default_factory=dict)

    def within(self, length: timedelta) -> tuple[Sighting, ...]:
        """Return the stories that came in so long a time up to now, the oldest first.

        One dated later than now is none of them: its date is a mistake of the source.
        """
        start = self.now - length
        return tuple(story for story in self.stories if start < story.came <= self.now)

    def before(self) -> "Facts":
        """Return the facts as they were before what was seen at this very moment."""
        if self.by_clock:
            return self
        return replace(
            self,
            stories=_earlier(self.stories, self.now),
            others={id_: _earlier(seen, self.now) for id_, seen in self.others.items()},
        )


def _earlier(stories: Sequence[Sighting], now: datetime) -> tuple[Sighting, ...]:
    return tuple(story for story in stories if story.seen < now)
