"""What can be asked and ordered after /watch: a class each, with its own words, help and example.

Help, the verbs of both platforms and docs/commands.md's headings come from these classes; to add
a verb, write its class, list it in QUESTIONS and answer it in answers.py or changes.py.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from bot.commands.durations import NoEnd, read_end
from bot.model.commands import Param
from bot.queries.wording import brief
from watchers.model.names import StoryId

_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“", "«": "»", "`": "`"}
_INDICATOR = Param(
    name="indicator", kind="indicator", help="Name or title of an indicator", required=True
)


@dataclass(frozen=True, slots=True)
class Mistaken:
    """What was typed is no question: what is wrong, and what helps."""

    message: str
    hint: str


class Plain:
    """A verb that stands alone."""

    __slots__ = ()
    word: ClassVar[str]
    params: ClassVar[tuple[Param, ...]] = ()

    @classmethod
    def read(cls, rest: str, now: datetime) -> Self | Mistaken:  # noqa: ARG003 -- as all verbs read
        """Take no further words: somebody who wrote some meant something else."""
        if rest:
            return Mistaken(f"{cls.word} stands alone: “{brief(rest, 60)}” is too much", cls.word)
        return cls()


@dataclass(frozen=True, slots=True)
class Board(Plain):
    """How all indicators stand."""

    word: ClassVar = "board"
    help: ClassVar = "How every indicator stands: tripped, active or quiet"
    example: ClassVar = "board"


@dataclass(frozen=True, slots=True)
class Latest:
    """What moved last."""

    word: ClassVar = "latest"
    help: ClassVar = "What moved last, of all indicators or of one"
    example: ClassVar = "latest energy-flows"
    params: ClassVar = (Param(name="indicator", kind="indicator", help="Only this one"),)
    indicator: str = ""

    @classmethod
    def read(cls, rest: str, now: datetime) -> Self:  # noqa: ARG003
        """Take the name of an indicator, or nothing."""
        return cls(unquoted(rest))


@dataclass(frozen=True, slots=True)
class Show:
    """All about one indicator."""

    word: ClassVar = "show"
    help: ClassVar = "All about one indicator: why it matters, its query, its last reports"
    example: ClassVar = "show energy-flows"
    params: ClassVar = (_INDICATOR,)
    indicator: str

    @classmethod
    def read(cls, rest: str, now: datetime) -> Self | Mistaken:  # noqa: ARG003
        """Take the name of an indicator."""
        return cls(unquoted(rest)) if unquoted(rest) else Mistaken("show which one?", cls.example)


@dataclass(frozen=True, slots=True)
class Search:
    """A query over what was read lately. The query is kept as it was typed."""

    word: ClassVar = "search"
    help: ClassVar = "Look through what was read lately, in the language of the rules"
    example: ClassVar = "search $russia NEAR/10 $china AND gas*"
    params: ClassVar = (
        Param(name="query", kind="query", help="Words, $vocabulary, AND OR NOT", required=True),
    )
    query: str

    @classmethod
    def read(cls, rest: str, now: datetime) -> Self | Mistaken:  # noqa: ARG003
        """Take a query; what is wrong with it is told when it is asked."""
        return cls(rest) if rest else Mistaken("search for what?", cls.example)


@dataclass(frozen=True, slots=True)
class Test:
    """What a query or an indicator would have told. The query is kept as it was typed."""

    word: ClassVar = "test"
    help: ClassVar = "What a query or an indicator would have told lately"
    example: ClassVar = "test $russia NEAR/10 $china AND gas*"
    params: ClassVar = (
        Param(name="query", kind="query", help="A query, or an indicator's name", required=True),
    )
    query: str

    @classmethod
    def read(cls, rest: str, now: datetime) -> Self | Mistaken:  # noqa: ARG003
        """Take a query; what is wrong with it is told when it is tried."""
        return cls(rest) if rest else Mistaken("test what?", cls.example)


@dataclass(frozen=True, slots=True)
class Story:
    """One story with all its reports."""

    word: ClassVar = "story"
    help: ClassVar = "One story: who reports it, what was told where, what people did"
    example: ClassVar = "story 12"
    params: ClassVar = (Param(name="id", kind="story", help="Its number", required=True),)
    story: StoryId

    @classmethod
    def read(cls, rest: str, now: datetime) -> Self | Mistaken:  # noqa: ARG003
        """Take a number, with or without #."""
        number = re.fullmatch(r"#?([0-9]{1,18})", unquoted(rest))
        if number is None:
            what = f"“{brief(rest, 60)}” is no story's number" if rest else "which story?"
            return Mistaken(what, cls.example)
        return cls(StoryId(int(number[1])))


@dataclass(frozen=True, slots=True)
class Why:
    """What became of an address, or what the indicators say of a text."""

    word: ClassVar = "why"
    help: ClassVar = "Why an item was told or not; or what the indicators say of a headline"
    example: ClassVar = "why https://example.org/news/1"
    params: ClassVar = (
        Param(name="text", kind="text", help="An address or a headline", required=True),
    )
    text: str

    @classmethod
    def read(cls, rest: str, now: datetime) -> Self | Mistaken:  # noqa: ARG003
        """Take an address, also in <>, or any text."""
        text = unquoted(rest)
        bracketed = re.fullmatch(r"<(https?://[^\s<>|]+)(?:\|[^<>]*)?>", text)
        text = bracketed[1] if bracketed else text
        return cls(text) if text else Mistaken("why what?", cls.example)


@dataclass(frozen=True, slots=True)
class Mute:
    """Keep an indicator quiet, everywhere, until a moment."""

    word: ClassVar = "mute"
    help: ClassVar = "Keep an indicator quiet for a while, everywhere"
    example: ClassVar = "mute energy-flows 6h because of the summit"
    params: ClassVar = (
        _INDICATOR,
        Param(name="until", kind="duration", help="6h, 1d, tomorrow, until ...", required=True),
        Param(name="why", kind="text", help="Shown to everybody who asks"),
    )
    indicator: str
    until: datetime
    why: str = ""

    @classmethod
    def read(cls, rest: str, now: datetime) -> Self | Mistaken:
        """Take a name, how long, and after that the reason."""
        name, after = _quoted(rest)
        places = [after] if name else [m.start() for m in re.finditer(r"(?<=\s)\S", rest)]
        for start in places:
            end = read_end(rest, start, now)
            if isinstance(end, NoEnd):
                return Mistaken(end.why, end.hint)
            if end is not None:
                reason = re.sub(r"(?i)^(?:because\b|as\b|:|-|,)\s*", "", rest[end.stop :].strip())
                return cls(name or rest[:start].strip(), end.until, unquoted(reason))
        if not rest:
            return Mistaken("mute which one?", cls.example)
        if read_end(rest, 0, now) is not None:
            return Mistaken("mute which one? Its name comes first", cls.example)
        return Mistaken("mute it for how long? A mute always ends", cls.example)


@dataclass(frozen=True, slots=True)
class Unmute:
    """Let a muted indicator speak again."""

    word: ClassVar = "unmute"
    help: ClassVar = "Let a muted indicator speak again"
    example: ClassVar = "unmute energy-flows"
    params: ClassVar = (_INDICATOR,)
    indicator: str

    @classmethod
    def read(cls, rest: str, now: datetime) -> Self | Mistaken:  # noqa: ARG003
        """Take the name of an indicator."""
        name = unquoted(rest)
        return cls(name) if name else Mistaken("unmute which one?", cls.example)


@dataclass(frozen=True, slots=True)
class Mutes(Plain):
    """What is muted."""

    word: ClassVar = "mutes"
    help: ClassVar = "What is muted: by whom, until when and why"
    example: ClassVar = "mutes"


@dataclass(frozen=True, slots=True)
class Feeds:
    """How the sources stand."""

    word: ClassVar = "feeds"
    help: ClassVar = "How the sources stand: what fails, the last look and the next"
    example: ClassVar = "feeds"
    params: ClassVar = (Param(name="source", kind="source", help="Only this one"),)
    source: str = ""

    @classmethod
    def read(cls, rest: str, now: datetime) -> Self:  # noqa: ARG003
        """Take the name of a source, or nothing."""
        return cls(unquoted(rest))


@dataclass(frozen=True, slots=True)
class Rules(Plain):
    """Which rules are in force."""

    word: ClassVar = "rules"
    help: ClassVar = "Which rules are in force: their version, what they watch, since when"
    example: ClassVar = "rules"


@dataclass(frozen=True, slots=True)
class Help:
    """What can be asked."""

    word: ClassVar = "help"
    help: ClassVar = "What can be asked, or all about one word"
    example: ClassVar = "help mute"
    params: ClassVar = (Param(name="verb", kind="text", help="One of the words"),)
    verb: str = ""

    @classmethod
    def read(cls, rest: str, now: datetime) -> Self:  # noqa: ARG003
        """Take a verb, or nothing."""
        return cls(unquoted(rest).removeprefix("/watch").strip().casefold())


Asking = Board | Latest | Show | Search | Test | Story | Why | Mutes | Feeds | Rules | Help
"""What reads only: anyone may."""

Ordering = Mute | Unmute
"""What changes something: for members."""

Question = Asking | Ordering

QUESTIONS: tuple[type[Question], ...] = (
    *(Board, Latest, Show, Search, Test, Story, Why, Mute, Unmute, Mutes, Feeds, Rules, Help),
)


def unquoted(text: str) -> str:
    """Leave out a pair of quotes around the whole."""
    trimmed = text.strip()
    name, after = _quoted(trimmed)
    return name if name and after == len(trimmed) else trimmed


def _quoted(text: str) -> tuple[str, int]:
    """Give what stands in quotes at the beginning, and where what follows begins."""
    closing = _QUOTES.get(text[:1])
    end = text.find(closing, 1) if closing else -1
    if end < 0:
        return "", 0
    gap = re.compile(r"\s*").match(text, end + 1)
    return text[1:end].strip(), gap.end() if gap else end + 1
