"""What to do about signals: tell, fold, digest or drop; always with a Reason. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.model import Reason, Verdict
from watchers.model import Indicator, IndicatorId, Severity

BURSTS = {"resurfaced": Reason.RESURFACED, "re-keyed": Reason.REKEYED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A verdict with its reason."""

    verdict: Verdict
    reason: Reason


def why_now(
    moved: Sequence[Indicator],
    told: frozenset[IndicatorId],
    indicators: Mapping[IndicatorId, Indicator],
    *,
    burst: str,
) -> Ruling:
    """Rule on a story that moved `moved`, of which a destination has heard `told` before.

    A story is told once. Later reports of it fold into what was told; only a more severe
    indicator makes it worth a new ping.
    """
    if not told:
        if burst in BURSTS:
            return Ruling(verdict=Verdict.DIGEST, reason=BURSTS[burst])
        return Ruling(verdict=Verdict.TELL, reason=Reason.FIRST_REPORT)
    new = [indicator for indicator in moved if indicator.id not in told]
    if not new:
        return Ruling(verdict=Verdict.FOLD, reason=Reason.ANOTHER_REPORT)
    heard = max(
        (indicators[one].severity.rank for one in told if one in indicators),
        default=Severity.CRITICAL.rank,
    )
    if max(indicator.severity.rank for indicator in new) > heard:
        return Ruling(verdict=Verdict.TELL, reason=Reason.MORE_SEVERE)
    return Ruling(verdict=Verdict.FOLD, reason=Reason.ANOTHER_INDICATOR)
