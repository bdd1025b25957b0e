"""What a sound rules file comes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from watchers.language.parse import parse_query
from watchers.language.query import Query, compile_query
from watchers.language.tree import Expr
from watchers.match.index import Index
from watchers.match.items import may_match, source_keys
from watchers.model.names import DestinationId, IndicatorId, SourceId, Status
from watchers.model.rules import Article, Destination, PlatformSpelling, Source
from watchers.rules.indicators import AskedTrigger, Examples, Indicator
from watchers.rules.queries import Queries
from watchers.rules.vocabularies import terms_by_name
from watchers.rules.vocabulary import read_built_in

if TYPE_CHECKING:
    from watchers.rules.schema import FileSchema, IndicatorSchema


@dataclass(frozen=True, kw_only=True)  # no slots: it keeps what is worked out once
class RuleSet:
    """Everything a rules file says, in the file's order, sound as a whole.

    `queries` has the query of every indicator that is to be judged: it has one, and its status is
    not off. What the file's `never` keeps out is part of it (`AND NOT $never`). Every `notify`
    names a destination that is here; it is empty only where there are none. `terms` are those
    that triggers look for: by vocabulary, then as written. `version` tells two texts apart: the
    first 12 hex digits of the text's SHA-256. `vocabulary` holds what its queries may name,
    built-in ones that it mentions included; read_query() knows the others too.
    """

    article: Article | None
    destinations: Mapping[DestinationId, Destination]
    sources: Mapping[SourceId, Source]
    indicators: Mapping[IndicatorId, Indicator]
    queries: Mapping[IndicatorId, Query]
    version: str
    terms: Mapping[str, Mapping[str, Query]] = field(default_factory=dict)
    vocabulary: Mapping[str, Expr] = field(default_factory=dict)

    @cached_property
    def index(self) -> Index:
        """The index of `queries`; made when it is first asked for, some 40 ms a thousand rules."""
        return Index(self.queries)

    def source_of(self, id_: SourceId) -> Source:
        """Return the source of this id; one that has left the rules has neither title nor address.

        What it published is still stored, and is still matched and shown.
        """
        return self.sources.get(id_) or Source(id=id_, url="")

    def seen_through(self, id_: IndicatorId) -> frozenset[SourceId]:
        """Return the sources that can move an indicator: its series, and where its query looks."""
        return self._seen_through[id_]

    @cached_property
    def _seen_through(self) -> dict[IndicatorId, frozenset[SourceId]]:
        from watchers.sources.catalog import KINDS

        observing = {kind.name for kind in KINDS if kind.observes}
        # What is off shows nothing, and is not missed.
        polled = self.polled_sources
        news = {id_: source for id_, source in polled.items() if source.kind not in observing}
        everywhere = frozenset(news)
        found = {}
        for id_, indicator in self.indicators.items():
            series = {
                s for trigger in indicator.triggers if (s := trigger.wants.series) and s in polled
            }
            query = self.queries.get(id_)
            reached = frozenset[SourceId]()
            if query is not None:
                wanted = source_keys(query)
                # Most queries name no source and so look at all: one set for all of them.
                reached = (
                    frozenset(id_ for id_, source in news.items() if may_match(wanted, source))
                    if wanted
                    else everywhere
                )
            found[id_] = reached | series if series else reached
        return found

    @cached_property
    def polled_sources(self) -> Mapping[SourceId, Source]:
        """The sources that are not off."""
        return {id_: source for id_, source in self.sources.items() if not source.off}

    @cached_property
    def asked_triggers(self) -> tuple[AskedTrigger, ...]:
        """The triggers to ask: stories are told one by one, and what is off is not asked."""
        return tuple(
            AskedTrigger(
                indicator=indicator,
                trigger=trigger,
                key=(indicator.id, trigger.state_key),
                wants=trigger.wants,
            )
            for indicator in self.indicators.values()
            if indicator.status is not Status.OFF
            for trigger in indicator.triggers
            if not trigger.each_story
        )


def make_rule_set(
    checked: "FileSchema",
    queries: Queries,
    version: str,
    vocabulary: Mapping[str, Expr],
    platforms: tuple[PlatformSpelling, ...],
) -> RuleSet:
    """Return what a file comes to that has no mistakes; one with mistakes must not get here."""
    from watchers.rules.destinations import checked_destination
    from watchers.rules.sources import checked_source

    indicators = {
        IndicatorId(id_): _indicator(IndicatorId(id_), written, checked)
        for id_, written in checked.indicators.items()
    }
    exprs = queries.exprs
    return RuleSet(
        article=_article(checked),
        destinations={
            DestinationId(id_): checked_destination(DestinationId(id_), written, platforms)
            for id_, written in checked.destinations.items()
        },
        sources={
            SourceId(id_): checked_source(SourceId(id_), written, exprs, vocabulary)
            for id_, written in checked.sources.items()
        },
        indicators=indicators,
        # One that is off is read, so that its mistakes show, and never asked.
        queries={
            id_: query
            for id_, query in queries.by_indicator.items()
            if indicators[id_].status is not Status.OFF
        },
        terms={
            vocabulary_id: queries.term_queries(vocabulary_id)
            for indicator in indicators.values()
            for trigger in indicator.triggers
            if (vocabulary_id := trigger.wants.terms) is not None
        },
        version=version,
        vocabulary=vocabulary,
    )


def _article(checked: "FileSchema") -> Article | None:
    written = checked.article
    if written is None:
        return None
    return Article(title=written.title, source=written.source, url=written.url or None)


def _all_told(checked: "FileSchema") -> tuple[str, ...]:
    """Return every destination but those of the operators; these where there are no others."""
    written = checked.destinations.items()
    others = tuple(id_ for id_, destination in written if not destination.operators)
    return others or tuple(checked.destinations)


def _indicator(id_: IndicatorId, written: "IndicatorSchema", checked: "FileSchema") -> Indicator:
    """Fill in what the indicator leaves to the defaults; with no name at all, all are told."""
    # Whether a key was written, not what is in it: who writes what a default says means it.
    fields_written, defaults = written.model_fields_set, checked.defaults
    # An empty list cannot be written (Names), so nothing here means that nothing was said.
    notify = (written.notify or defaults.notify) or _all_told(checked)
    return Indicator(
        id=id_,
        title=written.title or id_,
        query=written.query,
        quote=written.quote,
        direction=written.direction if "direction" in fields_written else defaults.direction,
        severity=written.severity if "severity" in fields_written else defaults.severity,
        notify=tuple(DestinationId(each) for each in dict.fromkeys(notify)),
        triggers=tuple(dict.fromkeys(written.triggers)),
        examples=Examples(match=written.examples.match, ignore=written.examples.ignore),
        status=written.status,
        never=written.never,
        weight=written.weight,
        owner=written.owner,
        created=written.created,
        known_false_positives=written.known_false_positives,
    )


def read_query(rules: RuleSet, text: str) -> Query:
    """Read a query that may name every vocabulary of the rules, and every built-in one.

    Raises QueryMistake with the place of what is wrong.
    """
    return compile_query(parse_query(text), _AllVocabularies(rules.vocabulary))


class _AllVocabularies(Mapping[str, Expr]):
    """The rules' own vocabularies before the built-in ones, which are hundreds: read when asked."""

    def __init__(self, own: Mapping[str, Expr]) -> None:
        self._own = own

    def __getitem__(self, name: str) -> Expr:
        return self._own[name] if name in self._own else read_built_in(name)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._own, **terms_by_name()})

    def __len__(self) -> int:
        return len(list(iter(self)))
