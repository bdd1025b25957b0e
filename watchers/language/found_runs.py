"""What words, phrases and regexes find in a text, as runs in reading order."""

from collections.abc import Iterable
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from watchers.language.passage import Run, Scope
from watchers.language.phrases import Phrase
from watchers.language.regexes import RegexPattern, compile_regex
from watchers.language.tree import Regex
from watchers.model.news import Span

_MOST_FOUND = 100  # of one regex in one field
_first = attrgetter("first")


class SpanPattern(NamedTuple):
    """A regex and the number of the group whose span is found."""

    made: RegexPattern
    group: int

    @classmethod
    def of(cls, regex: Regex) -> "SpanPattern":
        """Compile a regex. Raises QueryMistake if it cannot be read."""
        made = compile_regex(regex.pattern, at=regex.at)
        # Without look-around a regex takes in the neighbours it looks at: (?P<here>...) is its
        # word.
        return cls(made, made.groupindex.get("here", 0))


def find_runs_of(
    words: Iterable[str],
    phrases: Iterable[Phrase],
    patterns: Iterable[SpanPattern],
    scope: Scope,
) -> list[Run]:
    """Return a run for each place of the words, phrases and patterns, in reading order."""
    places = scope.places_of(words) if words else []
    for phrase in phrases:
        if stands := phrase.places_in(scope):
            places.extend(stands)
    # A wildcard and a phrase may find the same words, and two spellings have one place.
    runs = [Run(first, last) for first, last in sorted(set(places))] if places else []
    of_patterns = [run for pattern in patterns for run in _regex_runs(pattern, scope)]
    return sorted([*runs, *of_patterns], key=_first) if of_patterns else runs


def _regex_runs(pattern: SpanPattern, scope: Scope) -> Iterable[Run]:
    base = scope.base
    for field in scope.fields:
        for match in islice(pattern.made.finditer(field.plain), _MOST_FOUND):
            start, end = match.span(pattern.group)
            if start < end:
                start, end = field.origin(start, end)
                first, last = field.words_in(start, end)
                yield Run(base + first, base + last, span=Span(field.name, start, end))
        base += len(field.words)
