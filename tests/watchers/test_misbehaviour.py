"""Days of a feed that misbehaves in every way that has made some bot post everything again."""

import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import create_engine, true

from bot.storage.migrate import MIGRATIONS
from watchers.model.names import Cursor
from watchers.model.news import Item, Poll
from watchers.parse.identity import Names, name_items
from watchers.pipeline import record
from watchers.rules.load import read_rules
from watchers.storage import items, signals
from watchers.storage.database import Database

RULES = read_rules(
    "sources: {wire: https://wire.example/rss}\nindicators: {gas: {query: gas}}\n", "rules.yaml"
)
SOURCE = next(iter(RULES.sources.values()))
START = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """An entry as the publisher has it now."""

    number: int
    title: str
    guid: str | None
    link: str
    at: datetime | None


@cache
def template():
    """Give the file of an empty migrated database."""
    path = Path(tempfile.mkdtemp(prefix="watchnext-days-")) / "empty.sqlite3"
    with Database(f"sqlite:///{path}") as made:
        made.open(MIGRATIONS)
    return path


class Days(RuleBasedStateMachine):
    """A publisher that edits, moves, drops and redates, and a watcher that looks on."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="watchnext-days-")
        path = shutil.copy(template(), Path(self.folder.name) / "days.sqlite3")
        self.engine = create_engine(f"sqlite:///{path}")
        self.now = START
        self.count = 0
        self.served = []
        self.dropped = []
        self.due = set()  # numbers of what was published after the first look and seen since

    def teardown(self):
        """Let go of the files."""
        self.engine.dispose()
        self.folder.cleanup()

    @initialize(guids=st.booleans())
    def begin(self, guids):
        """Publish an archive and look for the first time."""
        self.guids = guids
        for _ in range(15):
            self.write()
        self.poll()
        self.due.clear()

    def write(self):
        """Publish a new entry on top."""
        self.count += 1
        number = self.count
        entry = Entry(
            number=number,
            title=f"Number {number:03}: gas flows through another pipeline to port {number * 7}",
            guid=f"id-{number}" if self.guids else None,
            link=f"http://wire.example/story/{number}",
            at=self.now,
        )
        self.served.insert(0, entry)

    @rule(count=st.integers(1, 3))
    def publish(self, count):
        """News."""
        for _ in range(count):
            self.write()

    @rule(which=st.integers(0, 30), words=st.sampled_from(["UPDATE:", "LIVE", "corrected"]))
    def edit(self, which, words):
        """Reword a headline."""
        self.change(which, lambda one: replace(one, title=f"{one.title} {words}"))

    @rule(which=st.integers(0, 30), tag=st.sampled_from(["utm_source=rss", "fbclid=x1"]))
    def track(self, which, tag):
        """Add a tracking parameter."""
        self.change(which, lambda one: replace(one, link=f"{one.link.partition('?')[0]}?{tag}"))

    @rule(which=st.integers(0, 30), days=st.sampled_from([None, -4000, -3, 2, 26_000]))
    def redate(self, which, days):
        """Rewrite a date, or drop it."""
        at = None if days is None else self.now + timedelta(days=days)
        self.change(which, lambda one: replace(one, at=at))

    @rule()
    def move_to_https(self):
        """Serve every address by https and with www."""
        self.served = [
            replace(one, link=one.link.replace("http://wire", "https://www.wire"))
            for one in self.served
        ]

    @rule(seed=st.randoms(use_true_random=False))
    def shuffle(self, seed):
        """Change the order."""
        seed.shuffle(self.served)

    @rule(which=st.integers(0, 30))
    def drop(self, which):
        """Let an entry vanish."""
        if len(self.served) > 12:
            self.dropped.append(self.served.pop(which % len(self.served)))

    @rule()
    def bring_back(self):
        """Let all come back that vanished."""
        self.served += self.dropped
        self.dropped = []

    @rule()
    def be_empty_once(self):
        """Answer with a feed of nothing."""
        served, self.served = self.served, []
        self.poll()
        self.served = served

    @rule(hours=st.integers(1, 40))
    def poll(self, hours=1):
        """Look, some hours later."""
        self.now += timedelta(hours=hours)
        names = [
            Names(title=one.title, guid=one.guid, link=one.link, published=one.at)
            for one in self.served
        ]
        found = [
            Item(
                source=SOURCE.id,
                key=one.key,
                aliases=one.aliases,
                title=self.served[one.at].title,
                url=self.served[one.at].link,
                published=self.served[one.at].at,
            )
            for one in name_items(names)
        ]
        poll = Poll(source=SOURCE.id, items=tuple(found), cursor=Cursor("{}"))
        with self.engine.begin() as connection:
            record(connection, SOURCE, poll, RULES, self.now)
        self.due |= {one.number for one in self.served if one.number > 15}

    def change(self, which, how):
        """Change one of the entries that are served."""
        if self.served:
            at = which % len(self.served)
            self.served[at] = how(self.served[at])

    @invariant()
    def each_is_signalled_once(self):
        """Nothing missed, nothing repeated, nothing of the archive."""
        with self.engine.connect() as connection:
            moved = [
                stored.signal.item
                for stored in signals.read_signals(
                    connection, signals.select_signals(true()), limit=10_000
                )
                if stored.signal.item is not None and stored.signal.kind == "story"
            ]
            texts = items.by_id(connection, set(moved))
        told = Counter(int(texts[id_].item.title[7:10]) for id_ in moved)

        assert dict.fromkeys(self.due, 1) == told


Days.TestCase.settings = settings(max_examples=30, stateful_step_count=30)
TestDays = Days.TestCase
