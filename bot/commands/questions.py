"""What can be asked and ordered after /watch: a class each, with its own words, help and example.

Help, the verbs of both platforms and docs/commands.md's headings come from these classes. To add
a verb, write its class, list it in QUESTIONS and answer it in answers.py or changes.py. A class
has a field for each of its `params`, of the same name; grammar.py fills them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.commands.durations import read_end
from bot.model.commands import Mistaken, Param
from watchers.model.names import StoryId
from watchers.words import excerpt

_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "«": "»", "`": "`"}


def _indicator(missing: str) -> Param:
    named = "Name or title of an indicator"
    return Param(name="indicator", kind="indicator", help=named, required=True, missing=missing)


class BaseQuestion:
    """What all verbs have: a word, its help, an example that works, and the words after it."""

    __slots__ = ()
    word: ClassVar[str]
    help: ClassVar[str]
    example: ClassVar[str]
    params: ClassVar[tuple[Param, ...]] = ()

    @classmethod
    def split_line(cls, line: str, now: datetime) -> Mapping[str, str] | Mistaken:  # noqa: ARG003
        """Return the words of `line`, typed after the verb, by the names of the params.

        Here: the whole line is the only param. Words after a verb that takes none are a mistake,
        for somebody who wrote some meant something else.
        """
        if not cls.params:
            too_much = f"{cls.word} stands alone: “{excerpt(line, 60)}” is too much"
            return Mistaken(too_much, cls.word) if line else {}
        (param,) = cls.params
        # Quotes belong to the language of queries; around a name they are only somebody's habit.
        return {param.name: line if param.kind == "query" else unquoted(line)}


@dataclass(frozen=True, slots=True)
class Board(BaseQuestion):
    """How all indicators stand."""

    word: ClassVar = "board"
    help: ClassVar = "How every indicator stands: tripped, active or quiet"
    example: ClassVar = "board"


@dataclass(frozen=True, slots=True)
class Latest(BaseQuestion):
    """What moved last."""

    word: ClassVar = "latest"
    help: ClassVar = "What moved last, of all indicators or of one"
    example: ClassVar = "latest energy-flows"
    params: ClassVar = (Param(name="indicator", kind="indicator", help="Only this one"),)
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Show(BaseQuestion):
    """All about one indicator."""

    word: ClassVar = "show"
    help: ClassVar = "All about one indicator: why it matters, its query, its last reports"
    example: ClassVar = "show energy-flows"
    params: ClassVar = (_indicator("show which one?"),)
    indicator: str


@dataclass(frozen=True, slots=True)
class Search(BaseQuestion):
    """A query over what was read lately, kept as it was typed: mistakes in it are told later."""

    word: ClassVar = "search"
    help: ClassVar = "Look through what was read lately, in the language of the rules"
    example: ClassVar = "search $russia NEAR/10 $china AND gas*"
    params: ClassVar = (
        Param(
            name="query",
            kind="query",
            help="Words, $vocabulary, AND OR NOT",
            required=True,
            missing="search for what?",
        ),
    )
    query: str


@dataclass(frozen=True, slots=True)
class Test(BaseQuestion):
    """What a query or an indicator would have told; kept as it was typed, as in `Search`."""

    word: ClassVar = "test"
    help: ClassVar = "What a query or an indicator would have told lately"
    example: ClassVar = "test $russia NEAR/10 $china AND gas*"
    params: ClassVar = (
        Param(
            name="query",
            kind="query",
            help="A query, or an indicator's name",
            required=True,
            missing="test what?",
        ),
    )
    query: str


@dataclass(frozen=True, slots=True)
class Story(BaseQuestion):
    """One story with all its reports."""

    word: ClassVar = "story"
    help: ClassVar = "One story: who reports it, what was told where, what people did"
    example: ClassVar = "story 12"
    params: ClassVar = (
        Param(name="id", kind="story", help="Its number", required=True, missing="which story?"),
    )
    id: StoryId


@dataclass(frozen=True, slots=True)
class Why(BaseQuestion):
    """What became of an address, or what the indicators say of a text."""

    word: ClassVar = "why"
    help: ClassVar = "Why an item was told or not; or what the indicators say of a headline"
    example: ClassVar = "why https://example.org/news/1"
    params: ClassVar = (
        Param(
            name="text",
            kind="item",
            help="An address or a headline",
            required=True,
            missing="why what?",
        ),
    )
    text: str


@dataclass(frozen=True, slots=True)
class Mute(BaseQuestion):
    """Keep an indicator quiet, everywhere, until a moment."""

    word: ClassVar = "mute"
    help: ClassVar = "Keep an indicator quiet for a while, everywhere"
    example: ClassVar = "mute energy-flows 6h because of the summit"
    params: ClassVar = (
        _indicator("mute which one?"),
        Param(
            name="until",
            kind="duration",
            help="6h, 1d, tomorrow, until ...",
            required=True,
            missing="mute it for how long? A mute always ends",
        ),
        Param(name="why", kind="text", help="Shown to everybody who asks"),
    )
    indicator: str
    until: datetime
    why: str = ""

    @classmethod
    def split_line(cls, line: str, now: datetime) -> Mapping[str, str] | Mistaken:
        """Find the end of the mute in `line`: the name stands before it, the reason after it.

        A name in quotes may hold what reads like an end ("Russia 24h desk"); without quotes the
        first words that can be one are taken for it. Without any, there is no "until".
        """
        name, after = _quoted(line)
        starts = [after] if name else [m.start() for m in re.finditer(r"(?<=\s)\S", line)]
        for start in starts:
            end = read_end(line, start, now)
            if isinstance(end, Mistaken):
                return end
            if end is not None:
                reason = re.sub(r"(?i)^(?:because\b|as\b|:|-|,)\s*", "", line[end.stop :].strip())
                return {
                    "indicator": name or line[:start].strip(),
                    "until": line[start : end.stop],
                    "why": unquoted(reason),
                }
        # An end alone: what is missing is the name, and a name may read like an end.
        if not name and read_end(line, 0, now) is not None:
            return Mistaken("mute which one? Its name comes first", cls.example)
        return {"indicator": name or line}


@dataclass(frozen=True, slots=True)
class Unmute(BaseQuestion):
    """Let a muted indicator speak again."""

    word: ClassVar = "unmute"
    help: ClassVar = "Let a muted indicator speak again"
    example: ClassVar = "unmute energy-flows"
    params: ClassVar = (_indicator("unmute which one?"),)
    indicator: str


@dataclass(frozen=True, slots=True)
class Mutes(BaseQuestion):
    """What is muted."""

    word: ClassVar = "mutes"
    help: ClassVar = "What is muted: by whom, until when and why"
    example: ClassVar = "mutes"


@dataclass(frozen=True, slots=True)
class Feeds(BaseQuestion):
    """How the sources stand."""

    word: ClassVar = "feeds"
    help: ClassVar = "How the sources stand: what fails, the last look and the next"
    example: ClassVar = "feeds"
    params: ClassVar = (Param(name="source", kind="source", help="Only this one"),)
    source: str = ""


@dataclass(frozen=True, slots=True)
class Rules(BaseQuestion):
    """Which rules are in force."""

    word: ClassVar = "rules"
    help: ClassVar = "Which rules are in force: their version, what they watch, since when"
    example: ClassVar = "rules"


@dataclass(frozen=True, slots=True)
class Help(BaseQuestion):
    """What can be asked."""

    word: ClassVar = "help"
    help: ClassVar = "What can be asked, or all about one word"
    example: ClassVar = "help mute"
    params: ClassVar = (Param(name="verb", kind="verb", help="One of the words"),)
    verb: str = ""


Asking = Board | Latest | Show | Search | Test | Story | Why | Mutes | Feeds | Rules | Help
"""What reads only: anyone may."""

Ordering = Mute | Unmute
"""What changes something: for members."""

Question = Asking | Ordering

QUESTIONS: tuple[type[Question], ...] = (
    *(Board, Latest, Show, Search, Test, Story, Why, Mute, Unmute, Mutes, Feeds, Rules, Help),
)


def unquoted(text: str) -> str:
    """Return `text` without spaces around it, and without a pair of quotes around the whole."""
    trimmed = text.strip()
    name, after = _quoted(trimmed)
    return name if name and after == len(trimmed) else trimmed


def _quoted(text: str) -> tuple[str, int]:
    """Return what stands in quotes at the beginning, and where what follows begins."""
    closing = _QUOTES.get(text[:1])
    end = text.find(closing, 1) if closing else -1
    if end < 0:
        return "", 0
    gap = re.compile(r"\s*").match(text, end + 1)
    return text[1:end].strip(), gap.end() if gap else end + 1
