"""How well rules do on labelled news: figures, confusions, and what to read next. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from watchers.match.items import match_item, passage_of
from watchers.model.names import IndicatorId
from watchers.model.news import Evidence, Span
from watchers.rules.ruleset import RuleSet
from watchers.workbench.bootstrap import Intervals, bootstrap_intervals
from watchers.workbench.failing_clauses import Explainer, Part, failing_clauses, recognised_spans
from watchers.workbench.figures import Counts, Figures, Tally, tallied
from watchers.workbench.labels import Labelled, labelled_source

SEED = 20_260_314


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScore:
    """What the rules say of a labelled item."""

    labelled: Labelled
    told: Mapping[IndicatorId, Evidence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """An indicator that an item moves and the rules did not see. `found`: what they recognised."""

    labelled: Labelled
    indicator: IndicatorId
    failing_clauses: tuple[Part, ...]
    found: tuple[Span, ...]
    told: tuple[IndicatorId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseAlarm:
    """An indicator that the rules saw moved by an item, and the labels do not."""

    labelled: Labelled
    indicator: IndicatorId
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """How many items that move `due`, which was missed, were told as `told`, which is false."""

    due: IndicatorId
    told: IndicatorId
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The items of one language; `code` is empty where an item names none."""

    code: str
    items: int
    counts: Counts
    intervals: Intervals


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreIntervals:
    """The bootstrap intervals of the main figures."""

    micro: Intervals
    macro: Intervals
    any_alert: Intervals
    per_indicator: Mapping[IndicatorId, Intervals]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Everything measured. The main figures leave the doubtful items out."""

    items: int
    stories: int
    doubtful: int
    tally: Tally
    intervals: ScoreIntervals
    with_doubtful: Tally
    by_language: tuple[Language, ...]  # most items first
    confusions: tuple[Confusion, ...]  # most items first
    unknown_labels: Mapping[str, int]  # of no indicator that is judged, and on how many items
    unlabelled: tuple[IndicatorId, ...]  # indicators that no item is labelled with
    misses: tuple[Miss, ...]
    false_alarms: tuple[FalseAlarm, ...]


def score(rules: RuleSet, items: Sequence[Labelled], *, worst: int, seed: int = SEED) -> Score:
    """Return how well the rules do: every item judged as a watch would, compared with its labels.

    Labels that no indicator has count nowhere. At most `worst` misses and false alarms are chosen.
    The intervals take seconds, whatever the number of items.
    """
    scored_items = [score_item(rules, labelled) for labelled in items]
    sure = [each for each in scored_items if not each.labelled.doubtful]
    labels = Counter(chain.from_iterable(labelled.labels for labelled in items))
    codes = [code for code, _ in Counter(map(_language, sure)).most_common()]
    intervals, of_languages = _all_intervals(rules, sure, codes, seed)
    return Score(
        items=len(sure),
        stories=len({each.labelled.story for each in sure}),
        doubtful=len(scored_items) - len(sure),
        tally=_tally(rules, sure),
        intervals=intervals,
        with_doubtful=_tally(rules, scored_items),
        by_language=tuple(
            Language(code=code, items=len(own), counts=_tally(rules, own).micro, intervals=its)
            for code, its in zip(codes, of_languages, strict=True)
            for own in ([each for each in sure if _language(each) == code],)
        ),
        confusions=_confusions(rules, sure),
        unknown_labels={
            label: count for label, count in labels.most_common() if label not in rules.queries
        },
        unlabelled=tuple(id_ for id_ in rules.queries if id_ not in labels),
        misses=_worst_misses(rules, sure, worst),
        false_alarms=_worst_alarms(rules, sure, worst),
    )


def score_item(rules: RuleSet, labelled: Labelled) -> ItemScore:
    """Return which indicators a watch would see moved by an item, and by what words."""
    matches = match_item(rules.index, labelled.item, labelled_source(labelled, rules))
    return ItemScore(labelled=labelled, told={match.indicator: match.evidence for match in matches})


def _tally(rules: RuleSet, scored_items: Iterable[ItemScore]) -> Tally:
    pairs = ((each.labelled.labels, frozenset(each.told)) for each in scored_items)
    return tallied(rules.queries, pairs)


def _language(scored: ItemScore) -> str:
    return (scored.labelled.item.lang or "").lower().partition("-")[0]


def _all_intervals(
    rules: RuleSet, scored_items: Sequence[ItemScore], codes: Sequence[str], seed: int
) -> tuple[ScoreIntervals, list[Intervals]]:
    """Return the intervals of the main figures, and one for each language in order of `codes`."""
    stories: dict[str, list[ItemScore]] = {}
    for each in scored_items:
        stories.setdefault(each.labelled.story, []).append(each)
    # Everything is measured on the same draws, so each story is one row: the indicators, any alert,
    # the languages.
    known, count = list(rules.queries), len(rules.queries)
    rows = [_row(rules, story, codes) for story in stories.values()]
    singles = range(count + 1 + len(codes))
    micro, macro, *single_intervals = bootstrap_intervals(
        rows,
        [
            lambda row: Figures.of(sum(row[:count], Counts())),
            lambda row: Figures.mean(map(Figures.of, row[:count])),
            *(lambda row, at=at: Figures.of(row[at]) for at in singles),
        ],
        seed=seed,
    )
    main = ScoreIntervals(
        micro=micro,
        macro=macro,
        any_alert=single_intervals[count],
        per_indicator=dict(zip(known, single_intervals, strict=False)),
    )
    return main, single_intervals[count + 1 :]


def _row(rules: RuleSet, story: Sequence[ItemScore], codes: Sequence[str]) -> list[Counts]:
    """Return the counts of one story: each indicator, any alert, each language."""
    tally = _tally(rules, story)
    languages = {code: [each for each in story if _language(each) == code] for code in codes}
    return [
        *tally.per_indicator.values(),
        tally.any_alert,
        *(_tally(rules, own).micro if own else Counts() for own in languages.values()),
    ]


def _confusions(rules: RuleSet, scored_items: Iterable[ItemScore]) -> tuple[Confusion, ...]:
    pairs = Counter(
        (due, told)
        for each in scored_items
        # Sorted: what is as frequent stands in the same order in each run.
        for due in sorted(each.labelled.labels - each.told.keys())
        for told in sorted(each.told.keys() - each.labelled.labels)
        if due in rules.queries
    )
    return tuple(
        Confusion(due=due, told=told, items=items) for (due, told), items in pairs.most_common()
    )


def _worst_misses(rules: RuleSet, scored_items: Iterable[ItemScore], most: int) -> tuple[Miss, ...]:
    """Choose misses to read: first those of which nobody heard at all, by turns of indicators."""
    missed = [
        (each, indicator)
        for each in sorted(scored_items, key=lambda each: bool(each.told))
        for indicator in rules.queries
        if indicator in each.labelled.labels and indicator not in each.told
    ]
    explainer = Explainer(rules.vocabulary)
    return tuple(_miss(rules, explainer, *case) for case in _by_turns(rules, missed, most))


def _miss(rules: RuleSet, explainer: Explainer, scored: ItemScore, indicator: IndicatorId) -> Miss:
    labelled = scored.labelled
    passage = passage_of(labelled.item, labelled_source(labelled, rules))
    explained = explainer.explain(rules.queries[indicator], passage)
    return Miss(
        labelled=labelled,
        indicator=indicator,
        failing_clauses=failing_clauses(explained),
        found=recognised_spans(explained),
        told=tuple(scored.told),
    )


def _worst_alarms(
    rules: RuleSet, scored_items: Iterable[ItemScore], most: int
) -> tuple[FalseAlarm, ...]:
    """Choose false alarms to read: first on items that move nothing, by turns of indicators."""
    alarms = [
        (each, indicator)
        for each in sorted(scored_items, key=lambda each: bool(each.labelled.labels))
        for indicator in each.told
        if indicator not in each.labelled.labels
    ]
    return tuple(
        FalseAlarm(labelled=each.labelled, indicator=indicator, evidence=each.told[indicator])
        for each, indicator in _by_turns(rules, alarms, most)
    )


def _by_turns(
    rules: RuleSet, cases: Iterable[tuple[ItemScore, IndicatorId]], most: int
) -> list[tuple[ItemScore, IndicatorId]]:
    """Take one case of each indicator, the most severe indicator first, then a second of each."""
    by_indicator: dict[IndicatorId, list[tuple[ItemScore, IndicatorId]]] = {}
    for case in cases:
        by_indicator.setdefault(case[1], []).append(case)
    ranked = sorted(by_indicator, key=lambda id_: -rules.indicators[id_].severity.rank)
    turns = zip_longest(*(by_indicator[id_] for id_ in ranked))
    return [case for case in chain.from_iterable(turns) if case is not None][:most]
