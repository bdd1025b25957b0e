"""What to do about signals: tell, fold, digest or drop; always with a Reason. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.model.alerts import Disposition
from bot.model.reasons import Reason
from watchers.model.names import IndicatorId, Severity, Status, Tier
from watchers.model.rules import Source
from watchers.model.signals import Burst, Signal, StoryFigures
from watchers.rules.indicators import Indicator

BURSTS = {Burst.RESURFACED: Reason.RESURFACED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A disposition with its reason."""

    disposition: Disposition
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyTold:
    """What a destination was told of a story before; nothing, by default."""

    indicators: frozenset[IndicatorId] = frozenset()
    outlets: frozenset[str] = frozenset()  # their names
    official: bool = False  # an official source was among them


def why_silent(
    id_: IndicatorId | None,
    indicators: Mapping[IndicatorId, Indicator],
    muted: Collection[IndicatorId],
) -> Reason | None:
    """Return why nobody is to hear of an indicator's move; None if somebody is."""
    indicator = None if id_ is None else indicators.get(id_)
    # The rules changed between the signal and its decision.
    if indicator is None:
        return Reason.RULE_GONE
    if indicator.status is not Status.LIVE:
        return Reason.ON_TRIAL
    # After the trial: a mute of what nobody hears anyway explains nothing.
    if indicator.id in muted:
        return Reason.MUTED
    return None if indicator.notify else Reason.NOBODY_ASKED


def as_grave(indicator: Indicator, signal: Signal) -> Indicator:
    """Return the indicator, with the severity of the trigger that fired where that has its own."""
    figures = signal.figures
    if isinstance(figures, StoryFigures) and figures.severity is not None:
        return replace(indicator, severity=figures.severity)
    return indicator


def why_now(
    moved: Sequence[Indicator],
    source: Source,
    already: AlreadyTold,
    indicators: Mapping[IndicatorId, Indicator],
    *,
    burst: Burst | None,
) -> Ruling:
    """Rule on a report from `source` that moved `moved`, for a destination that was told `already`.

    A story is told once. Later reports of it fold into what was told; a new ping is worth only
    what changes the picture: a more severe indicator, the first official source, and where it is
    serious the second outlet (docs/decisions/0007-when-a-story-pings-again.md).
    """
    # The first word of the story here.
    if not already.indicators:
        # An archive that came up: true, but hardly news.
        if burst is not None:
            return Ruling(disposition=Disposition.DIGEST, reason=BURSTS[burst])
        return Ruling(disposition=Disposition.TELL, reason=Reason.FIRST_REPORT)
    new = [indicator for indicator in moved if indicator.id not in already.indicators]
    gravest = _gravest(already.indicators, indicators)
    # It got worse than whoever read the first report can know.
    if new and max(indicator.severity.rank for indicator in new) > gravest.rank:
        return Ruling(disposition=Disposition.TELL, reason=Reason.MORE_SEVERE)
    # Until now it was hearsay; the second official source confirms nothing any more.
    if source.tier is Tier.OFFICIAL and not already.official:
        return Ruling(disposition=Disposition.TELL, reason=Reason.OFFICIAL)
    # One outlet may err, two hardly do, and a third tells nobody anything. By name: an outlet with
    # two feeds confirms itself as little as a feed does. Below serious it is worth no ping.
    second = len(already.outlets) == 1 and source.name not in already.outlets
    if second and gravest.rank >= Severity.SERIOUS.rank:
        return Ruling(disposition=Disposition.TELL, reason=Reason.CONFIRMED)
    # The rest goes into the story's thread, quietly.
    why = Reason.ANOTHER_INDICATOR if new else Reason.ANOTHER_REPORT
    return Ruling(disposition=Disposition.FOLD, reason=why)


def _gravest(
    moved: Collection[IndicatorId], indicators: Mapping[IndicatorId, Indicator]
) -> Severity:
    """Return the severity of the gravest; critical if the rules know none of them any more."""
    known = [indicators[id_].severity for id_ in moved if id_ in indicators]
    return max(known, key=lambda severity: severity.rank, default=Severity.CRITICAL)
