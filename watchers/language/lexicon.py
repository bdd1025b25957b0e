"""Many terms looked for at once: a text's words meet them as sets, whatever the number of terms."""

from collections.abc import Iterable, Iterator
from itertools import islice, starmap
from operator import attrgetter

from watchers.language.matchers import Matcher
from watchers.language.passage import Run, Scope
from watchers.language.regexes import Pattern, compiled
from watchers.language.terms import Wanted, fits, wanted
from watchers.language.tree import Regex, Term
from watchers.language.words import exact
from watchers.model import Span

# Wildcards are told apart by their first letters; more of them would mean more sets to build.
_STEM = 4
_MOST_FOUND = 100  # of one regex in one field

Phrase = tuple[Wanted, ...]


class Lexicon(Matcher):
    """One of the terms occurs. Its runs are in reading order."""

    __slots__ = ("_openings", "_patterns", "_phrases", "_scanned", "_stems", "_words")

    def __init__(self, terms: Iterable[Term | Regex]) -> None:
        super().__init__()
        words: set[str] = set()
        self._phrases: dict[str, list[Phrase]] = {}  # by what their first word may be
        self._stems: dict[int, dict[str, list[Phrase]]] = {}  # by length, then by first letters
        self._scanned: list[Phrase] = []
        self._patterns: list[Pattern] = []
        for term in terms:
            if isinstance(term, Regex):
                self._patterns.append(compiled(term.pattern, at=term.at))
                continue
            phrase = wanted(term)
            if len(phrase) == 1 and not phrase[0].pieces and not phrase[0].exact:
                words |= phrase[0].spellings
            else:
                self._add(phrase)
        self._words = frozenset(words)
        self._openings = self._words | self._phrases.keys()

    def _add(self, phrase: Phrase) -> None:
        opening = phrase[0]
        for spelling in opening.spellings:
            self._phrases.setdefault(spelling, []).append(phrase)
        match opening.pieces:
            case ():
                pass
            case (start, *_) if start:
                stem = start[:_STEM]
                self._stems.setdefault(len(stem), {}).setdefault(stem, []).append(phrase)
            case _:
                self._scanned.append(phrase)

    def may_hold(self, scope: Scope) -> bool:
        """Answer from the words that a term can begin with."""
        hope = scope.hopes.get(self)
        if hope is None:
            hope = scope.hopes[self] = self._hope(scope)
        return hope

    def _hope(self, scope: Scope) -> bool:
        return (
            not self._openings.isdisjoint(scope.distinct)
            or any(not scope.stems(n).isdisjoint(by) for n, by in self._stems.items())
            or any(fits(p[0].pieces, word) for p in self._scanned for word in scope.distinct)
            or bool(self._patterns)
        )

    def holds(self, scope: Scope) -> bool:
        """Spare the places where presence is enough."""
        return not self._words.isdisjoint(scope.distinct) or bool(self.found(scope))

    def find(self, scope: Scope) -> list[Run]:
        """Give each occurrence of each term once."""
        if not self.may_hold(scope):
            return []
        places = {
            (position, position)
            for word in self._words & scope.distinct
            for position in scope.positions[word]
        }
        for word, phrases in self._begun(scope):
            for position in scope.positions[word]:
                places.update(
                    (position, position + len(phrase) - 1)
                    for phrase in phrases
                    if _stands_at(phrase, position, scope)
                )
        runs = list(starmap(Run, places))
        for pattern in self._patterns:
            runs.extend(_matches(pattern, scope))
        runs.sort(key=attrgetter("first"))
        return runs

    def _begun(self, scope: Scope) -> Iterator[tuple[str, list[Phrase]]]:
        """Give the words of the text that can begin a phrase, with the phrases."""
        for word in self._phrases.keys() & scope.distinct:
            yield word, self._phrases[word]
        for length, by_stem in self._stems.items():
            for stem in by_stem.keys() & scope.stems(length):
                for word in scope.distinct:
                    if word.startswith(stem):
                        yield word, by_stem[stem]
        for phrase in self._scanned:
            for word in scope.distinct:
                if fits(phrase[0].pieces, word):
                    yield word, [phrase]


def _stands_at(phrase: Phrase, position: int, scope: Scope) -> bool:
    start = position - scope.base
    words = scope.words[start : start + len(phrase)]
    if len(words) < len(phrase) or not all(map(_is_wanted, phrase, words)):
        return False
    passage = scope.passage
    if any(
        (one.glued and not passage.touches(place))
        or (one.exact and not fits(one.exact, exact(passage.word(place))))
        for place, one in enumerate(phrase, position)
    ):
        return False
    last = position + len(phrase) - 1
    return last == position or passage.sentence(position) == passage.sentence(last)


def _is_wanted(one: Wanted, word: str) -> bool:
    return word in one.spellings or (bool(one.pieces) and fits(one.pieces, word))


def _matches(pattern: Pattern, scope: Scope) -> Iterator[Run]:
    base = scope.base
    # Without look-around a regex takes in the neighbours it looks at: (?P<here>...) is its word.
    group = pattern.groupindex.get("here", 0)
    for field in scope.fields:
        for match in islice(pattern.finditer(field.plain), _MOST_FOUND):
            start, end = match.span(group)
            if start < end:
                start, end = field.origin(start, end)
                first, last = field.words_in(start, end)
                yield Run(base + first, base + last, span=Span(field.name, start, end))
        base += len(field.words)
