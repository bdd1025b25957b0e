"""What is typed after /watch to a Question, or to what is wrong with it. Pure."""

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from typing import Final

from bot.commands.questions import QUESTIONS, Help, Mistaken, Question
from bot.model.commands import Verb
from bot.queries.wording import brief

MOST_CHARACTERS: Final = 4_000  # Slack and Discord let people type no more into one message

# Words of other tools for the same; named in the hint, not understood: one word for one thing.
_ALSO: Final = {
    "status": "board",
    "dashboard": "board",
    "news": "latest",
    "last": "latest",
    "explain": "why",
    "find": "search",
    "query": "search",
    "indicator": "show",
    "silence": "mute",
    "snooze": "mute",
    "muted": "mutes",
    "silences": "mutes",
    "sources": "feeds",
    "health": "feeds",
    "indicators": "rules",
    "commands": "help",
}

VERBS: Final = tuple(
    Verb(name=question.word, help=question.help, params=question.params) for question in QUESTIONS
)
_BY_WORD: Final = {question.word: question for question in QUESTIONS}


def parse(text: str, *, now: datetime) -> Question | Mistaken:
    """Understand what was typed; nothing at all asks for help."""
    if len(text) > MOST_CHARACTERS:
        return Mistaken(f"that is longer than {MOST_CHARACTERS:,} characters", "less of it")
    word, rest = _first_word(text)
    if word == "/watch":
        word, rest = _first_word(rest)
    if word in {"", "?"}:
        return Help()
    question = _BY_WORD.get(word)
    return unknown(word) if question is None else question.read(rest, now)


def unknown(word: str) -> Mistaken:
    """Say which verb was perhaps meant."""
    if word.startswith(("http://", "https://")):
        return Mistaken("that is an address, not a word I know", "why and the address")
    near = nearest(word, [*_BY_WORD, *_ALSO])
    meant = _ALSO.get(near, near)
    return Mistaken(
        f"there is no “{brief(word, 60)}”",
        _BY_WORD[meant].example if meant else "help",
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """Name the likeliest of the known words, or give an empty text."""
    return next(iter(get_close_matches(word.casefold()[:100], known, n=1)), "")


def usage(verb: Verb) -> str:
    """Write a verb with its words: mute <indicator> <until> [why]."""
    words = (f"<{one.name}>" if one.required else f"[{one.name}]" for one in verb.params)
    return " ".join((verb.name, *words))


def example_of(verb: Verb) -> str:
    """Give a line that can be typed."""
    return _BY_WORD[verb.name].example


def _first_word(text: str) -> tuple[str, str]:
    parts = text.split(maxsplit=1)
    return (parts[0].casefold() if parts else ""), (parts[1].strip() if len(parts) > 1 else "")
