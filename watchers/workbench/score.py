"""How well rules do on labelled news: figures, confusions, and what to read next. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from watchers.match import judge, passage_of
from watchers.model.names import IndicatorId
from watchers.model.news import Evidence, Span
from watchers.rules import RuleSet
from watchers.workbench.blame import Opener, Part, lacking, recognised
from watchers.workbench.bootstrap import Spread, spreads
from watchers.workbench.figures import Counts, Figures, Tally, tallied
from watchers.workbench.labels import Labelled, source_of

SEED = 20_260_314


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the rules say of a labelled item."""

    labelled: Labelled
    told: Mapping[IndicatorId, Evidence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """An indicator that an item moves and the rules did not see. `found`: what they recognised."""

    labelled: Labelled
    indicator: IndicatorId
    lacking: tuple[Part, ...]
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
    spread: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreads:
    """How far the main figures would wander."""

    micro: Spread
    macro: Spread
    any_alert: Spread
    per_indicator: Mapping[IndicatorId, Spread]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Everything measured. The main figures leave the doubtful items out."""

    items: int
    stories: int
    doubtful: int
    tally: Tally
    spread: Spreads
    with_doubtful: Tally
    by_language: tuple[Language, ...]  # most items first
    confusions: tuple[Confusion, ...]  # most items first
    unknown_labels: Mapping[str, int]  # of no indicator that is judged, and on how many items
    unlabelled: tuple[IndicatorId, ...]  # indicators that no item is labelled with
    misses: tuple[Miss, ...]
    false_alarms: tuple[FalseAlarm, ...]


def score(rules: RuleSet, items: Sequence[Labelled], *, worst: int, seed: int = SEED) -> Score:
    """Judge every item as a watch would, and compare with its labels.

    Labels that no indicator has count nowhere. `worst` misses and false alarms are given.
    """
    verdicts = [verdict_on(rules, one) for one in items]
    sure = [each for each in verdicts if not each.labelled.doubtful]
    labels = Counter(chain.from_iterable(one.labels for one in items))
    codes = [code for code, _ in Counter(map(_language, sure)).most_common()]
    spread, of_languages = _spreads(rules, sure, codes, seed)
    return Score(
        items=len(sure),
        stories=len({each.labelled.story for each in sure}),
        doubtful=len(verdicts) - len(sure),
        tally=_tally(rules, sure),
        spread=spread,
        with_doubtful=_tally(rules, verdicts),
        by_language=tuple(
            Language(code=code, items=len(own), counts=_tally(rules, own).micro, spread=its)
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


def verdict_on(rules: RuleSet, labelled: Labelled) -> Verdict:
    """Judge an item as a watch would judge it."""
    matches = judge(rules, labelled.item, source_of(labelled, rules))
    return Verdict(labelled=labelled, told={match.indicator: match.evidence for match in matches})


def _tally(rules: RuleSet, verdicts: Iterable[Verdict]) -> Tally:
    pairs = ((each.labelled.labels, frozenset(each.told)) for each in verdicts)
    return tallied(rules.queries, pairs)


def _language(verdict: Verdict) -> str:
    return (verdict.labelled.item.lang or "").lower().partition("-")[0]


def _spreads(
    rules: RuleSet, verdicts: Sequence[Verdict], codes: Sequence[str], seed: int
) -> tuple[Spreads, list[Spread]]:
    """Give the spreads of the main figures, and one for each language."""
    stories: dict[str, list[Verdict]] = {}
    for each in verdicts:
        stories.setdefault(each.labelled.story, []).append(each)
    known, count = list(rules.queries), len(rules.queries)
    rows = [_row(rules, story, codes) for story in stories.values()]
    singles = range(count + 1 + len(codes))
    micro, macro, *each_spread = spreads(
        rows,
        [
            lambda row: Figures.of(sum(row[:count], Counts())),
            lambda row: Figures.mean(map(Figures.of, row[:count])),
            *(lambda row, at=at: Figures.of(row[at]) for at in singles),
        ],
        seed=seed,
    )
    main = Spreads(
        micro=micro,
        macro=macro,
        any_alert=each_spread[count],
        per_indicator=dict(zip(known, each_spread, strict=False)),
    )
    return main, each_spread[count + 1 :]


def _row(rules: RuleSet, story: Sequence[Verdict], codes: Sequence[str]) -> list[Counts]:
    """Count one story: each indicator, any alert, each language."""
    tally = _tally(rules, story)
    languages = {code: [each for each in story if _language(each) == code] for code in codes}
    return [
        *tally.per_indicator.values(),
        tally.any_alert,
        *(_tally(rules, own).micro if own else Counts() for own in languages.values()),
    ]


def _confusions(rules: RuleSet, verdicts: Iterable[Verdict]) -> tuple[Confusion, ...]:
    pairs = Counter(
        (due, told)
        for each in verdicts
        for due in each.labelled.labels - each.told.keys()
        for told in each.told.keys() - each.labelled.labels
        if due in rules.queries
    )
    return tuple(
        Confusion(due=due, told=told, items=items) for (due, told), items in pairs.most_common()
    )


def _worst_misses(rules: RuleSet, verdicts: Iterable[Verdict], most: int) -> tuple[Miss, ...]:
    """Choose misses to read: first those of which nobody heard at all, by turns of indicators."""
    missed = [
        (each, indicator)
        for each in sorted(verdicts, key=lambda each: bool(each.told))
        for indicator in rules.queries
        if indicator in each.labelled.labels and indicator not in each.told
    ]
    opener = Opener(rules.vocabulary)
    return tuple(_miss(rules, opener, *one) for one in _by_turns(rules, missed, most))


def _miss(rules: RuleSet, opener: Opener, verdict: Verdict, indicator: IndicatorId) -> Miss:
    labelled = verdict.labelled
    passage = passage_of(labelled.item, source_of(labelled, rules))
    opened = opener.opened(rules.queries[indicator], passage)
    return Miss(
        labelled=labelled,
        indicator=indicator,
        lacking=lacking(opened),
        found=recognised(opened),
        told=tuple(verdict.told),
    )


def _worst_alarms(rules: RuleSet, verdicts: Iterable[Verdict], most: int) -> tuple[FalseAlarm, ...]:
    """Choose false alarms to read: first on items that move nothing, by turns of indicators."""
    alarms = [
        (each, indicator)
        for each in sorted(verdicts, key=lambda each: bool(each.labelled.labels))
        for indicator in each.told
        if indicator not in each.labelled.labels
    ]
    return tuple(
        FalseAlarm(labelled=each.labelled, indicator=indicator, evidence=each.told[indicator])
        for each, indicator in _by_turns(rules, alarms, most)
    )


def _by_turns(
    rules: RuleSet, cases: Iterable[tuple[Verdict, IndicatorId]], most: int
) -> list[tuple[Verdict, IndicatorId]]:
    """Take one case of each indicator, the most severe indicator first, then a second of each."""
    by_indicator: dict[IndicatorId, list[tuple[Verdict, IndicatorId]]] = {}
    for case in cases:
        by_indicator.setdefault(case[1], []).append(case)
    ranked = sorted(by_indicator, key=lambda id_: -rules.indicators[id_].severity.rank)
    turns = zip_longest(*(by_indicator[id_] for id_ in ranked))
    return [case for case in chain.from_iterable(turns) if case is not None][:most]
