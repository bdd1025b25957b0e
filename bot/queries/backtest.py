"""What a query would have told of the news that was kept: the answer to `/watch test`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import get_close_matches
from time import monotonic

from bot.model.cards import AnswerRow, Card, Piece
from bot.queries.charts import day_bars, day_label
from bot.queries.search import mistake_card
from bot.queries.wording import answer, no_indicator, title_of
from bot.render.highlight import headline, snippet
from watchers.errors import QueryMistake
from watchers.language.query import Query
from watchers.match.excerpts import texts_of
from watchers.model.names import IndicatorId
from watchers.rules.ruleset import RuleSet, read_query
from watchers.storage import Connection
from watchers.web_address import safe_link, without_addresses
from watchers.words import counted, excerpt
from watchers.workbench.backtest import Backtest, Difference, Sample, backtest

BACK = timedelta(days=90)
_CHART = 46  # columns: two days each by default, and what a phone shows of a chat
_SAMPLES = 5
_SOURCES = 5
_OFTEN = 0.5  # hits a day: fewer are said in 30 days
_NAME = 70  # characters of a query in a title
_PATIENCE = 8.0  # seconds: whoever asks in a chat waits no longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is tried: a query, and the indicator whose it is (None for one that was typed)."""

    name: str
    query: Query
    indicator: IndicatorId | None = None
    hint: str = ""  # a sentence, where the text is nearly an indicator's id


def read_subject(rules: RuleSet, text: str) -> Subject:
    """Return what `text` means: an indicator's id, or else a query. Raises QueryMistake."""
    text = text.strip()
    if text in rules.queries:
        id_ = IndicatorId(text)
        return Subject(name=id_, query=rules.queries[id_], indicator=id_)
    near = get_close_matches(text, rules.queries, n=1) if " " not in text else []
    hint = f"There is no indicator {excerpt(text, _NAME)}; did you mean {near[0]}?" if near else ""
    return Subject(name=text, query=read_query(rules, text), hint=hint)


def backtest_card(
    connection: Connection,
    rules: RuleSet,
    text: str,
    now: datetime,
    *,
    against: IndicatorId | None = None,
    back: timedelta = BACK,
    clock: Callable[[], float] = monotonic,
) -> Card:
    """Answer what `text`, an indicator or a query, would have told; a mistake is answered too.

    `against` names an indicator of the rules to compare with; one they do not have is a mistake.
    Looks back over `back`, for no longer than some seconds by `clock`: everybody's answers wait.
    """
    try:
        subject = read_subject(rules, text)
    except QueryMistake as e:
        return mistake_card(text, e, now)
    if against is not None and against not in rules.queries:
        return no_indicator(rules, against, now)
    end = clock() + _PATIENCE
    found = backtest(
        connection,
        subject.query,
        against=rules.queries[against] if against else None,
        since=now - back,
        now=now,
        source_of=rules.source_of,
        enough=lambda: clock() > end,
    )
    return _card(rules, subject, found, against)


def days_sentence(found: Backtest) -> str:
    """Return how often the query holds, on which day most, and how many are empty; "" if never."""
    tallest = max(found.hits_a_day, key=lambda day: day.hits, default=None)
    if tallest is None or not tallest.hits:
        return ""
    empty = sum(not day.hits for day in found.hits_a_day)
    mean = found.total / len(found.hits_a_day)
    often = f"{mean:.1f} a day" if mean >= _OFTEN else f"{mean * 30:.1f} in 30 days"
    without = f"; {counted(empty, 'day')} without any" if empty else ""
    busiest = f"at most {tallest.hits:,} a day ({day_label(tallest, found.hits_a_day)})"
    return f"{often}, {busiest}{without}"


def total_sentence(found: Backtest) -> str:
    """Return how many hits in how many days, among how many items."""
    length = max(1, (found.until - found.since).days)
    what = f"{counted(found.total, 'hit')} in {counted(length, 'day')}"
    of = f"{counted(found.looked_at, 'item')} looked at{', the newest only' if found.cut else ''}"
    return f"{what}, {of}"


def change_sentence(found: Backtest, against: str) -> str:
    """Return what the query gains and loses beside another; "" where none was compared with."""
    if found.gained is None or found.lost is None:
        return ""
    return f"Beside {against}: {found.gained.total:,} gained, {found.lost.total:,} lost"


def _card(rules: RuleSet, subject: Subject, found: Backtest, against: IndicatorId | None) -> Card:
    name = title_of(rules, subject.indicator) if subject.indicator else subject.name
    sentences = [subject.hint, days_sentence(found), _sources_sentence(rules, found)]
    if not found.looked_at:
        sentences.append("No news of that time is kept yet.")
    rows = [*_chart(found), *(_row(rules, sample) for sample in found.samples[:_SAMPLES])]
    if against:
        rows.extend(_changes(rules, found, against))
    ended = (each if each.endswith((".", "?")) else f"{each}." for each in sentences if each)
    text = " ".join(ended)
    title = f"{excerpt(without_addresses(name), _NAME)}: {total_sentence(found)}"
    return answer(title, found.until, text=text, rows=rows)


def _chart(found: Backtest) -> Iterator[AnswerRow]:
    if found.total:
        bars = day_bars(found.hits_a_day, width=_CHART)
        unit = "a column is a day" if bars.days == 1 else f"a column is {bars.days} days"
        ends = (day_label(found.hits_a_day[at], found.hits_a_day) for at in (0, -1))
        quiet = f"{' to '.join(ends)}, {unit}"
        yield AnswerRow(pieces=(Piece(bars.chart),), quiet=quiet)


def _sources_sentence(rules: RuleSet, found: Backtest) -> str:
    named = [f"{rules.source_of(id_).name} {hits:,}" for id_, hits in found.by_source[:_SOURCES]]
    rest = len(found.by_source) - len(named)
    return ", ".join([*named, *([f"{counted(rest, 'more source')}"] if rest > 0 else [])])


def _changes(rules: RuleSet, found: Backtest, against: str) -> Iterator[AnswerRow]:
    yield AnswerRow(lead=change_sentence(found, against))
    for sign, difference in (("gained", found.gained), ("lost", found.lost)):
        yield from (_row(rules, sample, sign) for sample in _few(difference))


def _few(difference: Difference | None) -> tuple[Sample, ...]:
    return () if difference is None else difference.samples[:_SAMPLES]


def _row(rules: RuleSet, sample: Sample, sign: str = "") -> AnswerRow:
    item = sample.stored.item
    spans = [(span.start, span.end) for span in sample.evidence.spans if span.field == "title"]
    inside = [(span.start, span.end) for span in sample.evidence.spans if span.field == "body"]
    pieces = headline(item.title, spans)
    if inside:  # the words are in the body: without it nobody sees why
        pieces = (
            *pieces,
            Piece(" – " if pieces else ""),
            *snippet(texts_of(item)["body"], inside, limit=140),
        )
    return AnswerRow(
        lead=rules.source_of(item.source).name,
        pieces=pieces,
        url=safe_link(item.url),
        quiet=sign,
        when=sample.at,
    )
