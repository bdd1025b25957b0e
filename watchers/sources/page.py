"""Kind `page`: a web page, for its links or for a text whose change is news."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic import Field

from watchers.confined.child import Refusal
from watchers.errors import NotAFeed, SourceError
from watchers.fields.selectors import Selector
from watchers.fields.values import Schema, Url
from watchers.model.rules import Source
from watchers.protocols import Body, DocumentReader
from watchers.sources.feed import read_items
from watchers.sources.kind import Contents, Misplaced, SourceKind

LINKS_READER = "watchers.parse.page:link_records"
TEXT_READER = "watchers.parse.page_text:text_records"


class WebPageSettings(Schema):
    """What rules.yaml says of a page."""

    page: Url = Field(default="", description="The address of a web page.")
    links: Selector = Field(
        default="",
        description="Which links of a page are items: CSS, or XPath that begins with / or ./",
    )
    headline: Selector = Field(
        default="", description="Where, beside such a link, its headline is. Without: in the link."
    )
    when: Selector = Field(
        default="", description="Where, beside such a link, its date is. Without: in a <time>."
    )
    text: Selector = Field(
        default="", description="Which part of a page is watched for a change of its text."
    )


class WebPage(SourceKind):
    """A web page. Each link that is found is an item, or each change of a text is one."""

    name = "page"
    settings = WebPageSettings
    accept = "text/html, application/xhtml+xml, */*;q=0.5"
    every = timedelta(minutes=30)  # a page is ten times a feed, and says less of what is new

    def misplaced(self, written: Schema) -> Iterator[Misplaced]:
        """Yield what does not go together: it is watched for links or for a text."""
        keys = written.model_fields_set
        if not keys & {"links", "text"}:
            hint = 'links: "main a" makes each link an item, text: "#rate" each change'
            yield Misplaced("", "a page needs links or text", hint)
        elif {"links", "text"} <= keys:
            yield Misplaced("text", "a page has links or text, not both", "watch it as two sources")
        for key in ("headline", "when"):
            if key in keys and "links" not in keys:
                yield Misplaced(key, f"{key} goes with links", "take it out")

    async def read(
        self, got: Body, source: Source, reader: DocumentReader, now: datetime, memory: str
    ) -> Contents:
        """Read it in the confined child. Raises Refusal.

        The text is remembered, since what went can only be said of what is known.
        """
        told = {key: source.options.get(key, "") for key in ("links", "headline", "when", "text")}
        told |= {"now": now.isoformat(), "name": source.name, "memory": memory}
        name = TEXT_READER if told["text"] else LINKS_READER
        return await read_items(name, got, source, reader, told)

    def error(self, source: Source, refusal: Refusal, http_status: int) -> SourceError:
        """Return an error that says to people why nothing could be read from the page."""
        if refusal.code in {"bad-selector", "no-links", "no-text", "not-a-page"}:
            return NotAFeed(f"{source.name}: {refusal.message}", http_status=http_status)
        return super().error(source, refusal, http_status)
