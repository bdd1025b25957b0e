"""Where things stand: from an index, or an offset in a YAML scalar, to line and column."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from watchers.errors import Mistake

_BREAK = re.compile(r"\r\n|\r|\n")
_BLOCK_HEADER = re.compile(r"[|>][^\r\n]*")
_SINGLE_QUOTED = re.compile(r"''|.", re.DOTALL)
_DOUBLE_QUOTED = re.compile(
    r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r\n|.)|.", re.DOTALL
)
_BLANK_ESCAPES = frozenset(["\\t", "\\n", "\\r", "\\ ", "\\_", "\\N", "\\L", "\\P", "\\\t"])


class RulesText(NamedTuple):
    """The text of a file, and what mistakes call the file: nothing, if it is the only one."""

    file: str
    text: str


class Places:
    """Lines and columns of some texts that follow one another, both from 1 in each."""

    def __init__(self, texts: Sequence[RulesText]) -> None:
        self._files = [each.file for each in texts]
        # Where each text begins, and where each of its lines does. A character parts two texts, so
        # that the end of one is not where the next begins.
        ends = list(accumulate(len(each.text) + 1 for each in texts))
        self.begins = [0, *ends[:-1]]
        self._end = ends[-1] - 1
        self._starts = [
            [begin, *(begin + found.end() for found in _BREAK.finditer(each.text))]
            for begin, each in zip(self.begins, texts, strict=True)
        ]

    @property
    def lines(self) -> int:
        """How many lines the texts have together."""
        return sum(map(len, self._starts))

    def at(self, index: int) -> tuple[str, int, int]:
        """Return file, line and column of the character at `index`; never outside the texts."""
        index = max(0, min(index, self._end))
        number = bisect_right(self.begins, index) - 1
        starts = self._starts[number]
        line = bisect_right(starts, index)
        return self._files[number], line, index - starts[line - 1] + 1

    def mistake(self, index: int, message: str, hint: str = "") -> Mistake:
        """Return a mistake whose place is that of the character at `index`."""
        file, line, column = self.at(index)
        return Mistake(line=line, column=column, message=message, hint=hint, file=file)


def index_within(text: str, start: int, end: int, offset: int, value: str) -> int:
    """Return the index in `text` of the character that became `value[offset]`.

    `text[start:end]` is a YAML scalar as written, `value` what it means. YAML folds blanks and
    keeps the rest in order, so visible characters are counted: exact for them in every style.
    """
    sought = sum(not character.isspace() for character in value[:offset])
    after_last = start
    for index, length in _visible(text[start:end]):
        if sought == 0 and offset < len(value):
            return start + index
        sought -= 1
        after_last = start + index + length
        if sought < 0:
            break
    return after_last


def _visible(raw: str) -> list[tuple[int, int]]:
    """Index and length of everything in a raw scalar that stands for a visible character."""
    # A block scalar's header (| or >, YAML 1.2.2, 8.1.1) is not part of its text.
    if raw[:1] in {"|", ">"}:
        header = _BLOCK_HEADER.match(raw)
        return _spelled(raw, header.end() if header else 1, len(raw), re.compile(r"."))
    # Between single quotes only '' is an escape (7.3.2), between double ones all of 5.7 is.
    if raw[:1] == "'":
        return _spelled(raw, 1, len(raw) - 1, _SINGLE_QUOTED)
    if raw[:1] == '"':
        return _spelled(raw, 1, len(raw) - 1, _DOUBLE_QUOTED)
    return _spelled(raw, 0, len(raw), re.compile(r"."))


def _spelled(raw: str, start: int, end: int, spelling: re.Pattern[str]) -> list[tuple[int, int]]:
    found = (spelled for spelled in spelling.finditer(raw, start, end))
    return [
        (spelled.start(), len(spelled.group()))
        for spelled in found
        if not (spelled.group().isspace() or _is_blank_escape(spelled.group()))
    ]


def _is_blank_escape(spelled: str) -> bool:
    return spelled in _BLANK_ESCAPES or spelled in {"\\\n", "\\\r", "\\\r\n"}
