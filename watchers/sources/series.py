"""Kind `series`: numbers over time, as CSV or JSON."""

import json
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from watchers.confined.child import Refusal
from watchers.errors import NotAFeed, SourceError
from watchers.fields.values import Schema, Url, Written, wrong
from watchers.model.news import Observation
from watchers.model.rules import Source
from watchers.protocols import Body, DocumentReader
from watchers.sources.kind import Contents, SourceKind

READER = "watchers.parse.numbers:series_records"
_KEYS = ("value", "date", "where", "rows", "decimal", "order")


def _where(written: object) -> object:
    """Return the columns and texts as JSON: what a source keeps of its kind is text."""
    if written == "":  # a default
        return written
    if not isinstance(written, dict) or not written:
        raise wrong("not a choice of rows", "a column and its text: {Country: China}")
    if any(isinstance(text, dict | list | None) for text in written.values()):
        raise wrong("not a text to look for in a column", "one text each: {Country: China}")
    texts = {str(name): str(text) for name, text in written.items()}
    return json.dumps(texts, ensure_ascii=False)


Where = Annotated[
    str,
    BeforeValidator(_where),
    WithJsonSchema(
        {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": ["string", "number", "boolean"]},
        }
    ),
]


class SeriesSettings(Schema):
    """What rules.yaml says of a series."""

    series: Url = Field(default="", description="The address of numbers over time, as CSV or JSON.")
    value: Written = Field(
        default="", description="The column of a series that holds its numbers. Without: the last."
    )
    date: Written = Field(
        default="", description="The column of a series that holds its dates. Without: the first."
    )
    where: Where = Field(
        default="",
        description="Which rows of a series, where a table has several: {Country: China}.",
    )
    rows: Written = Field(
        default="",
        description="Where in JSON the rows of a series are: data.series[0].points. Without: the "
        "longest list.",
    )
    decimal: Literal["", ",", "."] = Field(
        default="", description='The decimal mark of a series that does not tell: "," or ".".'
    )
    order: Literal["", "dmy", "mdy", "ymd"] = Field(
        default="",
        description="The order of day (d), month (m) and year (y) in the dates of a series that "
        "do not tell.",
    )


class Series(SourceKind):
    """A series. A Poll of it has observations and no items."""

    name = "series"
    settings = SeriesSettings
    observes = True
    accept = "text/csv, application/json, */*;q=0.5"
    every = timedelta(days=1)  # statistics are not news
    called = {  # noqa: RUF012 - a ClassVar above
        "value": "value column",
        "date": "date column",
        "where": "rows to choose",
        "rows": "path to rows",
        "decimal": "decimal mark",
        "order": "order of dates",
    }

    async def read(
        self, got: Body, source: Source, reader: DocumentReader, now: datetime, memory: str
    ) -> Contents:
        """Read it in the confined child; dates ahead of `now` are forecasts and are left out.

        Raises Refusal.
        """
        del memory
        settings = {key: source.options.get(key, "") for key in _KEYS}

        def make(record: list[tuple[str, float]]) -> tuple[Observation, ...]:
            dated = ((datetime.fromisoformat(at), float(value)) for at, value in record)
            return tuple(
                Observation(series=source.id, at=at, value=value)
                for at, value in dated
                if at <= now
            )

        told = {"content_type": got.content_type, **settings}
        parts = await reader.read(READER, got.content, told, make)
        return Contents(observations=tuple(each for part in parts for each in part))

    def error(self, source: Source, refusal: Refusal, http_status: int) -> SourceError:
        """Return an error that says to people why there are no numbers."""
        if refusal.code == "no-numbers":
            return NotAFeed(f"{source.name}: {refusal.message}", http_status=http_status)
        return super().error(source, refusal, http_status)
