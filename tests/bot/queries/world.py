"""A small world, filled through the real pipeline: polls in, decisions out."""

import asyncio
from datetime import timedelta

from bot.alerts.follow import follow
from bot.channels.spelling import PLATFORMS
from bot.storage import alerts
from tests.bot.fakes import NOON
from watchers.errors import SourceAway
from watchers.model.names import Cursor, SourceId
from watchers.model.news import Item, Poll
from watchers.parse.identity import Names, name_items
from watchers.pipeline import record, record_failure
from watchers.rules.load import read_rules

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = read_rules(
    """
article: {title: The Kremlin's closer embrace}
destinations: {desk: {slack: "#geo-desk"}, night: {discord: "123456789012345678"}}
sources:
  npr: {feed: https://npr.example/rss, title: NPR World}
  tass: {feed: "https://tass.example/rss?key=s3cret", title: TASS, tier: wire}
  bbc: https://bbc.example/rss
vocabulary:
  russia: [Russia, Moscow, Putin]
  china: [China, Beijing, Xi]
indicators:
  energy-flows:
    title: Russian energy flows to China
    quote: The flow of energy will tell
    query: $russia AND $china AND (gas OR oil)
    direction: closer
    severity: notable
  joint-drills:
    title: Joint drills
    query: $russia AND $china AND drill*
    direction: closer
    severity: critical
    notify: [desk]
  sanctions:
    title: Sanctions on Chinese firms
    query: sanction* AND $china
    direction: apart
    severity: serious
""",
    "rules.yaml",
    PLATFORMS,
)
RAIN, GAS, OTHER_GAS = (
    "Rain in Paris",
    "Russia and China sign gas deal",
    "Russia and China sign a gas deal",
)
DRILL = "China and Russia begin naval drill"


class World:
    """A database that time passes over."""

    def __init__(self, database, rules=RULES):
        self.database = database
        self.rules = rules

    def ask(self, card_of, *args, now=NOON, **kwargs):
        """Ask a query of it."""
        return asyncio.run(
            self.database.read(lambda c: card_of(c, self.rules, *args, now, **kwargs))
        )

    def read(self, work):
        """Read from the database."""
        return asyncio.run(self.database.read(work))

    def write(self, work):
        """Write to the database."""
        return asyncio.run(self.database.write(work))

    def publish(self, source, *titles, at=NOON, summary=""):
        """Let a source publish these at a time, and decide over what that moves."""
        poll = Poll(
            source=SourceId(source),
            items=tuple(items(source, titles, summary, at)),
            cursor=Cursor("{}"),
        )
        self.write(lambda c: record(c, self.rules.sources[SourceId(source)], poll, self.rules, at))
        while self.write(lambda c: follow(c, rules=self.rules, now=at)):
            pass

    def fail(self, source, why="it did not answer", *, at=NOON):
        """Let a look at a source fail."""
        one = self.rules.sources[SourceId(source)]
        self.write(lambda c: record_failure(c, one, SourceAway(why), at))

    def alerts_of(self, story):
        """The cards of a story's alerts."""
        return self.read(
            lambda c: [alerts.card_of(c, alert) for alert in alerts.of_story(c, story)]
        )


def lived(database):
    """A world in which gas was reported twice, and a drill once; the first looks are long ago."""
    world = World(database)
    for source in ("npr", "tass", "bbc"):
        world.publish(source, RAIN, at=NOON - 30 * DAY)
    world.publish("npr", GAS, at=NOON - 3 * DAY, summary="The pipe will carry more gas than ever.")
    world.publish("tass", OTHER_GAS, at=NOON - 3 * DAY + HOUR)
    world.publish("tass", DRILL, at=NOON - 2 * HOUR)
    return world


def url(source, title):
    """The address under which a source publishes a title."""
    return f"https://{source}.example/{title.replace(' ', '-')}"


def items(source, titles, summary, at):
    """Items as a feed's parser makes them."""
    names = [Names(title=title, link=url(source, title), published=at) for title in titles]
    for one in name_items(names):
        name = names[one.at]
        yield Item(
            source=SourceId(source),
            aliases=one.aliases,
            title=name.title,
            summary=summary,
            url=name.link,
            published=at,
        )


def said(card):
    """All that a card says, as one text."""
    rows = (
        f"{row.lead} {''.join(piece.text for piece in row.pieces)} {row.quiet}" for row in card.rows
    )
    return "\n".join([card.title, card.text, *rows])
