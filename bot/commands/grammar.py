"""What is typed or filled in after /watch to a Question, or to what is wrong with it. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Final

from bot.commands.durations import read_until
from bot.commands.questions import QUESTIONS, Help, Question, unquoted
from bot.model.commands import FilledCommand, Mistaken, Verb
from watchers.model.names import StoryId
from watchers.words import excerpt

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


def parse_command(command: str | FilledCommand, *, now: datetime) -> Question | Mistaken:
    """Understand what was typed or filled in; nothing at all asks for help. Never raises."""
    if isinstance(command, FilledCommand):
        question = _BY_WORD.get(command.verb)
        if question is None:
            return unknown(command.verb)
        # A value without a param is of an older version of the command, and is left out.
        return fill_question(question, command.values, now)
    return _parse_line(command, now)


def fill_question(
    question: type[Question], values: Mapping[str, str], now: datetime
) -> Question | Mistaken:
    """Make a question of the values of its params, as written; spaces around them do not count.

    This is the only place that reads values, wherever they come from.
    """
    if sum(map(len, values.values())) > MOST_CHARACTERS:
        return _too_long()
    filled: dict[str, object] = {}
    for param in question.params:
        written = values.get(param.name, "").strip()
        if not written and param.required:
            return Mistaken(param.missing, question.example)
        if written:
            value = _READERS[param.kind](written, now)
            if isinstance(value, Mistaken):
                return value
            filled[param.name] = value
    # Each question has a field for each of its params: a test holds it, the types cannot.
    make: Callable[..., Question] = question
    return make(**filled)


def _parse_line(line: str, now: datetime) -> Question | Mistaken:
    if len(line) > MOST_CHARACTERS:
        return _too_long()
    word, rest = _first_word(line)
    if word == "/watch":
        word, rest = _first_word(rest)
    if word in {"", "?"}:
        return Help()
    question = _BY_WORD.get(word)
    if question is None:
        return unknown(word)
    values = question.split_line(rest, now)
    return values if isinstance(values, Mistaken) else fill_question(question, values, now)


def unknown(word: str) -> Mistaken:
    """Return a mistake that names the verb that was perhaps meant."""
    if word.startswith(("http://", "https://")):
        return Mistaken("that is an address, not a word I know", "why and the address")
    near = nearest(word, [*_BY_WORD, *_ALSO])
    meant = _ALSO.get(near, near)
    return Mistaken(
        f"there is no “{excerpt(word, 60)}”",
        _BY_WORD[meant].example if meant else "help",
    )


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the likeliest of the known words; "" where none is like it."""
    return next(iter(get_close_matches(word.casefold()[:100], known, n=1)), "")


def usage(verb: Verb) -> str:
    """Return a verb with its words: mute <indicator> <until> [why]."""
    words = (f"<{param.name}>" if param.required else f"[{param.name}]" for param in verb.params)
    return " ".join((verb.name, *words))


def example_of(verb: Verb) -> str:
    """Return a line that can be typed."""
    return _BY_WORD[verb.name].example


def _too_long() -> Mistaken:
    return Mistaken(f"that is longer than {MOST_CHARACTERS:,} characters", "less of it")


def _as_written(written: str, now: datetime) -> str:  # noqa: ARG001 -- as all readers read
    return written


def _read_source(written: str, now: datetime) -> str:  # noqa: ARG001
    return unquoted(written)


def _read_story(written: str, now: datetime) -> StoryId | Mistaken:  # noqa: ARG001
    """Read a number, with or without #, also in quotes."""
    number = re.fullmatch(r"#?([0-9]{1,18})", unquoted(written))
    if number is None:
        return Mistaken(f"“{excerpt(written, 60)}” is no story's number", "story 12")
    return StoryId(int(number[1]))


def _read_item(written: str, now: datetime) -> str:  # noqa: ARG001
    """Read an address, also in <> with or without its label, or any text; also in quotes."""
    text = unquoted(written)
    bracketed = re.fullmatch(r"<(https?://[^\s<>|]+)(?:\|[^<>]*)?>", text)
    return bracketed[1] if bracketed else text


def _read_verb(written: str, now: datetime) -> str:  # noqa: ARG001
    return unquoted(written).removeprefix("/watch").strip().casefold()


_READERS: Final[Mapping[str, Callable[[str, datetime], object]]] = {
    "indicator": _as_written,
    "source": _read_source,
    "query": _as_written,
    "text": _as_written,
    "story": _read_story,
    "item": _read_item,
    "verb": _read_verb,
    "duration": read_until,
}
"""How a value is read, by the kind of its Param. What is read into Mistaken is none."""


def _first_word(text: str) -> tuple[str, str]:
    parts = text.split(maxsplit=1)
    return (parts[0].casefold() if parts else ""), (parts[1].strip() if len(parts) > 1 else "")
