"""A kind of source that there is not: titles, one a line. Run to see it polled."""

import sys

from pydantic import Field

from tests.watchers.sources.serving import Server, poll
from watchers.fields.values import Schema, Url, Written
from watchers.model.names import SourceId
from watchers.model.news import Alias, Item
from watchers.sources import catalog
from watchers.sources.kind import Contents, SourceKind


class ToySettings(Schema):
    """What rules.yaml says of a toy."""

    toy: Url = Field(default="", description="The address of titles, one a line.")
    until: Written = Field(default="", description="The line that ends it.")


class Toy(SourceKind):
    """Titles, one a line."""

    name = "toy"
    settings = ToySettings

    async def read(self, got, source, reader, now, memory):
        """Read it in the confined child."""
        titles = await reader.read(
            "tests.watchers.sources.toy:title_records", got.content, source.options, str
        )
        return Contents(
            items=tuple(
                Item(
                    source=source.id,
                    aliases=(Alias("titled", title),),
                    title=title,
                    published=now,
                )
                for title in titles
            )
        )


def title_records(content, settings):
    """Give each title above the line that ends it."""
    return content.decode().partition(settings["until"])[0].split("\n")[:-1]


RULES = """\
sources:
  titles: {toy: https://t.example/titles, until: END}
  wrong: {feed: https://f.example/, until: END}
indicators:
  oil: {query: oil}
"""


def main():
    """Write what is wrong in the rules, then each item that a poll gives."""
    catalog.KINDS += (Toy(),)
    from watchers.errors import RuleMistakes
    from watchers.rules.load import read_rules

    try:
        read_rules(RULES, "rules.yaml")
    except RuleMistakes as e:
        for mistake in e.mistakes:
            place = f"{mistake.line}:{mistake.column}"
            sys.stdout.write(f"{place} {mistake.message}: {mistake.hint}\n")
    rules = read_rules(RULES.replace("feed: https://f.example/, until: END", RIGHT), "rules.yaml")
    source = rules.sources[SourceId("titles")]
    got = poll(Toy(), Server("Oil by rail\nGas by sea\nEND\nOil again\n"), source)
    for item in got.items:
        sys.stdout.write(f"{item.source} {item.title}\n")


RIGHT = "toy: https://f.example/"

if __name__ == "__main__":
    main()
