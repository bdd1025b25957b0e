"""Many terms looked for at once: a text's words meet them as sets, whatever their number."""

from collections.abc import Callable, Iterable, Mapping

from watchers.language.found_runs import SpanPattern, find_runs_of
from watchers.language.matchers import Matcher
from watchers.language.passage import Run, Scope
from watchers.language.phrases import STEM, Phrase, phrases_of, words_fitting
from watchers.language.regex_letters import keys_of_regex
from watchers.language.required_terms import (
    ALWAYS,
    Alternatives,
    AnyKey,
    Key,
    Pieces,
    RequiredTerms,
    keys_of_phrase,
)
from watchers.language.tree import Regex, Term
from watchers.language.word_table import NumberedTerms

_FEW = 8  # terms that are tried one by one
_COST_OF_WORDS, _COST_OF_PHRASES, _COST_OF_REGEX = 1, 3, 20


def compile_terms(terms: Iterable[Term | Regex]) -> Matcher:
    """Return what finds each occurrence of each of `terms` once, in reading order.

    Raises QueryMistake for a term without words and for a regex that cannot be read.
    """
    words: set[str] = set()
    wilds: dict[Pieces, None] = {}
    phrases: dict[Phrase, None] = {}
    patterns: dict[str, SpanPattern] = {}
    for term in terms:
        if isinstance(term, Regex):
            patterns[term.pattern] = SpanPattern.of(term)
            continue
        for phrase in phrases_of(term.text, is_exact=term.exact):
            first, *more = phrase.words
            if more or first.exact:
                phrases[phrase] = None
            elif first.pieces:
                wilds[first.pieces] = None
            else:
                words |= first.spellings
    made = frozenset(words), tuple(wilds), tuple(phrases), patterns
    if sum(map(len, made)) > _FEW:
        return TermList(*made)
    return AnyTerm(*made) if wilds or phrases or patterns else AnyWord(made[0])


class AnyWord(Matcher):
    """One of a few folded words occurs: most of what queries ask, so it is spared all else."""

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
        # Two spellings may have one place: munchen and muenchen.
        return [Run(first, last) for first, last in sorted(set(scope.places_of(words)))]

    def find_alternatives(self) -> Alternatives:
        """Return one set: the words."""
        return (RequiredTerms((self._words,)),)


class AnyTerm(Matcher):
    """One of a few words, wildcards, phrases and regexes occurs."""

    __slots__ = ("_patterns", "_phrases", "_wilds", "_words")

    def __init__(
        self,
        words: frozenset[str],
        wilds: tuple[Pieces, ...],
        phrases: tuple[Phrase, ...],
        patterns: Mapping[str, SpanPattern],
    ) -> None:
        super().__init__(cost=_COST_OF_REGEX if patterns else _COST_OF_PHRASES)
        self._words = words
        self._wilds = wilds
        self._phrases = phrases
        self._patterns = patterns
        # A regex finds letters, not words, so nobody knows how many words its runs have.
        if not patterns:
            self.width = max((len(phrase.words) for phrase in phrases), default=1)

    def matches(self, scope: Scope) -> bool:
        """Return whether any of the terms occurs; the cheapest kinds are asked first."""
        if not self._words.isdisjoint(scope.distinct):
            return True
        for pieces in self._wilds:
            if words_fitting(pieces, scope):
                return True
        for phrase in self._phrases:
            if phrase.places_in(scope):
                return True
        return bool(self._patterns) and bool(self.runs_in(scope))

    def find_runs(self, scope: Scope) -> list[Run]:
        """Return each occurrence of each term once, in reading order.

        A word that several terms find is one run; what a regex finds is a run beside it.
        """
        words = set(self._words & scope.distinct)
        for pieces in self._wilds:
            words.update(words_fitting(pieces, scope))
        return find_runs_of(words, self._phrases, self._patterns.values(), scope)

    def find_alternatives(self) -> Alternatives:
        """Return one set: a key of each term; nothing if a regex has no key."""
        keys: set[Key] = {*self._words, *self._wilds}
        keys.update(*(keys_of_phrase(phrase.words) for phrase in self._phrases))
        for pattern in self._patterns:
            letters = keys_of_regex(pattern)
            if letters is None:
                return ALWAYS
            keys |= letters
        return (RequiredTerms((frozenset(keys),)),)


class TermList(AnyTerm):
    """Many terms. Where a table has them, the words of a text say which of them to try."""

    __slots__ = ("_starts", "_stems")

    def __init__(
        self,
        words: frozenset[str],
        wilds: tuple[Pieces, ...],
        phrases: tuple[Phrase, ...],
        patterns: Mapping[str, SpanPattern],
    ) -> None:
        super().__init__(words, wilds, phrases, patterns)
        # Without a table: wildcards by their first letters, phrases by the words that open them.
        self._stems = _by_stem(wilds)
        self._starts = _by_start(phrases)

    def number_terms(self, number: Callable[[AnyKey | None], int]) -> NumberedTerms:
        """Return the numbers by which a text is seen to have terms of this list.

        `number` gives keys a number that a text has where it has any of the keys; without keys
        every text has it. Equal keys have one number.
        """
        (whole,) = self.alternatives()
        phrases: dict[int, list[Phrase]] = {}
        for phrase in self._phrases:
            phrases.setdefault(number(keys_of_phrase(phrase.words)), []).append(phrase)
        patterns: dict[int, list[SpanPattern]] = {}
        for text, pattern in self._patterns.items():
            patterns.setdefault(number(keys_of_regex(text)), []).append(pattern)
        return NumberedTerms(
            whole=number(whole.sets[0] if whole.sets else None),
            words=number(self._words.union(self._wilds)),
            phrases=phrases,
            patterns=patterns,
        )

    def matches(self, scope: Scope) -> bool:
        """Return whether any of the terms occurs."""
        numbered = scope.found.numbered_terms(self)
        if numbered is None:
            return self._look_for_any(scope)
        return numbered.whole in scope.found.numbers and bool(self.runs_in(scope))

    def find_runs(self, scope: Scope) -> list[Run]:
        """Return each occurrence of each term once, in reading order."""
        found = scope.found
        numbered = found.numbered_terms(self)
        if numbered is None:
            words = set(self._words & scope.distinct)
            for pieces in self._begun_wilds(scope):
                words.update(words_fitting(pieces, scope))
            return find_runs_of(words, self._begun_phrases(scope), self._patterns.values(), scope)
        if numbered.whole not in found.numbers:
            return []
        return find_runs_of(
            found.words.get(numbered.words, ()),
            found.of_numbers(numbered.phrases),
            found.of_numbers(numbered.patterns),
            scope,
        )

    def _look_for_any(self, scope: Scope) -> bool:
        """Return whether any of the terms occurs, without a table; cheap kinds first."""
        return (
            not self._words.isdisjoint(scope.distinct)
            or any(words_fitting(pieces, scope) for pieces in self._begun_wilds(scope))
            or any(phrase.places_in(scope) for phrase in self._begun_phrases(scope))
            or (bool(self._patterns) and bool(self.runs_in(scope)))
        )

    def _begun_wilds(self, scope: Scope) -> Iterable[Pieces]:
        # A piece shorter than STEM is filed under all of it, so words are asked by each length.
        lengths = {len(stem) for stem in self._stems}
        for length in lengths - {0}:
            for stem in self._stems.keys() & scope.stems(length).keys():
                yield from self._stems[stem]
        yield from self._stems.get("", ())

    def _begun_phrases(self, scope: Scope) -> Iterable[Phrase]:
        for word in self._starts.keys() & scope.distinct:
            yield from self._starts[word]
        yield from self._starts.get("", ())


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
