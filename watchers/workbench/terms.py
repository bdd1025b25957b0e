"""Which words would help an indicator on labelled news, and which hurt it. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from watchers.language.cutting import places_of
from watchers.language.passage import Passage
from watchers.language.query import Query, compile_query
from watchers.language.tree import Or, Term, vocabularies_in
from watchers.match.items import passage_of
from watchers.model.names import IndicatorId
from watchers.model.news import Item
from watchers.rules.ruleset import RuleSet
from watchers.workbench.candidates import Candidate, candidates
from watchers.workbench.figures import Counts, judged
from watchers.workbench.labels import Labelled, labelled_source
from watchers.workbench.variants import Variants, WordList

MOST_ITEMS = 5_000
FEW_STORIES = 3
"""A term seen in fewer is likely to be a word of these stories, not of their kind."""

_AT_HOME = 0.2  # share of a term's items that must move the indicator for it to be added
_MOST_TRIALS = 20_000  # looks of a changed query at an item: seconds


class TermChange(StrEnum):
    """What is done with a term."""

    ADD = "add"
    EXCLUDE = "exclude"  # AND NOT
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One change of a rule, and what it does to the figures of its indicator."""

    change: TermChange
    term: str
    where: str  # the list it is added to or taken from; "OR" and "AND NOT" stand for the whole
    before: Counts
    after: Counts
    items: int  # that the term is in
    stories: int
    strange: int = 0  # items with the term that do not move the indicator
    also: tuple[IndicatorId, ...] = ()  # other indicators that the change concerns
    alike: tuple[str, ...] = ()  # other terms that are in the very same items

    @property
    def gain(self) -> float:
        """By how much F1 grows, -1.0 to 1.0."""
        return (self.after.f1 or 0.0) - (self.before.f1 or 0.0)

    @property
    def thin(self) -> bool:
        """Whether it rests on too few stories to be believed."""
        return self.stories < FEW_STORIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was found for one indicator, the best first; only what raises F1."""

    indicator: IndicatorId
    items: int
    counts: Counts
    add: tuple[Advice, ...]
    exclude: tuple[Advice, ...]
    remove: tuple[Advice, ...]


def terms(rules: RuleSet, indicator: IndicatorId, items: Sequence[Labelled], *, most: int) -> Terms:
    """Return which words would help: those of missed items in a list, of false alarms as AND NOT.

    Each trial asks the changed query, so NEAR and all else count. Doubtful items are left out, and
    whatever is beyond MOST_ITEMS. At most `most` of each kind of advice are returned. The number
    of trials is bounded, so that it takes seconds.
    """
    sure = [labelled for labelled in items if not labelled.doubtful][:MOST_ITEMS]
    bench = _Bench(rules, indicator, sure)
    return Terms(
        indicator=indicator,
        items=len(sure),
        counts=bench.before,
        add=_best(bench.additions(), most),
        exclude=_best(bench.exclusions(), most),
        remove=_best(bench.removals(), most),
    )


def _best(advice: Iterable[Advice], most: int) -> tuple[Advice, ...]:
    """Return what raises F1, the most first; a term only where it does most."""
    ranked = sorted(
        (change for change in advice if change.gain > 0),
        # Of changes that gain the same, first those that rest on more than a story or two, then
        # those whose words are met least where nothing moves: a live feed has more of that.
        key=lambda change: (-round(change.gain, 6), change.thin, change.strange, change.term),
    )
    first: dict[tuple[str, str], Advice] = {}
    for change in ranked:
        first.setdefault((change.term, change.change), change)
    return tuple(first.values())[:most]


def _is_given(place: WordList) -> bool:
    """Return whether a list came with watchnext: nobody can change it."""
    return place.name.startswith("country.")


def _words_of(item: Item) -> list[str]:
    """Return the words of an item as terms; a term needs a letter or digit, and each has one."""
    texts = (item.title, item.summary)
    return [text[start:end] for text in texts for start, end in places_of(text)]


class _Bench:
    """One indicator, the items, and what its query says of them now."""

    def __init__(self, rules: RuleSet, indicator: IndicatorId, items: Sequence[Labelled]) -> None:
        self._rules = rules
        self._indicator = indicator
        self._items = items
        self._query = rules.queries[indicator]
        self._variants = Variants(self._query, rules.vocabulary)
        self._reach = {id_: _reached(rules, query) for id_, query in rules.queries.items()}
        self._due = [indicator in labelled.labels for labelled in items]
        self._told = [self._query.matches(self._passage(n)) for n in range(len(items))]
        self.before = self._counted({})

    def additions(self) -> Iterator[Advice]:
        """Yield what each word of missed items does, in each list and beside the whole query."""
        missed = {n for n, due in enumerate(self._due) if due and not self._told[n]}
        helped = self._helped_by(missed)
        trials = 0
        for candidate in candidates([labelled.item for labelled in self._items], missed):
            # A word that is at home elsewhere brings more false alarms than it rescues, and one
            # that the lists find already changes nothing.
            due = sum(self._due[n] for n in candidate.where)
            if due < _AT_HOME * len(candidate.where) or self._variants.knows(candidate.term):
                continue
            # As an alternative to the whole query it tells just the items that it is in.
            yield self._advice(
                candidate, TermChange.ADD, "OR", dict.fromkeys(candidate.where, True)
            )
            passages = {n: self._passage(n) for n in candidate.where}
            for place, rescued in helped:
                # An item that all its words together do not rescue, none of them does.
                if rescued.isdisjoint(candidate.where):
                    continue
                trials += len(candidate.where)
                if trials > _MOST_TRIALS:
                    return
                query = self._variants.with_term(place, Term(candidate.term))
                told = {n: query.matches(passage) for n, passage in passages.items()}
                yield self._advice(
                    candidate, TermChange.ADD, str(place), told, self._sharing(place)
                )

    def _helped_by(self, missed: set[int]) -> list[tuple[WordList, set[int]]]:
        """Return for each list which missed items a further word in it could help at all."""
        words = {n: _words_of(self._items[n].item) for n in missed}
        places = [place for place in self._variants.lists() if not _is_given(place)]
        return [
            (place, {n for n in missed if self._rescues(place, words[n], n)}) for place in places
        ]

    def _rescues(self, place: WordList, words: Iterable[str], number: int) -> bool:
        query = self._variants.with_any_of(place, words)
        return query.matches(self._passage(number))

    def exclusions(self) -> Iterator[Advice]:
        """Yield what each word of false alarms does as AND NOT."""
        false = {n for n, told in enumerate(self._told) if told and not self._due[n]}
        for candidate in candidates([labelled.item for labelled in self._items], false):
            told = dict.fromkeys(candidate.where, False)
            yield self._advice(candidate, TermChange.EXCLUDE, "AND NOT", told)

    def removals(self) -> Iterator[Advice]:
        """Yield what the query does without each word it has; built-in lists stay as they are."""
        passages = [self._passage(n) for n in range(len(self._items))]
        for place in self._variants.lists():
            if _is_given(place) or not isinstance(place.expr, Or):
                continue
            # Only items in which the list finds anything can change, and of these only those that
            # have the word itself.
            whole = self._variants.finding(place)
            inside = {n: text for n, text in enumerate(passages) if whole.matches(text)}
            for term in place.expr.parts:
                if isinstance(term, Term):
                    alone = compile_query(term)
                    where = [n for n, text in inside.items() if alone.matches(text)]
                    yield from self._removal(place, term, {n: inside[n] for n in where})

    def _removal(self, place: WordList, term: Term, inside: dict[int, Passage]) -> Iterator[Advice]:
        query = self._variants.without_term(place, term) if inside else None
        if query is not None:
            told = {n: query.matches(text) for n, text in inside.items()}
            found = Candidate(term.text, tuple(inside))
            yield self._advice(found, TermChange.REMOVE, str(place), told, self._sharing(place))

    def _passage(self, number: int) -> Passage:
        labelled = self._items[number]
        return passage_of(labelled.item, labelled_source(labelled, self._rules))

    def _counted(self, changed: dict[int, bool]) -> Counts:
        verdicts = (judged(due, changed.get(n, self._told[n])) for n, due in enumerate(self._due))
        return sum(verdicts, Counts())

    def _advice(
        self,
        found: Candidate,
        change: TermChange,
        where: str,
        told: dict[int, bool],
        also: tuple[IndicatorId, ...] = (),
    ) -> Advice:
        return Advice(
            change=change,
            term=found.term,
            where=where,
            before=self.before,
            after=self._after(told),
            items=len(found.where),
            stories=len({self._items[n].story for n in found.where}),
            strange=sum(not self._due[n] for n in found.where),
            also=also,
            alike=found.alike,
        )

    def _after(self, told: dict[int, bool]) -> Counts:
        """Return the counts with `told` in place of what was told: a trial concerns few items."""
        right, false, missed = self.before.right, self.before.false, self.before.missed
        for n, now in told.items():
            step = int(now) - int(self._told[n])
            if self._due[n]:
                right, missed = right + step, missed - step
            else:
                false += step
        return Counts(right, false, missed)

    def _sharing(self, place: WordList) -> tuple[IndicatorId, ...]:
        """Return the other indicators whose queries lead to a vocabulary."""
        if not place.name:
            return ()
        return tuple(
            id_
            for id_, reached in self._reach.items()
            if id_ != self._indicator and place.name in reached
        )


def _reached(rules: RuleSet, query: Query) -> set[str]:
    """Return every vocabulary that a query leads to, through others or not."""
    reached: set[str] = set()
    waiting = list(vocabularies_in(query.expr))
    while waiting:
        name = waiting.pop()
        if name not in reached and name in rules.vocabulary:
            reached.add(name)
            waiting.extend(vocabularies_in(rules.vocabulary[name]))
    return reached
