"""The verb `explain`: what every indicator says of a text, clause by clause."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.parts import utc_now
from bot.channels.console.layout import HIGHLIGHT, QUIET
from bot.channels.console.sanitize import json_line
from bot.cli.printer import BAD, BOLD, GOOD, Printer, Run
from bot.cli.reach import read_database
from bot.queries.why import Known, is_address, known_items
from bot.render.reasons import reason_text
from watchers.language.passage import read_passage
from watchers.language.tree import Field, Near, Not, Or, Vocabulary
from watchers.match.excerpts import Excerpt, excerpt_to_explain, excerpts_of
from watchers.model.names import IndicatorId
from watchers.model.news import Span
from watchers.rules.ruleset import RuleSet
from watchers.words import ago, counted, excerpt
from watchers.workbench.failing_clauses import (
    Explainer,
    Part,
    failing_clauses,
    reasons,
    recognised_spans,
)

_MOST_NAMED = 20
_BRIEF = 76  # characters of a clause: the rest of a long list says nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What one indicator says of a text."""

    indicator: IndicatorId
    title: str
    texts: Mapping[str, str]  # those that its spans lie in
    whole: Part

    @property
    def found(self) -> tuple[Span, ...]:
        """The words that made it hold, or else those that some part of it found."""
        return self.whole.spans if self.whole.held else recognised_spans(self.whole)


def explain_text(rules: RuleSet, text: str, *, clauses: bool, as_json: bool) -> int:
    """Print what every indicator says of a text; of an address, what became of it first.

    With `clauses` those that do not hold are taken apart like those that do. Returns the exit code:
    1 for an address that was never seen. Raises StorageError.
    """
    if not is_address(text):
        texts = {"title": text}
        excerpts = [Excerpt(texts, read_passage(texts))]
        _explain(Printer(), rules, excerpts, clauses=clauses, as_json=as_json)
        return 0
    known = read_database(lambda connection: known_items(connection, rules, text))
    if not known:
        sys.stderr.write("No source has published this address; give its headline instead.\n")
        return 1
    printer = Printer()
    for known_item in known:
        if not as_json:
            _print_became(printer, known_item, utc_now())
        item = known_item.stored.item
        excerpts = list(excerpts_of(item, rules.source_of(item.source)))
        _explain(printer, rules, excerpts, clauses=clauses, as_json=as_json)
    return 0


def _explain(
    printer: Printer,
    rules: RuleSet,
    excerpts: Sequence[Excerpt],
    *,
    clauses: bool,
    as_json: bool,
) -> None:
    answers = list(_answers(rules, excerpts))
    if as_json:
        sys.stdout.writelines(json_line(_json(answer)) for answer in answers)
        return
    held = [answer for answer in answers if answer.whole.held]
    partly = [answer for answer in answers if not answer.whole.held and answer.found]
    for answer in (*held, *partly):
        _print_head(printer, answer)
        if clauses:
            _print_part(printer, answer.whole, answer.texts, depth=1)
        elif answer.whole.held:
            _print_why(printer, answer.whole, answer.texts, depth=1)
        else:
            _print_why_not(printer, answer)
    nothing = [answer.indicator for answer in answers if not answer.found and not answer.whole.held]
    if nothing:
        names = ", ".join(nothing[:_MOST_NAMED])
        more = f" and {len(nothing) - _MOST_NAMED} more" if len(nothing) > _MOST_NAMED else ""
        printer.gap()
        printer.line((f"Not a word of {names}{more}", QUIET), sign="✗ ", style=BAD)
    printer.gap()
    printer.line(f"{len(held)} of {counted(len(answers), 'indicator')} hold.")


def _answers(rules: RuleSet, excerpts: Sequence[Excerpt]) -> Iterator[_Answer]:
    opener = Explainer(rules.vocabulary)
    for id_, query in rules.queries.items():
        shown = excerpt_to_explain(query, excerpts)
        yield _Answer(
            indicator=id_,
            title=rules.indicators[id_].title,
            texts=shown.texts,
            whole=opener.explain(query, shown.passage),
        )


def _print_head(printer: Printer, answer: _Answer) -> None:
    printer.gap()
    sign, style = _sign(answer.whole)
    printer.line((answer.indicator, BOLD), f"  {answer.title}", sign=sign, style=style)
    if answer.whole.held:
        printer.item(answer.texts, answer.found, depth=1, whole=True)


def _print_why_not(printer: Printer, answer: _Answer) -> None:
    """Print what an indicator that does not hold lacks, and what it found nevertheless."""
    printer.line(failing_text(failing_clauses(answer.whole)), depth=1, sign="✗ ", style=BAD)
    found: dict[str, dict[str, None]] = {}
    for part in _leaves(answer.whole):
        found.setdefault(excerpt(part.text, _BRIEF), {}).update(
            dict.fromkeys(_words(part, answer.texts))
        )
    runs: list[Run] = []
    for text, words in found.items():
        runs += [f"{', ' if runs else ''}{text}", *_quoted(words)]
    printer.line(*runs, depth=1, sign="✓ ", style=GOOD)


def _print_why(printer: Printer, part: Part, texts: Mapping[str, str], *, depth: int) -> None:
    """Print why a part holds: of alternatives the first that does."""
    for reason in reasons(part):
        inside = [] if isinstance(reason.expr, Not) else list(_inside(reason))
        words = () if inside else _quoted(_words(reason, texts))
        printer.line(excerpt(reason.text, _BRIEF), *words, depth=depth, sign="✓ ", style=GOOD)
        for child in inside:
            _print_why(printer, child, texts, depth=depth + 1)


def _inside(part: Part) -> Iterator[Part]:
    """Yield the parts to print below a part that holds."""
    # "title:(a AND b)" says already what its only part would say: a line of its own repeats it.
    within = part.parts[0].parts if isinstance(part.expr, Field) and part.parts else part.parts
    for child in within:
        # A list of words is told by the word that was found in it.
        if isinstance(part.expr, Vocabulary) and not any(reason.parts for reason in reasons(child)):
            return
        # a NEAR b NEAR c is a tree of two, but to the reader one chain.
        if isinstance(child.expr, Near) and isinstance(part.expr, Near | Field):
            yield from _inside(child)
        else:
            yield child


def failing_text(parts: Iterable[Part]) -> str:
    """Return what would all have to be so for a query to hold, each part cut to a length."""
    return " AND ".join(excerpt(part.text, _BRIEF) for part in parts)


def _leaves(part: Part) -> Iterator[Part]:
    """Yield the smallest parts that found something, in the order of the query."""
    if part.spans and not part.parts:
        yield part
    for child in part.parts:
        yield from _leaves(child)


def _quoted(words: Iterable[str]) -> Iterator[Run]:
    for word in words:
        yield " "
        yield f"“{word}”", HIGHLIGHT


def _print_part(printer: Printer, part: Part, texts: Mapping[str, str], *, depth: int) -> None:
    """Print a part and what is in it, but nothing of one that found nothing at all."""
    sign, style = _sign(part)
    inside = list(_shown(part))
    words = () if inside else _quoted(_words(part, texts))
    printer.line(excerpt(part.text, _BRIEF), *words, depth=depth, sign=sign, style=style)
    for child in inside:
        _print_part(printer, child, texts, depth=depth + 1)


def _shown(part: Part) -> Iterator[Part]:
    """Choose the parts to print: of alternatives only those that found something."""
    if not (part.held or recognised_spans(part)):
        return
    for child in part.parts:
        if child.held or recognised_spans(child) or not isinstance(part.expr, Or):
            yield child


def _sign(part: Part) -> tuple[str, str]:
    return ("✓ ", GOOD) if part.held else ("✗ ", BAD)


def _print_became(printer: Printer, known: Known, now: datetime) -> None:
    printer.line((known.stored.item.title, BOLD))
    seen = ago(known.stored.first_seen, now)
    printer.line((f"from {known.stored.item.source}, first seen {seen}", QUIET), depth=1)
    for line in _became(known):
        printer.line(line, depth=1)


def _became(known: Known) -> Iterator[str]:
    if not known.matched:
        yield "matched no indicator when it was judged"
    elif not known.told:
        yield f"matched {', '.join(known.matched)} at the first look at its source: not told"
    for decision in known.told:
        to = f"to {decision.destination}" if decision.destination else "to nobody"
        done = f"{decision.disposition.value} {to}"
        yield f"{decision.indicator}: {done}: {reason_text(decision.reason)}"


def _words(part: Part, texts: Mapping[str, str]) -> list[str]:
    found = [texts.get(span.field, "")[span.start : span.end] for span in part.spans]
    return list(dict.fromkeys(word for word in found if word))


def _json(answer: _Answer) -> dict[str, object]:
    return {
        "indicator": answer.indicator,
        **_part_json(answer.whole, answer.texts),
        "lacking": [part.text for part in failing_clauses(answer.whole)],
    }


def _part_json(part: Part, texts: Mapping[str, str]) -> dict[str, object]:
    return {
        "clause": part.text,
        "held": part.held,
        "words": _words(part, texts),
        "spans": [[span.field, span.start, span.end] for span in part.spans],
        "parts": [_part_json(child, texts) for child in part.parts],
    }
