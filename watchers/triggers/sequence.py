"""Trigger `sequence`: stories of several indicators within a time."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from pydantic import Field

from watchers.fields.moments import Lasting
from watchers.fields.values import Names, Truth
from watchers.model.names import IndicatorId
from watchers.model.news import Sighting
from watchers.model.signals import TriggerFigures
from watchers.triggers.facts import Facts, Wanted
from watchers.triggers.kind import Evaluation, LevelTrigger, Misfit, seconds
from watchers.words import exactly


class SequenceFigures(TriggerFigures):
    """Each of several indicators had a story within a time."""

    kind = "sequence"

    of: tuple[IndicatorId, ...] = Field(alias="of")
    titles: tuple[str, ...] = Field(alias="titles")  # what people called them then
    came: tuple[datetime, ...] = Field(alias="came")  # the story of each
    within: timedelta = Field(alias="within")
    ordered: bool = Field(alias="ordered")

    def describe(self) -> str:
        """Return in words the indicators, in their order if that counts."""
        joint = ", then " if self.ordered else " and "
        return f"{joint.join(f'“{title}”' for title in self.titles)} within {exactly(self.within)}"


class SequenceTrigger(LevelTrigger):
    """Tells when stories of several indicators come within a time."""

    name = "sequence"
    help = "Several indicators move within a time."
    example = "{sequence: {of: [one, other], within: 7d}}"
    figures = (SequenceFigures,)

    of: Names = Field(description="The indicators, two or more.")
    within: Lasting = Field(description="The time, such as 7d.")
    ordered: Truth = Field(default=False, description="Whether they come in the order given.")

    @property
    def wants(self) -> Wanted:
        """The stories of the indicators that it names."""
        return Wanted(others=tuple(IndicatorId(id_) for id_ in self.of))

    @property
    def looks_back(self) -> timedelta:
        """One window."""
        return self.within

    @property
    def state_key(self) -> str:
        """Names, time and order."""
        order = " ordered" if self.ordered else ""
        return f"sequence of={','.join(self.of)} within={seconds(self.within)}{order}"

    def misfits(self) -> Iterator[Misfit]:
        """Find fewer than two names."""
        if len(set(self.of)) < 2:  # noqa: PLR2004 - fewer are no sequence
            yield Misfit("of", "a sequence of one", "name two indicators or more")

    def describe(self) -> str:
        """Return in words the indicators and the time."""
        order = " in this order" if self.ordered else ""
        return f"{', '.join(self.of)} within {exactly(self.within)}{order}"

    def evaluate(self, facts: Facts, began: datetime) -> Evaluation:  # noqa: ARG002 - no past to it
        """Fire while each has a story of its own within the time; reset when one has none."""
        start = facts.now - self.within
        others = self.wants.others
        seen = [
            [story for story in facts.others.get(id_, ()) if start < story.came <= facts.now]
            for id_ in others
        ]
        # One report that holds for two indicators is one event, no sequence of two.
        found = _in_order(seen) if self.ordered else _story_each(seen)
        if found is None:
            return Evaluation(reset=True)
        newest_first = sorted(found, key=lambda story: story.came, reverse=True)
        figures = SequenceFigures(
            of=others,
            titles=tuple(facts.titles.get(id_, id_) for id_ in others),
            came=tuple(story.came for story in found),
            within=self.within,
            ordered=self.ordered,
            evidence=tuple(story.item for story in newest_first),
        )
        return Evaluation(fired=figures)


def _in_order(seen: Sequence[Sequence[Sighting]]) -> list[Sighting] | None:
    """Find one story each, none earlier than the one before; the first may be any."""
    for first in seen[0]:
        found = [first]
        for of_one in seen[1:]:
            taken = {story.story for story in found}
            after = (s for s in of_one if s.came >= found[-1].came and s.story not in taken)
            # The earliest that fits leaves most room for those that follow.
            if (following := next(after, None)) is None:
                break
            found.append(following)
        if len(found) == len(seen):
            return found
    return None


def _story_each(seen: Sequence[Sequence[Sighting]]) -> list[Sighting] | None:
    """Find one story each, no story twice, the newest first (augmenting paths)."""
    taken: dict[int, tuple[int, Sighting]] = {}  # story -> the indicator's place, its sighting

    def place(n: int, tried: set[int]) -> bool:
        for sighting in reversed(seen[n]):
            if sighting.story in tried:
                continue
            tried.add(sighting.story)
            # It is free, or the indicator that has it can take another one.
            if sighting.story not in taken or place(taken[sighting.story][0], tried):
                taken[sighting.story] = n, sighting
                return True
        return False

    if not all(place(n, set()) for n in range(len(seen))):
        return None
    return [sighting for _n, sighting in sorted(taken.values(), key=lambda pair: pair[0])]
