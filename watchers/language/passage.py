"""An item made ready for many queries: its words once, all else only when a query asks for it."""

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

import regex

from watchers.language.sentences import breaks
from watchers.language.tree import FIELDS
from watchers.language.words import places_of, words_of
from watchers.model import Evidence, Span

RUNNING = ("title", "body")
"""Where a query looks that names no field: one text, the title first."""

MOST_SPANS = 20

# Words of different fields are never near each other, except title and body.
_APART = 1 << 32
_SURROGATE = regex.compile("[\ud800-\udfff]")


class Run(NamedTuple):  # made by the thousand: a frozen dataclass takes three times as long
    """Words found together: from position `first` to `last`, both included."""

    first: int
    last: int
    parts: "tuple[Run, ...]" = ()  # what was found in between, if that is not every word
    span: Span | None = None  # what was found, if that is not whole words

    def leaves(self) -> "Iterator[Run]":
        """Give the runs without parts that this one is made of."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


class FieldText:
    """One field: its text as given, and where each of its words stands in it."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.words = words_of(text)

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Give [start, end) of each word."""
        return places_of(self.text)

    @cached_property
    def breaks(self) -> list[int]:
        """Give where its sentences end."""
        return breaks(self.text)

    @cached_property
    def _plain(self) -> tuple[str, list[tuple[int, int]] | None]:
        """Give the text in NFKC, and for each character where it came from unless it is there."""
        text = _SURROGATE.sub("\ufffd", self.text)
        if unicodedata.is_normalized("NFKC", text):
            return text, None
        plain: list[str] = []
        origins: list[tuple[int, int]] = []
        for cluster in regex.finditer(r"\X", text):
            made = unicodedata.normalize("NFKC", cluster[0])
            plain.append(made)
            origins.extend([cluster.span()] * len(made))
        return "".join(plain), origins

    @property
    def plain(self) -> str:
        """Give the text in NFKC, as regexes read it."""
        return self._plain[0]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Give where [start, end) of `plain` stands in the text."""
        origins = self._plain[1]
        return (start, end) if origins is None else (origins[start][0], origins[end - 1][1])

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """Give the first and last word that [start, end) touches; the next word if it has none."""
        first = bisect_right(self.places, start, key=lambda place: place[1])
        last = bisect_left(self.places, end, key=lambda place: place[0]) - 1
        return first, max(first, last)


class Scope:
    """The words that a query without a field, or one field, looks at; positions run through."""

    def __init__(self, passage: "Passage", fields: tuple[FieldText, ...], base: int) -> None:
        self.passage = passage
        self.fields = fields
        self.base = base
        self.words = [word for one in fields for word in one.words]
        # BCP 47: zh is what a text in zh-Hant is written in, and TW is not.
        self._reach = 1 if fields[0].name == "lang" else len(self.words)
        self.distinct = frozenset(self.words[: self._reach])
        # What matchers found here, and whether they may find anything: they are shared by queries.
        self.memo: dict[object, list[Run]] = {}
        self._stems: dict[int, set[str]] = {}
        self.hopes: dict[object, bool] = {}

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Give where each distinct word stands."""
        positions: dict[str, list[int]] = {}
        for position, word in enumerate(self.words[: self._reach], self.base):
            positions.setdefault(word, []).append(position)
        return positions

    def stems(self, length: int) -> set[str]:
        """Give the first `length` letters of each distinct word, all of a shorter one."""
        stems = self._stems.get(length)
        if stems is None:
            stems = self._stems[length] = {word[:length] for word in self.distinct}
        return stems


class Passage:
    """An item as queries read it. Make it with read_passage, use it for any number of queries."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._fields: dict[str, FieldText] = {}
        self._scopes: dict[tuple[str, ...], Scope] = {}

    def field(self, name: str) -> FieldText:
        """Give one field; a field that the item lacks is empty."""
        field = self._fields.get(name)
        if field is None:
            field = self._fields[name] = FieldText(name, self._texts.get(name, ""))
        return field

    def scope(self, names: tuple[str, ...] = RUNNING) -> Scope:
        """Give the words of the fields named."""
        scope = self._scopes.get(names)
        if scope is None:
            fields = tuple(map(self.field, names))
            scope = self._scopes[names] = Scope(self, fields, self._base(names[0]))
        return scope

    def _base(self, name: str) -> int:
        if name == "body":
            return len(self.field("title").words)
        return FIELDS.index(name) * _APART

    def locate(self, position: int) -> tuple[FieldText, int]:
        """Give the field and the number of the word in it that stands at `position`."""
        number, rest = divmod(position, _APART)
        field = self.field(FIELDS[number])
        if number == 0 and rest >= len(field.words):
            return self.field("body"), rest - len(field.words)
        return field, rest

    def sentence(self, position: int) -> tuple[str, int]:
        """Give the sentence that the word at `position` is in."""
        field, number = self.locate(position)
        return field.name, bisect_right(field.breaks, field.places[number][0])

    def word(self, position: int) -> str:
        """Give the word at `position` as it was written."""
        field, number = self.locate(position)
        start, end = field.places[number]
        return field.text[start:end]

    def touches(self, position: int) -> bool:
        """Say whether nothing stands between the word at `position` and the one before it."""
        field, number = self.locate(position)
        return number > 0 and field.places[number - 1][1] == field.places[number][0]

    def evidence(self, runs: Iterable[Run]) -> Evidence:
        """Show the first of `runs` as spans of the texts."""
        leaves: dict[Run, None] = {}
        for run in runs:
            leaves.update(dict.fromkeys(run.leaves()))
            if len(leaves) >= MOST_SPANS:
                break
        return Evidence(_merged(sorted(map(self._span, leaves)))[:MOST_SPANS])

    def _span(self, leaf: Run) -> Span:
        if leaf.span is not None:
            return leaf.span
        field, first = self.locate(leaf.first)
        last = first + leaf.last - leaf.first
        return Span(field.name, field.places[first][0], field.places[last][1])


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in spans:
        before = merged[-1] if merged else span
        if before.field == span.field and span.start <= before.end:
            merged[-1:] = [Span(span.field, before.start, max(before.end, span.end))]
        else:
            merged.append(span)
    return tuple(merged)


def read_passage(fields: Mapping[str, str | tuple[str, ...]]) -> Passage:
    """Prepare an item: title, body, author, url, source, lang, category, tier; any may be missing.

    Spans count in the strings as given here. Several values of one field count as one string
    with a line break between two.
    """
    return Passage(
        {
            name: value if isinstance(value, str) else "\n".join(value)
            for name, value in fields.items()
        }
    )
