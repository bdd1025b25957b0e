"""Which rules are in force."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from bot.model.cards import AnswerRow, Card, Piece
from bot.queries.wording import MOST_SAID, answer
from watchers.model.names import Severity, Status
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection
from watchers.words import counted, excerpt


def rules_card(
    connection: Connection,  # noqa: ARG001 -- every question is asked of one
    rules: RuleSet,
    now: datetime,
    *,
    since: datetime | None = None,
) -> Card:
    """Answer which version of the rules is in force, what it watches, and `since` when."""
    return answer(
        f"Rules {rules.version}",
        now,
        text=f"What to watch next, after “{rules.article.title}”." if rules.article else "",
        rows=_rows(rules, since),
    )


def _rows(rules: RuleSet, since: datetime | None) -> Iterator[AnswerRow]:
    if since:
        yield AnswerRow(lead="In force", quiet="since", when=since)
    severities = Counter(indicator.severity for indicator in rules.indicators.values())
    ranked = (f"{severities[each]} {each}" for each in reversed(Severity) if severities[each])
    statuses = Counter(indicator.status for indicator in rules.indicators.values())
    silent = (f"{statuses[each]} {each}" for each in (Status.TRIAL, Status.OFF) if statuses[each])
    yield _counted(len(rules.indicators), "indicator", ", ".join([*ranked, *silent]))
    tiers = Counter(source.tier for source in rules.sources.values())
    yield _counted(
        len(rules.sources), "source", ", ".join(f"{n} {tier}" for tier, n in tiers.most_common())
    )
    own = [f"${name}" for name in rules.vocabulary if not name.startswith("country.")]
    words = "vocabulary" if len(own) == 1 else "vocabularies"
    yield AnswerRow(lead=f"{len(own)} {words}", pieces=_pieces(", ".join(own)))
    yield _counted(len(rules.destinations), "destination", ", ".join(rules.destinations))


def _counted(number: int, noun: str, names: str) -> AnswerRow:
    return AnswerRow(lead=counted(number, noun), pieces=_pieces(names))


def _pieces(text: str) -> tuple[Piece, ...]:
    return (Piece(excerpt(text, MOST_SAID)),) if text else ()
