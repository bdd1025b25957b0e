"""Kind `search`: what a news search finds, GDELT's or Google's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Annotated, Final
from urllib.parse import urlencode

from pydantic import AfterValidator, Field, WithJsonSchema

from watchers.confined.child import Refusal
from watchers.errors import NotAFeed, SourceBusy, SourceError
from watchers.fields.values import Id, Schema, Written, wrong
from watchers.language.tree import Expr
from watchers.model.rules import Source
from watchers.protocols import Body, DocumentReader
from watchers.sources.feed import read_items
from watchers.sources.kind import Contents, Misplaced, SourceKind
from watchers.sources.service_query import ServiceLimits, is_short_enough, service_query

READER = "watchers.parse.search:{}_records"
SHORTEST: Final = timedelta(minutes=15)
"""Between two looks: GDELT is brought up to date so often, and Google asks for patience."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A news search: where it is, and what it takes."""

    base: str
    limits: ServiceLimits


SERVICES: Final[Mapping[str, Service]] = {
    # It answers "too short or too long" to some 250 characters and more, and refuses words of one
    # or two letters and phrases of four.
    "gdelt": Service(
        base="https://api.gdeltproject.org/api/v2/doc/doc",
        limits=ServiceLimits(characters=220, words=60, shortest_word=3, shortest_phrase=5),
    ),
    # Google reads 32 words of a query, and gives a hundred items at most.
    "google": Service(
        base="https://news.google.com/rss/search",
        limits=ServiceLimits(characters=500, words=30),
    ),
}
# Editions of Google News: the language of its pages, the country, and both again.
_EDITIONS: Final = {
    "ar": ("ar", "EG", "EG:ar"),
    "de": ("de", "DE", "DE:de"),
    "en": ("en-US", "US", "US:en"),
    "es": ("es-419", "MX", "MX:es-419"),
    "fr": ("fr", "FR", "FR:fr"),
    "he": ("he", "IL", "IL:he"),
    "hi": ("hi", "IN", "IN:hi"),
    "it": ("it", "IT", "IT:it"),
    "ja": ("ja", "JP", "JP:ja"),
    "ko": ("ko", "KR", "KR:ko"),
    "nl": ("nl", "NL", "NL:nl"),
    "pl": ("pl", "PL", "PL:pl"),
    "pt": ("pt-BR", "BR", "BR:pt-419"),
    "ru": ("ru", "RU", "RU:ru"),
    "tr": ("tr", "TR", "TR:tr"),
    "uk": ("uk", "UA", "UA:uk"),
    "zh": ("zh-CN", "CN", "CN:zh-Hans"),
}


def _service(text: str) -> str:
    if text not in SERVICES:
        raise wrong("no such search", f"one of: {', '.join(SERVICES)}")
    return text


ServiceName = Annotated[str, AfterValidator(_service), WithJsonSchema({"enum": [*SERVICES]})]


class NewsSearchSettings(Schema):
    """What rules.yaml says of a search."""

    search: ServiceName = Field(default="", description="A news search: gdelt or google.")
    of: Id = Field(default="", description="The indicator whose query a search is asked.")
    query: Written = Field(default="", description="What a search is asked, in its own words.")


class NewsSearch(SourceKind):
    """A news search. A Poll of it has what the service found, which our own query decides on."""

    name = "search"
    settings = NewsSearchSettings
    every = timedelta(minutes=30)
    spacing = timedelta(seconds=6)  # GDELT asks for five, and Google does not say

    def misplaced(self, written: Schema) -> Iterator[Misplaced]:
        """Yield what does not go together: it is asked one thing, and not too often."""
        keys = written.model_fields_set
        if not keys & {"of", "query"}:
            hint = "of: an indicator, or query: in the words of the service"
            yield Misplaced("", "a search needs of or query", hint)
        elif {"of", "query"} <= keys:
            yield Misplaced("query", "a search has of or query, not both", "take one of them out")
        name, query = str(getattr(written, "search")), str(getattr(written, "query"))  # noqa: B009
        if not is_short_enough(query, SERVICES[name].limits):
            yield Misplaced("query", "query: too long for this search", "split it into two sources")
        if "every" in keys and getattr(written, "every")[0] < SHORTEST:  # noqa: B009 - of all sources
            yield Misplaced("every", "every: too often for a search", "15m or longer")

    def asks_of(self, written: Schema) -> str:
        """Return the indicator whose query it asks."""
        return str(getattr(written, "of", ""))

    def address(self, written: Schema, expr: Expr | None, vocabulary: Mapping[str, Expr]) -> str:
        """Return the address that asks the service; empty where nothing of `expr` can be asked."""
        name = str(getattr(written, "search"))  # noqa: B009
        often, seldom = getattr(written, "every")  # noqa: B009
        lang = str(getattr(written, "lang", "")) or "en"
        limits = SERVICES[name].limits
        query = str(getattr(written, "query", ""))
        if expr is not None:
            # GDELT looks through English translations, whatever language the news is in.
            query = service_query(expr, vocabulary, limits, "en" if name == "gdelt" else lang)
        if not query:
            return ""
        # Twice as far back as the last look: what is found late is not lost.
        days = max(1, ceil(2 * (seldom or often) / _DAY))
        asked = _gdelt(query, days) if name == "gdelt" else _google(query, days, lang)
        return f"{SERVICES[name].base}?{urlencode(asked)}"

    async def read(
        self,
        got: Body,
        source: Source,
        reader: DocumentReader,
        now: datetime,
        memory: str,  # noqa: ARG002 - a search needs none
    ) -> Contents:
        """Read what it found in the confined child. Raises Refusal."""
        name = READER.format(source.options["search"])
        return await read_items(name, got, source, reader, {"now": now.isoformat()})

    def error(self, source: Source, refusal: Refusal, http_status: int) -> SourceError:
        """Return an error that says what the service said instead of an answer."""
        if refusal.code == "too-often":
            said = f"{source.name}: {refusal.message}"
            return SourceBusy(said, http_status=http_status, after=None)
        if refusal.code == "said":
            return NotAFeed(f"{source.name}: {refusal.message}", http_status=http_status)
        return super().error(source, refusal, http_status)


def _gdelt(query: str, days: int) -> dict[str, str]:
    return {
        "query": query,
        "mode": "artlist",
        "format": "json",
        "maxrecords": "250",
        "sort": "datedesc",
        "timespan": f"{days}d",
    }


def _google(query: str, days: int, lang: str) -> dict[str, str]:
    hl, gl, ceid = _EDITIONS.get(lang.partition("-")[0], _EDITIONS["en"])
    return {"q": f"{query} when:{days}d", "hl": hl, "gl": gl, "ceid": ceid}
