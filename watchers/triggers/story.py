"""Trigger `story`: an indicator moves with every item that its query holds for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchers.model.names import IndicatorId, ItemId, StoryId
from watchers.model.news import Item, Match, TriggerState
from watchers.model.signals import Burst, Signal, StoryFigures, TriggerFigures
from watchers.triggers.facts import Facts, Wanted
from watchers.triggers.kind import Trigger

OLD = timedelta(hours=96)
RESURFACED = 10  # so many old items at once are an archive that came up, not news


class StoryTrigger(Trigger):
    """Tells each new story."""

    name = "story"
    help = "Tells each new story."
    each_story = True

    @property
    def wants(self) -> Wanted:
        """Stories, told one by one as they come."""
        return Wanted(stories=True)

    @property
    def state_key(self) -> str:
        """Nothing is set, and nothing remembered."""
        return "story"

    def describe(self) -> str:
        """Return in words that it takes nothing more."""
        return "each new story"

    def ask(
        self, state: TriggerState | None, facts: Facts
    ) -> tuple[TriggerState, TriggerFigures | None]:
        """Never fire: stories are signalled one by one, by `signal_stories`."""
        return state or TriggerState(began=facts.now), None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedStory:
    """A matched item and the story it belongs to."""

    id: ItemId
    item: Item
    story: StoryId
    matches: Sequence[Match]


def signal_stories(
    moved: Sequence[MovedStory],
    triggers: Mapping[IndicatorId, Trigger],
    *,
    archive: Collection[ItemId],
    now: datetime,
) -> tuple[Signal, ...]:
    """Signal each match of an indicator that has a trigger for each story.

    Those of the `archive` (see `archive_of`) are marked as old.
    """
    return tuple(
        Signal(
            source=story.item.source,
            at=now,
            indicator=match.indicator,
            item=story.id,
            story=story.story,
            figures=StoryFigures(
                burst=Burst.RESURFACED if story.id in archive else None,
                severity=triggers[match.indicator].severity,
            ),
        )
        for story in moved
        for match in story.matches
        if match.indicator in triggers
    )


def archive_of(moved: Sequence[MovedStory], now: datetime) -> frozenset[ItemId]:
    """Return which items are an archive that came up; none unless many are old."""
    # A date alone never makes an item old news: feeds are dated wrongly. Many at once do. One
    # without a date may be of today, whatever it came with.
    old = [story.id for story in moved if story.item.published and now - story.item.published > OLD]
    return frozenset(old) if len(old) > RESURFACED else frozenset()
