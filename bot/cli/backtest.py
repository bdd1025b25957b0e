"""The verb `try`: what a query would have told of the news that was kept."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from time import monotonic

import typer

from bot.app.parts import utc_now
from bot.channels.console.layout import QUIET
from bot.channels.console.sanitize import json_line
from bot.channels.spelling import PLATFORMS
from bot.cli.check import no_query
from bot.cli.printer import BAD, BOLD, GOOD, Printer
from bot.cli.reach import read_database
from bot.queries.backtest import (
    Subject,
    change_sentence,
    days_sentence,
    read_subject,
    total_sentence,
)
from bot.queries.charts import day_bars
from watchers.errors import Mistake, QueryMistake, RuleMistakes
from watchers.fields.durations import read_duration
from watchers.language.query import Query
from watchers.match.excerpts import texts_of
from watchers.model.names import IndicatorId
from watchers.rules.load import load_rules
from watchers.rules.ruleset import RuleSet
from watchers.words import counted
from watchers.workbench.backtest import Backtest, Difference, Sample, backtest

_CHART = 72
_SOURCES = 12
_PATIENCE = 120.0  # seconds
_LONGEST = timedelta(days=3_660)


@dataclass(frozen=True, slots=True)
class Other:
    """What is compared with: how it is called, and its query."""

    name: str
    query: Query


def try_query(
    rules: RuleSet,
    text: str,
    *,
    file: Path,
    live: Path,
    against: str | None,
    since: timedelta,
    as_json: bool,
) -> int:
    """Print what `text`, an indicator or a query, would have told; return the exit code.

    `file` is where `rules` come from. An indicator of a file that is not `live` is compared with
    what it is there; a query is compared with the indicator `against`. The code is 1 for a
    mistake in the query, or an unknown indicator. Raises StorageError.
    """
    try:
        tried = read_subject(rules, text)
    except QueryMistake as e:
        _print_mistake(text, e)
        return 1
    if against is not None and against not in rules.queries:
        sys.stderr.write(no_query(rules, against))
        return 1
    other = _other(rules, tried, file, live, against)
    now = utc_now()
    end = monotonic() + _PATIENCE
    found = read_database(
        partial(
            backtest,
            query=tried.query,
            against=other.query if other else None,
            since=now - since,
            now=now,
            source_of=rules.source_of,
            enough=lambda: monotonic() > end,
        )
    )
    if as_json:
        sys.stdout.write(json_line(_json(tried, other, found)))
    else:
        _print(rules, tried, other, found)
    return 0


def length_of(written: str) -> timedelta:
    """Return 36h, 90d or 12w as a length. Raises typer.BadParameter for none, or over ten years."""
    length = read_duration(written.strip())
    if length is None or not timedelta() < length <= _LONGEST:
        raise typer.BadParameter(
            "write a number and a unit, up to ten years: 36h, 90d, 12w", param_hint="--since"
        )
    return length


def _print_mistake(text: str, e: QueryMistake) -> None:
    line = text.count("\n", 0, e.offset) + 1
    column = e.offset - text.rfind("\n", 0, e.offset)
    mistake = Mistake(line=line, column=column, message=e.message, hint=e.hint)
    Printer(sys.stderr).mistakes("query", text, [mistake])


def _other(
    rules: RuleSet, tried: Subject, file: Path, live: Path, against: str | None
) -> Other | None:
    """Return what to compare with: of the live file if that is another one, else of this one.

    None where there is nothing; why is said on standard error where that may surprise.
    """
    name = against or tried.indicator
    if name is None:
        return None
    id_ = IndicatorId(name)
    if _is_same(file, live):
        return Other(id_, rules.queries[id_]) if against else None
    try:
        lived = load_rules(live, PLATFORMS)
    except RuleMistakes as e:
        if live.exists():
            sys.stderr.write(f"Not compared with {e}; `watchnext check {live}` names them.\n")
        return Other(id_, rules.queries[id_]) if against else None
    if id_ not in lived.queries:
        sys.stderr.write(f"Not compared: {live} has no indicator {id_}.\n")
        return None
    return Other(f"{id_} of {live}", lived.queries[id_])


def _is_same(file: Path, other: Path) -> bool:
    return file.resolve() == other.resolve()


def _print(rules: RuleSet, tried: Subject, other: Other | None, found: Backtest) -> None:
    printer = Printer()
    if tried.hint:
        printer.line((tried.hint, BAD))
    printer.line((tried.name, BOLD), f"  {total_sentence(found)}")
    if not found.looked_at:
        printer.line("No news of that time is kept yet: `watchnext run` or `once` gathers it.")
        return
    if found.total:
        _print_chart(printer, found)
        _print_sources(printer, rules, found)
        printer.heading(f"{counted(len(found.samples), 'sample')}, spread over all hits")
        _print_samples(printer, rules, found.samples)
    if other and found.gained and found.lost:
        printer.heading(change_sentence(found, other.name))
        _print_samples(printer, rules, found.gained.samples, "+ ", GOOD)
        _print_samples(printer, rules, found.lost.samples, "- ", BAD)


def _print_chart(printer: Printer, found: Backtest) -> None:
    bars = day_bars(found.hits_a_day, width=_CHART)
    printer.gap()
    printer.line((bars.chart, GOOD))
    printer.line((bars.scale, QUIET))
    unit = "a column is a day" if bars.days == 1 else f"a column is {bars.days} days"
    printer.line((f"{days_sentence(found)}; {unit}, in UTC", QUIET))


def _print_sources(printer: Printer, rules: RuleSet, found: Backtest) -> None:
    rows = [(rules.source_of(id_).name, str(hits)) for id_, hits in found.by_source[:_SOURCES]]
    printer.table("", ("source", "hits"), rows)
    if (rest := len(found.by_source) - len(rows)) > 0:
        printer.line((f"and {counted(rest, 'more source')}", QUIET))


def _print_samples(
    printer: Printer, rules: RuleSet, samples: Iterable[Sample], sign: str = "", style: str = ""
) -> None:
    for sample in samples:
        item = sample.stored.item
        origin = f"{_when(sample.at)}  {rules.source_of(item.source).name}"
        printer.line((origin, QUIET), sign=sign, style=style)
        printer.item(texts_of(item), sample.evidence.spans, depth=1 + bool(sign))


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _json(tried: Subject, other: Other | None, found: Backtest) -> dict[str, object]:
    return {
        "query": None if tried.indicator else tried.name,
        "indicator": tried.indicator,
        "against": other.name if other else None,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "looked_at": found.looked_at,
        "cut": found.cut,
        "total": found.total,
        "hits_a_day": {day.date.isoformat(): day.hits for day in found.hits_a_day},
        "by_source": dict(found.by_source),
        "samples": [_sample_json(sample) for sample in found.samples],
        "gained": _difference_json(found.gained),
        "lost": _difference_json(found.lost),
    }


def _difference_json(difference: Difference | None) -> dict[str, object] | None:
    if difference is None:
        return None
    samples = [_sample_json(sample) for sample in difference.samples]
    return {"total": difference.total, "samples": samples}


def _sample_json(sample: Sample) -> dict[str, object]:
    item = sample.stored.item
    return {
        "title": item.title,
        "summary": item.summary,
        "url": item.url,
        "source": item.source,
        "at": sample.at.isoformat(),
        "spans": [[span.field, span.start, span.end] for span in sample.evidence.spans],
    }
