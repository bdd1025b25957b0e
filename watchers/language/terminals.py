"""Text to terminals, as query.lark defines them."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

_DEFINED = re.compile(r"^(_?[A-Z][A-Z_]*)(?:\.(\d))?:((?:.*/s?\n\s+\|)*.*)$", re.MULTILINE)
_PATTERN = re.compile(r"/((?:\\.|[^/\\\n])+)/(s?)(?=\s|$)")


class Token(str):
    """A terminal: its text, what it is, and where it stands."""

    __slots__ = ("start_pos", "type")
    type: str
    start_pos: int


def token(text: str, kind: str, at: int) -> Token:
    """Make a terminal."""
    made = Token(text)
    made.type = kind
    made.start_pos = at
    return made


def terminals(text: str) -> Iterator[Token]:
    """Cut `text` into terminals; only white space is left over."""
    for found in _all().finditer(text):
        kind = found.lastgroup
        if kind is not None:  # each alternative is a named group
            yield token(found[0], kind, found.start())


@cache
def _all() -> re.Pattern[str]:
    """Give one regex for all terminals, those of higher priority first."""
    text = (files("watchers.language") / "query.lark").read_text(encoding="utf-8")
    defined = [
        (int(priority or 0), name, _PATTERN.findall(patterns))
        for name, priority, patterns in _DEFINED.findall(text)
    ]
    defined.sort(key=lambda terminal: -terminal[0])
    return re.compile(
        "|".join(
            f"(?P<{name}>{'|'.join(f'(?{flags}:{pattern})' for pattern, flags in patterns)})"
            for _, name, patterns in defined
        )
    )
