"""Many terms looked for at once: a text's words meet them as sets, whatever their number."""

from collections.abc import Iterable
from itertools import islice
from operator import attrgetter

from watchers.language.matchers import Matcher
from watchers.language.passage import Run, Scope
from watchers.language.phrases import STEM, Phrase, Pieces, phrases_of, words_fitting
from watchers.language.regexes import RegexPattern, compile_regex
from watchers.language.required_terms import Key, RequiredTerms, keys_of_phrase, required_by_regex
from watchers.language.tree import Regex, Term
from watchers.model.news import Span

_FEW = 8  # wildcards or phrases that are tried one by one
_MOST_FOUND = 100  # of one regex in one field
_COST_OF_WORDS, _COST_OF_PHRASES, _COST_OF_REGEX = 1, 3, 20

_first = attrgetter("first")


def compile_terms(terms: Iterable[Term | Regex]) -> Matcher:
    """Return what finds each occurrence of each of `terms` once, in reading order.

    Raises QueryMistake for a term without words and for a regex that cannot be read.
    """
    words: set[str] = set()
    wilds: list[Pieces] = []
    phrases: list[Phrase] = []
    regexes: list[Regex] = []
    for term in terms:
        if isinstance(term, Regex):
            regexes.append(term)
            continue
        for phrase in phrases_of(term.text, is_exact=term.exact):
            first, *more = phrase.words
            if more or first.exact:
                phrases.append(phrase)
            elif first.pieces:
                wilds.append(first.pieces)
            else:
                words |= first.spellings
    if wilds or phrases or regexes:
        return AnyTerm(frozenset(words), wilds, phrases, regexes)
    return AnyWord(frozenset(words))


class AnyWord(Matcher):
    """One of some folded words occurs: most of what queries ask, so it is spared all else."""

    __slots__ = ("_words",)

    def __init__(self, words: frozenset[str]) -> None:
        super().__init__(cost=_COST_OF_WORDS)
        self._words = words
        self.width = 1

    def matches(self, scope: Scope) -> bool:
        """Return whether any of the words occurs; no place is looked at."""
        return not self._words.isdisjoint(scope.distinct)

    def find_runs(self, scope: Scope) -> list[Run]:
        """Return each occurrence, in reading order."""
        words = self._words & scope.distinct
        if not words:
            return []
        places = scope.places_of(words)
        # Two spellings may have one place: munchen and muenchen.
        return [Run(first, last) for first, last in sorted(set(places))]

    def find_required_terms(self) -> RequiredTerms:
        """Return one set: the words."""
        return (self._words,)


class AnyTerm(Matcher):
    """One of some words, wildcards, phrases and regexes occurs."""

    __slots__ = ("_patterns", "_phrases", "_regexes", "_starts", "_stems", "_wilds", "_words")

    def __init__(
        self,
        words: frozenset[str],
        wilds: list[Pieces],
        phrases: list[Phrase],
        regexes: list[Regex],
    ) -> None:
        super().__init__(cost=_COST_OF_REGEX if regexes else _COST_OF_PHRASES)
        self._words = words
        self._wilds = tuple(dict.fromkeys(wilds))
        self._phrases = tuple(dict.fromkeys(phrases))
        self._regexes = tuple(regexes)
        self._patterns = tuple(compile_regex(each.pattern, at=each.at) for each in regexes)
        # Where there are many, trying each costs more than looking up those that can occur:
        # wildcards by their first letters, phrases by the words that can open them.
        self._stems = _by_stem(self._wilds) if len(wilds) > _FEW else None
        self._starts = _by_start(self._phrases) if len(phrases) > _FEW else None
        # A regex finds letters, not words, so nobody knows how many words its runs have.
        if not regexes:
            self.width = max((len(phrase.words) for phrase in phrases), default=1)

    def matches(self, scope: Scope) -> bool:
        """Return whether any of the terms occurs; the cheapest kinds are asked first."""
        if not self._words.isdisjoint(scope.distinct):
            return True
        for pieces in self._wilds if self._stems is None else self._begun_wilds(scope):
            if words_fitting(pieces, scope):
                return True
        for phrase in self._phrases if self._starts is None else self._begun_phrases(scope):
            if phrase.places_in(scope):
                return True
        return bool(self._patterns) and bool(self.runs_in(scope))

    def find_runs(self, scope: Scope) -> list[Run]:
        """Return each occurrence of each term once, in reading order.

        A word that several terms find is one run; what a regex finds is a run beside it.
        """
        words = set(self._words & scope.distinct)
        for pieces in self._wilds if self._stems is None else self._begun_wilds(scope):
            words.update(words_fitting(pieces, scope))
        places = scope.places_of(words) if words else []
        for phrase in self._phrases if self._starts is None else self._begun_phrases(scope):
            if stands := phrase.places_in(scope):
                places.extend(stands)
        if not places and not self._patterns:
            return []
        # A wildcard and a phrase may find the same words.
        runs = [Run(first, last) for first, last in sorted(set(places))]
        if self._patterns:
            for pattern in self._patterns:
                runs.extend(_regex_runs(pattern, scope))
            runs.sort(key=_first)
        return runs

    def _begun_wilds(self, scope: Scope) -> Iterable[Pieces]:
        by_stem = self._stems or {}
        # A piece shorter than STEM is filed under all of it, so words are asked by each length.
        lengths = {len(stem) for stem in by_stem}
        for length in lengths - {0}:
            for stem in by_stem.keys() & scope.stems(length).keys():
                yield from by_stem[stem]
        yield from by_stem.get("", ())

    def _begun_phrases(self, scope: Scope) -> Iterable[Phrase]:
        by_start = self._starts or {}
        for word in by_start.keys() & scope.distinct:
            yield from by_start[word]
        yield from by_start.get("", ())

    def find_required_terms(self) -> RequiredTerms:
        """Return one set: a key of each term; nothing if a regex has no key."""
        keys: set[Key] = {*self._words, *self._wilds}
        keys.update(*(keys_of_phrase(phrase.words) for phrase in self._phrases))
        for each in self._regexes:
            required = required_by_regex(each.pattern)
            if not required:
                return ()
            keys.update(*required)
        return (frozenset(keys),)


def _by_stem(wilds: Iterable[Pieces]) -> dict[str, list[Pieces]]:
    stems: dict[str, list[Pieces]] = {}
    for pieces in wilds:
        stems.setdefault(pieces[0][:STEM], []).append(pieces)
    return stems


def _by_start(phrases: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    """File phrases by each word they can begin with, those that begin with a wildcard under ""."""
    starts: dict[str, list[Phrase]] = {}
    for phrase in phrases:
        for spelling in phrase.words[0].spellings or ("",):
            starts.setdefault(spelling, []).append(phrase)
    return starts


def _regex_runs(pattern: RegexPattern, scope: Scope) -> Iterable[Run]:
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
