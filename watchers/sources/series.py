"""Kind `series`: numbers over time, as CSV or JSON."""

from datetime import datetime, timedelta

from pydantic import Field

from watchers.confined.child import Refusal
from watchers.errors import NotAFeed, SourceError
from watchers.fields.values import Schema, Url, Written
from watchers.model.news import Observation
from watchers.model.rules import Source
from watchers.protocols import Body, DocumentReader
from watchers.sources.kind import Contents, SourceKind

READER = "watchers.parse.numbers:series_records"


class SeriesSettings(Schema):
    """What rules.yaml says of a series."""

    series: Url = Field(default="", description="The address of numbers over time, as CSV or JSON.")
    value: Written = Field(
        default="", description="The column of a series that holds its numbers. Without: the last."
    )
    date: Written = Field(
        default="", description="The column of a series that holds its dates. Without: the first."
    )


class Series(SourceKind):
    """A series. A Poll of it has observations and no items."""

    name = "series"
    settings = SeriesSettings
    observes = True
    every = timedelta(days=1)  # statistics are not news
    called = {"value": "value column", "date": "date column"}  # noqa: RUF012 - a ClassVar above

    async def read(
        self,
        got: Body,
        source: Source,
        reader: DocumentReader,
        now: datetime,
        memory: str,  # noqa: ARG002 - a series needs none
    ) -> Contents:
        """Read it in the confined child; dates ahead of `now` are forecasts and are left out.

        Raises Refusal.
        """
        settings = {
            "content_type": got.content_type,
            "date": source.options.get("date", ""),
            "value": source.options.get("value", ""),
        }

        def make(record: list[tuple[str, float]]) -> tuple[Observation, ...]:
            dated = ((datetime.fromisoformat(at), float(value)) for at, value in record)
            return tuple(
                Observation(series=source.id, at=at, value=value)
                for at, value in dated
                if at <= now
            )

        parts = await reader.read(READER, got.content, settings, make)
        return Contents(observations=tuple(each for part in parts for each in part))

    def error(self, source: Source, refusal: Refusal, http_status: int) -> SourceError:
        """Return an error that says to people why there are no numbers."""
        if refusal.code == "no-numbers":
            return NotAFeed(f"{source.name}: {refusal.message}", http_status=http_status)
        return super().error(source, refusal, http_status)
