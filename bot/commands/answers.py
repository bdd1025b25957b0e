"""Questions to their answers: each asked of its query, or of the grammar itself."""

from collections.abc import Iterator
from datetime import datetime

from bot.commands import questions as q
from bot.commands.grammar import VERBS, example_of, unknown, usage
from bot.commands.questions import Asking
from bot.model.cards import AnswerRow, Card, Piece
from bot.model.commands import Mistaken, Verb
from bot.queries.backtest import backtest_card
from bot.queries.board import board_card
from bot.queries.feeds import feeds_card
from bot.queries.latest import latest_card
from bot.queries.mutes import mutes_card
from bot.queries.rules_card import rules_card
from bot.queries.search import search_card
from bot.queries.show import show_card
from bot.queries.story import story_card
from bot.queries.why import why_card
from bot.queries.wording import answer, sentence
from watchers.rules.ruleset import RuleSet
from watchers.storage import Connection
from watchers.web_address import without_addresses


def answer_to(  # noqa: C901 -- a line for each question
    question: Asking,
    connection: Connection,
    rules: RuleSet,
    now: datetime,
    *,
    since: datetime | None = None,
) -> Card:
    """Answer a question that changes nothing. `since` is when these rules came into force."""
    match question:
        case q.Board():
            return board_card(connection, rules, now)
        case q.Latest(name):
            return latest_card(connection, rules, name, now)
        case q.Show(name):
            return show_card(connection, rules, name, now)
        case q.Search(query):
            return search_card(connection, rules, query, now)
        case q.Test(query):
            return backtest_card(connection, rules, query, now)
        case q.Story(story):
            return story_card(connection, rules, story, now)
        case q.Why(text):
            return why_card(connection, rules, text, now)
        case q.Mutes():
            return mutes_card(connection, rules, now)
        case q.Feeds(name):
            return feeds_card(connection, rules, name, now)
        case q.Rules():
            return rules_card(connection, rules, now, since=since)
        case q.Help(word):
            return help_card(word, now)


def help_card(word: str, now: datetime) -> Card:
    """Return what can be asked, or all about one verb; it comes from the grammar itself."""
    verb = next((verb for verb in VERBS if verb.name == word), None)
    if verb is not None:
        return answer(f"/watch {usage(verb)}", now, text=f"{verb.help}.", rows=_about(verb))
    if word:
        return mistaken_card(unknown(word), now)
    return answer(
        "What you can ask",
        now,
        text="Say it after /watch, or to me in a thread. “help” and a word says more of it.",
        rows=[AnswerRow(lead=usage(verb), pieces=(Piece(verb.help),)) for verb in VERBS],
    )


def mistaken_card(mistaken: Mistaken, now: datetime) -> Card:
    """Return what was wrong with what was asked, and what helps."""
    message = sentence(without_addresses(mistaken.message))
    return answer(message, now, text=f"Try: {mistaken.hint}")


def _about(verb: Verb) -> Iterator[AnswerRow]:
    for param in verb.params:
        may = "" if param.required else " (may be left out)"
        yield AnswerRow(lead=param.name, pieces=(Piece(f"{param.help}{may}"),))
    yield AnswerRow(lead="For example", pieces=(Piece(f"/watch {example_of(verb)}"),))
