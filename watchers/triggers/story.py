"""Trigger `story`: an indicator moves with every item that its query holds for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchers.model.names import IndicatorId, ItemId, StoryId
from watchers.model.news import Item, Match
from watchers.model.signals import Signal, SignalKind
from watchers.model.triggers import OnStory

OLD = timedelta(hours=96)
RESURFACED = 10  # so many old items at once are an archive that came up, not news


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedStory:
    """A matched item and the story it belongs to."""

    id: ItemId
    item: Item
    story: StoryId
    matches: Sequence[Match]


def stories_moved(
    moved: Sequence[MovedStory],
    triggers: Mapping[IndicatorId, OnStory],
    *,
    burst: str,
    now: datetime,
) -> tuple[Signal, ...]:
    """Signal each match of an indicator that has the trigger.

    `burst` says why many came at once (see old_news), or is empty.
    """
    return tuple(
        Signal(
            kind=SignalKind.STORY,
            source=one.item.source,
            at=now,
            indicator=match.indicator,
            item=one.id,
            story=one.story,
            figures=_figures(triggers[match.indicator], burst),
        )
        for one in moved
        for match in one.matches
        if match.indicator in triggers
    )


def _figures(trigger: OnStory, burst: str) -> Mapping[str, object] | None:
    figures: dict[str, object] = {"burst": burst} if burst else {}
    if trigger.severity is not None:
        figures["severity"] = trigger.severity.value
    return figures or None


def old_news(moved: Sequence[MovedStory], *, rekeyed: bool, now: datetime) -> str:
    """Name the burst that these matches are: re-keyed, resurfaced, or nothing special.

    A date alone never makes an item old news: feeds are dated wrongly. Many at once do.
    """
    if rekeyed:
        return "re-keyed"
    old = [one for one in moved if one.item.published and now - one.item.published > OLD]
    return "resurfaced" if len(old) > RESURFACED else ""
