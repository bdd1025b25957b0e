"""An item made ready for many queries: its words once, all else only when a query asks for it."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import NamedTuple
from weakref import ref

from watchers.language.cutting import Place
from watchers.language.field_text import RUNNING, FieldText
from watchers.language.tree import FIELDS
from watchers.language.word_table import NO_TERMS, FoundTerms, WordTable
from watchers.language.words import may_break
from watchers.model.news import Evidence, Span

MOST_SPANS = 20

# Positions of fields lie this far apart: words of different fields are never near each other,
# except title and body. No NEAR reaches as far, and no field has as many words.
_APART = 1 << 32


class Run(NamedTuple):  # made by the thousand: a frozen dataclass takes three times as long
    """Words found together: from position `first` to `last`, both included.

    A run with `parts` has gaps: only the words of its parts were found.
    """

    first: int
    last: int
    parts: "tuple[Run, ...]" = ()  # what was found in between, if that is not every word
    span: Span | None = None  # what was found, if that is not whole words

    def leaves(self) -> "Iterator[Run]":
        """Yield the runs without parts that this one is made of, itself if it has none."""
        waiting = [self]
        while waiting:
            run = waiting.pop()
            if run.parts:
                waiting.extend(reversed(run.parts))
            else:
                yield run


class Scope:
    """The words that a query without a field, or one field, looks at; positions run through.

    It remembers what was found in it, since queries share their parts: `memo` the runs of each
    matcher, `phrase_places` and `wildcard_words` those of each phrase and wildcard. `found` is what
    it has of the passage's table.
    """

    def __init__(self, passage: "Passage", fields: tuple[FieldText, ...], base: int) -> None:
        # Weak: a circle would leave every item's thousand objects to the garbage collector.
        self._passage = ref(passage)
        self.fields = fields
        self.base = base
        self.words = fields[0].words if len(fields) == 1 else fields[0].words + fields[1].words
        # BCP 47: zh is what a text in zh-Hant is written in, and TW is not.
        is_language = fields[0].name == "lang"
        self._seen = self.words[:1] if is_language else self.words
        self.respelled: dict[str, list[Place]] = {} if is_language else self._find_respelled()
        """Where words stand, first and last position, that other words may be written as."""
        self.distinct = frozenset(self._seen).union(self.respelled)
        # As the second word of a phrase any word counts: lang:zh-Hant.
        self.written = frozenset(self.words) if is_language else self.distinct
        self.found = FoundTerms(passage.table, self.words, self.written)
        self.memo: dict[object, list[Run]] = {}
        self.phrase_places: dict[object, list[Place]] = {}
        self.wildcard_words: dict[tuple[str, ...], list[str]] = {}
        self._stems: dict[int, dict[str, list[str]]] = {}

    @property
    def passage(self) -> "Passage":
        """The item. Raises ReferenceError where nobody holds it any more."""
        passage = self._passage()
        if passage is None:
            raise ReferenceError("the passage of this scope is gone")
        return passage

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """The positions of each distinct word, ascending."""
        positions: dict[str, list[int]] = {}
        for position, word in enumerate(self._seen, self.base):
            if word in positions:
                positions[word].append(position)
            else:
                positions[word] = [position]
        return positions

    def _find_respelled(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        base = self.base
        for field in self.fields:
            for first, last, word in field.respelled:
                found.setdefault(word, []).append((base + first, base + last))
            base += len(field.words)
        return found

    @cached_property
    def extra(self) -> int:
        """How many words more than terms have, what they find here may have, all together."""
        places = chain.from_iterable(self.respelled.values())
        return len({at for first, last in places for at in range(first + 1, last + 1)})

    @cached_property
    def respelled_from(self) -> dict[int, list[tuple[int, str]]]:
        """What is in `respelled` by first position: the last one, and the word."""
        starts: dict[int, list[tuple[int, str]]] = {}
        for word, places in self.respelled.items():
            for first, last in places:
                starts.setdefault(first, []).append((last, word))
        return starts

    def places_of(self, words: Iterable[str]) -> list[Place]:
        """Return first and last position of each occurrence of each of `words`, in no order."""
        positions = self.positions
        places = [(at, at) for word in words for at in positions.get(word, ())]
        if self.respelled:
            places.extend(at for word in words for at in self.respelled.get(word, ()))
        return places

    def stems(self, length: int) -> dict[str, list[str]]:
        """Return the distinct words by their first `length` letters; shorter words by all."""
        stems = self._stems.get(length)
        if stems is None:
            stems = self._stems[length] = {}
            for word in self.distinct:
                stems.setdefault(word[:length], []).append(word)
        return stems


class Passage:
    """An item as queries read it. Make it with read_passage, use it for any number of queries."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.table = NO_TERMS
        self._texts = texts
        self._fields: dict[str, FieldText] = {}
        self._scopes: dict[tuple[str, ...], Scope] = {}
        self._spans = _Spans()

    def look_up(self, table: WordTable) -> None:
        """Look up in `table`, from now on, which terms a text has."""
        if self.table is not table:
            self.table = table
            self._scopes.clear()

    def field(self, name: str) -> FieldText:
        """Return one field of FIELDS; a field that the item lacks is empty."""
        field = self._fields.get(name)
        if field is None:
            field = self._fields[name] = FieldText(name, self._texts.get(name, ""))
        return field

    def scope(self, names: tuple[str, ...] = RUNNING) -> Scope:
        """Return the words of one field, or of title and body; made once."""
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
        """Return the field and the number in it, from 0, of the word that stands at `position`."""
        if position >= _APART:
            number, rest = divmod(position, _APART)
            return self.field(FIELDS[number]), rest
        title = self.field("title")
        rest = position - len(title.words)
        return (title, position) if rest < 0 else (self.field("body"), rest)

    def sentence(self, position: int) -> tuple[str, int]:
        """Return the field and the number, from 0, of the sentence that holds the word there."""
        field, number = self.locate(position)
        return field.name, bisect_right(field.breaks, field.places[number][0])

    def in_one_sentence(self, first: int, last: int) -> bool:
        """Return whether the words at two positions of one scope are in one sentence."""
        field, start = self.locate(first)
        end = start + last - first
        # From the title into the body: the end of a headline ends a sentence.
        if end >= len(field.words):
            return False
        # Most phrases have nothing between their words that could end a sentence.
        between = field.text[field.places[start][0] : field.places[end][0]]
        return not may_break(between) or self.sentence(first) == self.sentence(last)

    def written(self, first: int, last: int) -> str:
        """Return the words at positions of one field as they were written."""
        field, number = self.locate(first)
        places = field.places
        return field.text[places[number][0] : places[number + last - first][1]]

    def touches(self, position: int) -> bool:
        """Return whether nothing stands between the word at `position` and the one before it."""
        field, number = self.locate(position)
        return number > 0 and field.places[number - 1][1] == field.places[number][0]

    def evidence_of(self, runs: Iterable[Run]) -> Evidence:
        """Return the first of `runs` as at most 20 spans; what overlaps or touches is one."""
        leaves: dict[Run, None] = {}
        for run in runs:
            # Of a NEAR its two places are shown, not what lies between them.
            if run.parts:
                leaves.update(dict.fromkeys(run.leaves()))
            else:
                leaves[run] = None
            if len(leaves) >= MOST_SPANS:
                break
        places = _merged(sorted(map(self._place, leaves)))[:MOST_SPANS]
        return Evidence(tuple(map(self._spans.__getitem__, places)))

    def _place(self, leaf: Run) -> "FieldPlace":
        if leaf.span is not None:
            return leaf.span.field, leaf.span.start, leaf.span.end
        field, first = self.locate(leaf.first)
        places = field.places
        return field.name, places[first][0], places[first + leaf.last - leaf.first][1]


FieldPlace = tuple[str, int, int]


class _Spans(dict[FieldPlace, Span]):
    """Spans by what they say: many queries show the same words of an item."""

    def __missing__(self, place: FieldPlace) -> Span:
        span = self[place] = Span(*place)
        return span


def _merged(places: list[FieldPlace]) -> list[FieldPlace]:
    merged: list[FieldPlace] = []
    for field, start, end in places:
        if merged and merged[-1][0] == field and start <= merged[-1][2]:
            merged[-1] = (field, merged[-1][1], max(merged[-1][2], end))
        else:
            merged.append((field, start, end))
    return merged


def read_passage(fields: Mapping[str, str | tuple[str, ...]]) -> Passage:
    """Prepare an item for queries; `fields` are those of FIELDS, and any may be missing.

    Spans are offsets in the strings as given here. Several values of one field count as one
    string with a line break between two.
    """
    return Passage(
        {
            name: value if isinstance(value, str) else "\n".join(value)
            for name, value in fields.items()
        }
    )
