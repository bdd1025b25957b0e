"""What a sound rules file comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from watchers.language import Expr, Query
from watchers.model import (
    Article,
    Destination,
    DestinationId,
    Examples,
    Indicator,
    IndicatorId,
    Source,
    SourceId,
)

if TYPE_CHECKING:
    from watchers.rules.schema import FileShape, IndicatorShape


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Everything a rules file says, in the file's order, sound as a whole.

    `queries` has a query for every indicator. Every `notify` names a destination that is here;
    it is empty only where there are none. `version` tells two texts apart: the first 12 hex
    digits of the text's SHA-256. `vocabulary` holds what its queries may name, built-in ones that
    it mentions included; read_query() knows the others too.
    """

    article: Article | None
    destinations: Mapping[DestinationId, Destination]
    sources: Mapping[SourceId, Source]
    indicators: Mapping[IndicatorId, Indicator]
    queries: Mapping[IndicatorId, Query]
    version: str
    vocabulary: Mapping[str, Expr] = field(default_factory=dict)


def rule_set(
    shape: "FileShape",
    queries: Mapping[IndicatorId, Query],
    version: str,
    vocabulary: Mapping[str, Expr],
) -> RuleSet:
    """Make a sound shape and its queries one value."""
    return RuleSet(
        article=_article(shape),
        destinations={
            DestinationId(id_): Destination(
                id=DestinationId(id_), platform=platform, address=address
            )
            for id_, written in shape.destinations.items()
            for platform, address in written.model_dump(exclude_unset=True).items()
        },
        sources={
            SourceId(id_): Source(
                id=SourceId(id_),
                url=written.feed,
                title=written.title,
                every=written.every,
                lang=written.lang or None,
                tier=written.tier,
            )
            for id_, written in shape.sources.items()
        },
        indicators={
            IndicatorId(id_): _indicator(IndicatorId(id_), written, shape)
            for id_, written in shape.indicators.items()
        },
        queries=queries,
        version=version,
        vocabulary=vocabulary,
    )


def _article(shape: "FileShape") -> Article | None:
    written = shape.article
    if written is None:
        return None
    return Article(title=written.title, source=written.source, url=written.url or None)


def _indicator(id_: IndicatorId, written: "IndicatorShape", shape: "FileShape") -> Indicator:
    """Fill in what the indicator leaves to the defaults; with no name at all, all are told."""
    said, defaults = written.model_fields_set, shape.defaults
    notify = (written.notify or defaults.notify) or tuple(shape.destinations)
    return Indicator(
        id=id_,
        title=written.title or id_,
        query=written.query,
        quote=written.quote,
        direction=written.direction if "direction" in said else defaults.direction,
        severity=written.severity if "severity" in said else defaults.severity,
        notify=tuple(DestinationId(each) for each in dict.fromkeys(notify)),
        triggers=tuple(dict.fromkeys(written.triggers)),
        examples=Examples(match=written.examples.match, ignore=written.examples.ignore),
    )
