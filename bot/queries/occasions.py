"""When an indicator moves, in words."""

from bot.render.words import counted, lasting
from watchers.model.triggers import (
    OnChange,
    OnCount,
    OnExpected,
    OnNew,
    OnNumber,
    OnSequence,
    OnSilence,
    OnSpike,
    OnStory,
    Trigger,
)


def occasion(trigger: Trigger) -> str:
    """Say what has to happen."""
    match trigger:
        case OnStory():
            return "each new story"
        case OnCount(at_least=least, over=over):
            return f"{counted(least, 'report')} in {lasting(over)}"
        case OnSpike(factor=factor, over=over, baseline=baseline, down=down):
            usual = f"usual of {lasting(baseline)} in {lasting(over)}"
            return f"1/{factor:g} of the {usual}" if down else f"{factor:g} times the {usual}"
        case OnSilence(over=over):
            return f"no story for {lasting(over)}"
        case OnNumber(series=series, limit=limit, below=below):
            return f"{series} {'down' if below else 'up'} to {limit:g}"
        case OnChange(series=series, by=by, relative=relative, over=over):
            much = f"{by * 100:+g} %" if relative else f"{by:+g}"
            return f"{series} by {much} over {lasting(over)}"
        case OnExpected(first_day=first, last_day=last):
            days = f"day {first}" if first == last else f"days {first} to {last}"
            return f"a story on {days} of a month, or none"
        case OnNew(of=of):
            return "a new source" if of is None else f"a new word of ${of}"
        case OnSequence(of=of, within=within, ordered=ordered):
            order = " in this order" if ordered else ""
            return f"{', '.join(of)} within {lasting(within)}{order}"
