"""The verb `terms`: which words would help an indicator, and which hurt it."""

import sys
from collections.abc import Iterable
from pathlib import Path

from bot.channels.console.layout import QUIET
from bot.channels.console.sanitize import json_line
from bot.cli.check import no_query, print_mistakes
from bot.cli.printer import BOLD, Printer
from bot.cli.score import figure_text, labelled_in
from watchers.errors import RuleMistakes
from watchers.model.names import IndicatorId
from watchers.rules.ruleset import RuleSet
from watchers.words import counted
from watchers.workbench.figures import Counts, Figures
from watchers.workbench.labels import Half
from watchers.workbench.terms import FEW_STORIES, Advice, TermChange, Terms, terms

_COLUMNS = ("F1", "prec.", "recall", "right", "false", "stories", "change")


def advise(
    rules: RuleSet, indicator: str, labels: Path, *, half: Half | None, most: int, as_json: bool
) -> int:
    """Print which terms to add to `indicator`, to exclude, to take out; return the exit code.

    1 if there is no such indicator with a query, or `labels` cannot be read.
    """
    if indicator not in rules.queries:
        sys.stderr.write(no_query(rules, indicator))
        return 1
    try:
        items = labelled_in(labels, half)
    except RuleMistakes as e:
        print_mistakes(e)
        return 1
    found = terms(rules, IndicatorId(indicator), items, most=most)
    if as_json:
        sys.stdout.write(json_line(_json(found)))
    else:
        _print(found, half)
    return 0


def _print(found: Terms, half: Half | None) -> None:
    printer = Printer()
    counts, figures = found.counts, Figures.of(found.counts)
    figures_text = ", ".join(
        f"{name} {figure_text(value)}"
        for name, value in zip(("precision", "recall", "F1"), figures, strict=True)
    )
    printer.line((found.indicator, BOLD), f"  {figures_text} on {counted(found.items, 'item')}")
    printer.line((f"{counts.right} right, {counts.false} false, {counts.missed} missed", QUIET))
    shown = [
        ("Would help, added as one more alternative", found.add),
        ("Would help, added as AND NOT", found.exclude),
        ("Would help, taken out", found.remove),
    ]
    for title, advice in shown:
        if advice:
            printer.table(title, _COLUMNS, [_row(change) for change in advice])
    if not (found.add or found.exclude or found.remove):
        printer.line("No single term would raise F1.")
        return
    printer.gap()
    for place, readers in _readers((*found.add, *found.remove)).items():
        printer.line((f"{place} is read by others too: {readers}", QUIET))
    printer.line((_warning(half), QUIET))


def _warning(half: Half | None) -> str:
    other = {Half.TUNE: Half.CHECK, Half.CHECK: Half.TUNE}
    few = f"! fewer than {FEW_STORIES} stories: likely a word of these, not of their kind."
    if half is None:
        return f"{few} Found on all items, so nothing is left to check on: use --half tune."
    return f"{few} See whether a change holds: watchnext score LABELS --half {other[half]}"


def _row(advice: Advice) -> tuple[str, ...]:
    after = advice.after
    return (
        f"+{advice.gain:.3f}",
        _change(advice.before.precision, after.precision),
        _change(advice.before.recall, after.recall),
        str(after.right),
        str(after.false),
        f"{advice.stories}{'!' if advice.thin else ' '}",
        _what(advice),
    )


def _what(advice: Advice) -> str:
    """Return the change as somebody would write it in the rules."""
    term = f"{advice.term} (or {advice.alike[0]})" if advice.alike else advice.term
    match advice.change:
        case TermChange.ADD:
            return f"OR {term}" if advice.where == "OR" else f"{term} in {advice.where}"
        case TermChange.EXCLUDE:
            return f"AND NOT {term}"
        case TermChange.REMOVE:
            return f"{term} from {advice.where}"


def _readers(advice: Iterable[Advice]) -> dict[str, str]:
    """Return for each list that is advised on which other indicators read it."""
    return {change.where: ", ".join(change.also) for change in advice if change.also}


def _change(before: float | None, after: float | None) -> str:
    """Return by how much a figure changes, with its sign; 0 has none."""
    change = round((after or 0.0) - (before or 0.0), 3)
    return f"{change:+.3f}" if change else "0"


def _json(found: Terms) -> dict[str, object]:
    return {
        "indicator": found.indicator,
        "items": found.items,
        **_counts_json(found.counts),
        "add": _several(found.add),
        "exclude": _several(found.exclude),
        "remove": _several(found.remove),
    }


def _several(advice: Iterable[Advice]) -> list[dict[str, object]]:
    return [
        {
            "term": change.term,
            "where": change.where,
            "gain": round(change.gain, 4),
            **_counts_json(change.after),
            "items": change.items,
            "stories": change.stories,
            "few_stories": change.thin,
            "also_in": list(change.also),
            "alike": list(change.alike),
        }
        for change in advice
    ]


def _counts_json(counts: Counts) -> dict[str, object]:
    figures = {
        name: None if value is None else round(value, 4)
        for name, value in Figures.of(counts)._asdict().items()
    }
    return figures | {"counts": {"tp": counts.right, "fp": counts.false, "fn": counts.missed}}
