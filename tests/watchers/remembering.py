"""What is remembered of a source, without a database."""

from watchers.model.names import ItemId, SourceId
from watchers.model.news import Item
from watchers.newness import judge_items, moved_names
from watchers.parse.identity import name_items


class Source:
    """A source, poll after poll."""

    def __init__(self, *names):
        self.aliases = {}
        self.items = {}
        self.poll(*names)

    def judge(self, *names):
        """Say which of these are new, and which known."""
        return judge_items(named(*names), self.aliases, self.items)

    def poll(self, *names):
        """Remember these; give the titles of those that are new."""
        return self.take(named(*names))

    def take(self, items):
        """Remember items as a feed's reader gives them; give the titles of those that are new."""
        verdict = judge_items(items, self.aliases, self.items)
        first = len(self.items) + 1
        new = {ItemId(first + n): item for n, item in enumerate(verdict.new)}
        polled = new | dict(verdict.known)
        self.aliases |= moved_names(polled, self.aliases)
        self.items |= polled
        return [item.title for item in verdict.new]


def named(*names, source="wire"):
    """Items as a feed's reader names them."""
    return [
        Item(
            source=SourceId(source),
            aliases=one.aliases,
            title=names[one.at].title,
            summary=names[one.at].summary,
            url=names[one.at].link,
            published=names[one.at].published,
        )
        for one in name_items(names)
    ]
