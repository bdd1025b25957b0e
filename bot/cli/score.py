"""The verb `score`: how well the rules do on labelled news."""

import sys
from collections.abc import Iterable
from pathlib import Path

from bot.channels.console.layout import QUIET
from bot.channels.console.sanitize import json_line
from bot.cli.check import print_mistakes
from bot.cli.explain import failing_text
from bot.cli.printer import BAD, BOLD, Printer
from watchers.errors import Mistake, RuleMistakes
from watchers.match.excerpts import texts_of
from watchers.model.names import IndicatorId
from watchers.rules.ruleset import RuleSet
from watchers.words import counted
from watchers.workbench.bootstrap import Intervals
from watchers.workbench.figures import Counts, Figures
from watchers.workbench.labels import MAX_BYTES, Half, Labelled, read_labels
from watchers.workbench.score import FalseAlarm, Language, Miss, Score, score

FEW = 10  # a language of fewer items is named, not measured
_COLUMNS = ("precision", "recall", "F1", "F1 range", "right", "false", "missed")
_HINT = "one JSON object a line: docs/workbench.md shows it"


def score_rules(rules: RuleSet, file: Path, *, half: Half | None, worst: int, as_json: bool) -> int:
    """Print how well the rules do on `file`; return the exit code: 1 if it cannot be read."""
    try:
        items = labelled_in(file, half)
    except RuleMistakes as e:
        print_mistakes(e)
        return 1
    found = score(rules, items, worst=worst)
    _say_strangers(rules, found)
    if as_json:
        sys.stdout.write(json_line(score_json(found)))
    else:
        _print(found, half)
    return 0


def labelled_in(file: Path, half: Half | None) -> tuple[Labelled, ...]:
    """Return the items of one half (None: all) of `file`.

    Raises RuleMistakes, with each mistake's place, if it cannot be read or has no such item.
    """
    try:
        with file.open("rb") as opened:
            # One byte more tells a file of just that size from a longer one.
            content = opened.read(MAX_BYTES + 1)
    except OSError as e:
        raise _refused(file, f"this file cannot be read: {e.strerror}") from e
    if len(content) > MAX_BYTES:
        raise _refused(file, f"more than {MAX_BYTES >> 20} MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        # Columns are counted in characters, as editors show them.
        before = content[: e.start].decode("utf-8-sig", errors="replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise _refused(file, "this is not UTF-8", line=line, column=column) from e
    read = read_labels(text)
    if read.mistakes:
        raise RuleMistakes(str(file), read.mistakes)
    items = tuple(labelled for labelled in read.items if half in (None, labelled.half))
    if not items:
        raise _refused(file, f"no item is on the half {half}")
    return items


def _refused(file: Path, message: str, *, line: int = 1, column: int = 1) -> RuleMistakes:
    mistake = Mistake(line=line, column=column, message=message, hint=_HINT)
    return RuleMistakes(str(file), (mistake,))


def _say_strangers(rules: RuleSet, found: Score) -> None:
    for label, items in list(found.unknown_labels.items())[:20]:
        known = label in rules.indicators
        why = "is off, or has no query" if known else "is in the rules"
        sys.stderr.write(
            f"{'The' if known else 'No'} indicator {label[:60]!r} {why}: "
            f"this label of {counted(items, 'item')} counts nowhere.\n"
        )


def score_json(found: Score) -> dict[str, object]:
    """Return a score as the object that `--json` promises."""
    intervals = found.intervals
    return {
        "items": found.items,
        "stories": found.stories,
        "doubtful": found.doubtful,
        "micro": _json(found.tally.micro, intervals.micro),
        "macro": _figures_json(found.tally.macro) | {"range": _range_json(intervals.macro)},
        "any_alert": _json(found.tally.any_alert, intervals.any_alert),
        "per_indicator": {
            id_: _json(counts, intervals.per_indicator[id_])
            for id_, counts in found.tally.per_indicator.items()
        },
        "by_language": {
            language.code: {"items": language.items, **_json(language.counts, language.intervals)}
            for language in found.by_language
        },
        "with_doubtful": {
            "micro": _json(found.with_doubtful.micro),
            "macro": _figures_json(found.with_doubtful.macro),
            "any_alert": _json(found.with_doubtful.any_alert),
            "per_indicator": {
                id_: _json(counts) for id_, counts in found.with_doubtful.per_indicator.items()
            },
        },
        "confusions": [
            {"due": confusion.due, "told": confusion.told, "items": confusion.items}
            for confusion in found.confusions
        ],
        "unknown_labels": dict(found.unknown_labels),
        "unlabelled": list(found.unlabelled),
        "misses": [_miss_json(miss) for miss in found.misses],
        "false_alarms": [_alarm_json(alarm) for alarm in found.false_alarms],
    }


def _json(counts: Counts, intervals: Intervals | None = None) -> dict[str, object]:
    written = {"tp": counts.right, "fp": counts.false, "fn": counts.missed}
    ranges = {} if intervals is None else {"range": _range_json(intervals)}
    return _figures_json(Figures.of(counts)) | {"counts": written} | ranges


def _figures_json(figures: Figures) -> dict[str, object]:
    return {
        name: None if value is None else round(value, 4)
        for name, value in figures._asdict().items()
    }


def _range_json(intervals: Intervals) -> dict[str, object]:
    return {
        name: None if interval is None else [round(interval.low, 4), round(interval.high, 4)]
        for name, interval in intervals._asdict().items()
    }


def _miss_json(miss: Miss) -> dict[str, object]:
    return {
        "indicator": miss.indicator,
        "id": miss.labelled.id,
        "title": miss.labelled.item.title,
        "lacking": [part.text for part in miss.failing_clauses],
        "told": list(miss.told),
    }


def _alarm_json(alarm: FalseAlarm) -> dict[str, object]:
    spans = [[span.field, span.start, span.end] for span in alarm.evidence.spans]
    return {
        "indicator": alarm.indicator,
        "id": alarm.labelled.id,
        "title": alarm.labelled.item.title,
        "labels": sorted(alarm.labelled.labels),
        "spans": spans,
    }


def _print(found: Score, half: Half | None) -> None:
    printer = Printer()
    side = f" (half: {half})" if half else ""
    stories = f"{found.stories:,} {'story' if found.stories == 1 else 'stories'}"
    printer.line((f"{counted(found.items, 'item')} of {stories}{side}", BOLD))
    if found.doubtful:
        printer.line(
            (f"{counted(found.doubtful, 'doubtful item')} left out but where named", QUIET)
        )
    printer.table("", ("", *_COLUMNS), list(_main_rows(found)))
    if found.unlabelled:
        names = ", ".join(found.unlabelled[:FEW])
        printer.line(f"No item is labelled {names}: what they find is counted as false.")
    _print_languages(printer, found.by_language)
    if found.confusions:
        rows = [(str(pair.items), pair.due, pair.told) for pair in found.confusions[:10]]
        printer.table("Missed, and told as another instead", ("items", "due", "told"), rows)
    _print_misses(printer, found.misses)
    _print_alarms(printer, found.false_alarms)


def _main_rows(found: Score) -> Iterable[tuple[str, ...]]:
    per, intervals = found.tally.per_indicator, found.intervals
    yield from (_row(id_, counts, intervals.per_indicator[id_]) for id_, counts in per.items())
    yield _row("micro (all alerts)", found.tally.micro, intervals.micro)
    yield (
        "macro (mean of indicators)",
        *map(figure_text, found.tally.macro),
        _range(intervals.macro),
        *[""] * 3,
    )
    yield _row("any alert", found.tally.any_alert, intervals.any_alert)
    if found.doubtful:
        yield _row("micro, with doubtful", found.with_doubtful.micro)
        yield _row("any alert, with doubtful", found.with_doubtful.any_alert)


def _row(name: str, counts: Counts, intervals: Intervals | None = None) -> tuple[str, ...]:
    figures = map(figure_text, Figures.of(counts))
    numbers = map(str, (counts.right, counts.false, counts.missed))
    return name, *figures, _range(intervals), *numbers


def figure_text(figure: float | None) -> str:
    """Return a figure between 0 and 1 with two decimals; "-" where there is none."""
    return "-" if figure is None else f"{figure:.2f}"


def _range(intervals: Intervals | None) -> str:
    if intervals is None or intervals.f1 is None:
        return ""
    return f"{intervals.f1.low:.2f}–{intervals.f1.high:.2f}"


def _print_languages(printer: Printer, languages: Iterable[Language]) -> None:
    listed = list(languages)
    enough = [language for language in listed if language.items >= FEW]
    rows = [
        (
            language.code or "unknown",
            str(language.items),
            *_row("", language.counts, language.intervals)[1:],
        )
        for language in enough
    ]
    if rows:
        printer.table("By language", ("", "items", *_COLUMNS), rows)
    few = ", ".join(
        f"{language.code or 'unknown'} {language.items}"
        for language in listed
        if language.items < FEW
    )
    if few:
        printer.line((f"Fewer than {FEW} items each: {few}", QUIET))


def _print_misses(printer: Printer, misses: Iterable[Miss]) -> None:
    for number, miss in enumerate(misses):
        if not number:
            printer.heading(
                "Missed: what the rules recognised is marked, what kept them silent is named"
            )
        printer.gap()
        printer.line((miss.indicator, BOLD), _origin(miss.labelled))
        printer.item(texts_of(miss.labelled.item), miss.found, depth=1, whole=True)
        printer.line(failing_text(miss.failing_clauses), depth=1, sign="✗ ", style=BAD)
        if miss.told:
            printer.line((f"told as {', '.join(miss.told)}", QUIET), depth=1)


def _print_alarms(printer: Printer, alarms: Iterable[FalseAlarm]) -> None:
    for number, alarm in enumerate(alarms):
        if not number:
            printer.heading("False alarms: what made the query hold is marked")
        printer.gap()
        printer.line((alarm.indicator, BOLD), _origin(alarm.labelled))
        printer.item(texts_of(alarm.labelled.item), alarm.evidence.spans, depth=1)
        printer.line((_due(alarm.labelled.labels), QUIET), depth=1)


def _due(labels: frozenset[IndicatorId]) -> str:
    return f"labelled {', '.join(sorted(labels))}" if labels else "labelled with nothing"


def _origin(labelled: Labelled) -> tuple[str, str]:
    item = labelled.item
    parts = (labelled.id, item.lang, item.published and f"{item.published:%Y-%m-%d}", item.source)
    return f"  {' · '.join(part for part in parts if part)}", QUIET
