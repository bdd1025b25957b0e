"""The door to RE2: patterns from analysts run in linear time and bounded memory, or not at all."""

from collections.abc import Iterator
from typing import Protocol

from watchers.errors import QueryMistake
from watchers.words import excerpt

MAX_PATTERN = 1_000  # characters
# Linear is not yet fast: a program of 8,000 steps (.{0,900}z) takes 0.4 s over a long article.
_MAX_PROGRAM = 4_000
_MAX_MEMORY = 1 << 20  # bytes; room for the automaton of the largest program we take
_EVERYDAY = ("a", "я", "中", "م")  # who finds all of these tells nothing


class RegexMatch(Protocol):
    """A match of RE2; only where it lies is of interest."""

    def span(self, group: int = 0, /) -> tuple[int, int]:
        """Return [start, end) in code points, of the whole or of one group."""
        ...


class RegexPattern(Protocol):
    """A compiled pattern."""

    programsize: int
    groupindex: dict[str, int]

    def search(self, text: str) -> RegexMatch | None:
        """Return the first match; `text` holds no surrogates."""
        ...

    def finditer(self, text: str) -> Iterator[RegexMatch]:
        """Yield what matches, left to right; `text` holds no surrogates."""
        ...


def compile_regex(pattern: str, *, at: int = 0) -> RegexPattern:
    """Return a pattern that does not see case.

    Raises QueryMistake, placed `at`, for what RE2 cannot read, is too large to run over every
    item, or finds something in every text.
    """
    import re2  # native code that most queries never need

    if len(pattern) > MAX_PATTERN:
        raise QueryMistake(
            f"a regex of {len(pattern)} characters: {MAX_PATTERN} are the most",
            offset=at,
            hint="use words and OR",
        )
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MAX_MEMORY
    try:
        made: RegexPattern = re2.compile(pattern, options)
    except UnicodeEncodeError:
        raise QueryMistake("half a character in this regex", offset=at) from None
    except re2.error as error:
        reason = error.args[0].decode(errors="replace")
        raise QueryMistake(
            f"this regex cannot be read: {excerpt(reason)}", offset=at, hint=_hint(pattern)
        ) from None
    if made.programsize > _MAX_PROGRAM:
        raise QueryMistake("this regex is too large", offset=at, hint="count and repeat less")
    if made.search("") or all(made.search(letter) for letter in _EVERYDAY):
        raise QueryMistake(
            "this regex finds something in every text", offset=at, hint="name what must be there"
        )
    return made


def _hint(pattern: str) -> str:
    if any(mark in pattern for mark in ("(?=", "(?!", "(?<=", "(?<!")):
        return "there is no look-around: combine terms with NEAR or NOT instead"
    return "the syntax is RE2's: no look-around, no back-references"
