"""The verb `explain`: what every indicator says of a text, clause by clause."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.app import utc_now
from bot.channels.console.inert import json_line
from bot.channels.console.shapes import MARKED, QUIET
from bot.cli.inspect import ago, asked
from bot.cli.page import BAD, BOLD, GOOD, Page, Run
from bot.queries import Known, is_address, known_items
from bot.queries.backtest import known_source
from bot.render import counted
from watchers.language import Clause, Expr, Or
from watchers.language.tree import parts_of
from watchers.match import passage_of
from watchers.model import IndicatorId, Item, SourceId, Span
from watchers.rules import RuleSet
from watchers.workbench.blame import lacking, recognised

_MOST_NAMED = 20
_BRIEF = 76  # characters of a clause: the rest of a long list says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What one indicator says of a text."""

    indicator: IndicatorId
    title: str
    expr: Expr
    clause: Clause
    lacking: tuple[Clause, ...]

    @property
    def found(self) -> tuple[Span, ...]:
        """The words that made it hold, or else those that some part of it found."""
        return self.clause.spans if self.clause.held else recognised(self.clause)


def explain_text(rules: RuleSet, text: str, *, clauses: bool, as_json: bool) -> int:
    """Print what every indicator says of a text; of an address, what became of it first.

    With `clauses` those that do not hold are taken apart like those that do. Gives the exit code:
    1 for an address that was never seen.
    """
    if not is_address(text):
        item = Item(source=SourceId(""), key="", aliases=(), title=text)
        _explain(Page(), rules, item, clauses=clauses, as_json=as_json)
        return 0
    known = asked(lambda connection: known_items(connection, rules, text))
    if not known:
        sys.stderr.write("No source has published this address; give its headline instead.\n")
        return 1
    page = Page()
    for one in known:
        if not as_json:
            _print_became(page, one, utc_now())
        _explain(page, rules, one.stored.item, clauses=clauses, as_json=as_json)
    return 0


def _explain(page: Page, rules: RuleSet, item: Item, *, clauses: bool, as_json: bool) -> None:
    said = list(_said(rules, item))
    if as_json:
        sys.stdout.writelines(json_line(_json(one, item)) for one in said)
        return
    held = [one for one in said if one.clause.held]
    partly = [one for one in said if not one.clause.held and one.found]
    for one in held:
        _print_one(page, one, item)
    for one in partly:
        _print_one(page, one, item) if clauses else _print_short(page, one, item)
    nothing = [one.indicator for one in said if not one.found and not one.clause.held]
    if nothing:
        names = ", ".join(nothing[:_MOST_NAMED])
        more = f" and {len(nothing) - _MOST_NAMED} more" if len(nothing) > _MOST_NAMED else ""
        page.gap()
        page.line((f"Not a word of {names}{more}", QUIET), sign="✗ ", style=BAD)
    page.gap()
    page.line(f"{len(held)} of {counted(len(said), 'indicator')} hold.")


def _said(rules: RuleSet, item: Item) -> Iterator[_Said]:
    passage = passage_of(item, known_source(rules)(item.source))
    for id_, query in rules.queries.items():
        yield _Said(
            indicator=id_,
            title=rules.indicators[id_].title,
            expr=query.expr,
            clause=query.explain(passage),
            lacking=lacking(query, passage),
        )


def _print_one(page: Page, one: _Said, item: Item) -> None:
    page.gap()
    sign, style = _sign(one.clause)
    page.line((one.indicator, BOLD), f"  {one.title}", sign=sign, style=style)
    page.item(item, one.found, depth=1, whole=True)
    _print_clause(page, one.expr, one.clause, item, depth=1)


def _print_short(page: Page, one: _Said, item: Item) -> None:
    """Print what an indicator that does not hold lacks, and what it found nevertheless."""
    page.gap()
    sign, style = _sign(one.clause)
    page.line((one.indicator, BOLD), f"  {one.title}", sign=sign, style=style)
    page.line(said_lacking(one.lacking), depth=1, sign="✗ ", style=BAD)
    found: dict[str, dict[str, None]] = {}
    for clause in _leaves(one.clause):
        found.setdefault(_brief(clause.text), {}).update(dict.fromkeys(_words(clause, item)))
    runs: list[Run] = []
    for text, words in found.items():
        runs += [f"{', ' if runs else ''}{text}", *_quoted(words)]
    page.line(*runs, depth=1, sign="✓ ", style=GOOD)


def said_lacking(lacking: Iterable[Clause]) -> str:
    """Say what would all have to be so for a query to hold."""
    return " AND ".join(_brief(part.text) for part in lacking)


def _leaves(clause: Clause) -> Iterator[Clause]:
    """Give the smallest parts that found something."""
    if clause.spans and not clause.children:
        yield clause
    for child in clause.children:
        yield from _leaves(child)


def _quoted(words: Iterable[str]) -> Iterator[Run]:
    for word in words:
        yield " "
        yield f"“{word}”", MARKED


def _print_clause(page: Page, expr: Expr, clause: Clause, item: Item, *, depth: int) -> None:
    """Print a clause and its parts, but no parts of one that found nothing at all."""
    sign, style = _sign(clause)
    parts = list(_shown(expr, clause))
    words = () if parts else _quoted(_words(clause, item))
    page.line(_brief(clause.text), *words, depth=depth, sign=sign, style=style)
    for part, child in parts:
        _print_clause(page, part, child, item, depth=depth + 1)


def _shown(expr: Expr, clause: Clause) -> Iterator[tuple[Expr, Clause]]:
    """Choose the parts to print: of alternatives only those that found something."""
    if not (clause.held or recognised(clause)):
        return
    for part, child in zip(parts_of(expr), clause.children, strict=True):
        if child.held or recognised(child) or not isinstance(expr, Or):
            yield part, child


def _sign(clause: Clause) -> tuple[str, str]:
    return ("✓ ", GOOD) if clause.held else ("✗ ", BAD)


def _print_became(page: Page, one: Known, now: datetime) -> None:
    page.line((one.stored.item.title, BOLD))
    seen = ago(one.stored.first_seen, now)
    page.line((f"from {one.stored.item.source}, first seen {seen}", QUIET), depth=1)
    for line in _became(one):
        page.line(line, depth=1)


def _became(one: Known) -> Iterator[str]:
    if not one.matched:
        yield "matched no indicator when it was judged"
    elif not one.told:
        yield f"matched {', '.join(one.matched)} at the first look at its source: not told"
    for told in one.told:
        to = f"to {told.destination}" if told.destination else "to nobody"
        yield f"{told.indicator}: {told.verdict.value} {to}: {told.reason}"


def _brief(text: str) -> str:
    return text if len(text) <= _BRIEF else f"{text[: _BRIEF - 1]}…"


def _words(clause: Clause, item: Item) -> list[str]:
    texts = {"title": item.title, "body": item.summary, "url": item.url or ""}
    found = [texts.get(span.field, "")[span.start : span.end] for span in clause.spans]
    return list(dict.fromkeys(word for word in found if word))


def _json(one: _Said, item: Item) -> dict[str, object]:
    return {
        "indicator": one.indicator,
        **_clause_json(one.clause, item),
        "lacking": [part.text for part in one.lacking],
    }


def _clause_json(clause: Clause, item: Item) -> dict[str, object]:
    return {
        "clause": clause.text,
        "held": clause.held,
        "words": _words(clause, item),
        "spans": [[span.field, span.start, span.end] for span in clause.spans],
        "parts": [_clause_json(child, item) for child in clause.children],
    }
