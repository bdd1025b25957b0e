"""Days of a feed that misbehaves in every way that has made some bot repeat or miss something."""

import shutil
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import create_engine

from bot.storage.migrate import MIGRATIONS
from tests.watchers.publisher import HOSTS, STYLES, Publisher
from tests.watchers.remembering import named
from watchers.model.names import Cursor
from watchers.model.news import Poll
from watchers.model.signals import Burst, StoryFigures
from watchers.pipeline import record
from watchers.rules.load import read_rules
from watchers.storage import items, signals
from watchers.storage.database import Database
from watchers.storage.signals import signals as signal_table

RULES = read_rules(
    "sources: {wire: https://wire.example/rss}\nindicators: {gas: {query: gas}}\n", "rules.yaml"
)
SOURCE = next(iter(RULES.sources.values()))
START = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
OLD, MANY = timedelta(hours=96), 10
WHICH = st.integers(0, 30)


@cache
def template():
    """Give the file of an empty migrated database."""
    path = Path(tempfile.mkdtemp(prefix="watchnext-days-")) / "empty.sqlite3"
    with Database(f"sqlite:///{path}") as made:
        made.open(MIGRATIONS)
    return path


class Days(RuleBasedStateMachine):
    """A publisher, and a watcher that looks on for days."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(prefix="watchnext-days-")
        path = shutil.copy(template(), Path(self.folder.name) / "days.sqlite3")
        self.engine = create_engine(f"sqlite:///{path}")
        self.began = self.now = START
        self.looks = 0
        self.seen = set()  # what the entries told that were looked at
        self.due: Counter[tuple[int, Burst | None]] = (
            Counter()
        )  # of it what is news, and as part of which burst
        self.told: Counter[tuple[int, Burst | None]] = Counter()
        self.last_signal = 0

    def teardown(self):
        """Let go of the files."""
        self.engine.dispose()
        self.folder.cleanup()

    @initialize(style=st.sampled_from(STYLES))
    def begin(self, style):
        """Publish an archive, some of it about other things, and look for the first time."""
        self.publisher = Publisher(style)
        for n in range(15):
            self.publisher.write(self.now, about="rain" if n % 4 == 0 else "gas")
        self.poll()
        self.due.clear()

    @rule(count=st.integers(1, 3), about=st.sampled_from(["gas", "gas", "rain"]))
    def publish(self, count, about):
        """News."""
        for _ in range(count):
            self.publisher.write(self.now, about=about)

    @rule(fresh=st.booleans())
    def dig_out(self, fresh):
        """An archive comes up, perhaps with news on top of it."""
        for _ in range(MANY + 2):
            self.publisher.write(self.now, old=timedelta(days=3000))
        if fresh:
            self.publisher.write(self.now)

    @rule(which=WHICH)
    def reuse(self, which):
        """Put other news under the guid and link of an entry."""
        self.publisher.reuse(which, self.now)

    @rule(which=WHICH, words=st.sampled_from([" UPDATE", " (corrected)"]))
    def edit(self, which, words):
        """Reword a headline, to and fro."""
        self.publisher.edit(which, words)

    @rule(which=WHICH, other=WHICH)
    def swap(self, which, other):
        """Let two entries swap titles."""
        self.publisher.swap(which, other)

    @rule(which=WHICH, tail=st.sampled_from(["", "?utm_source=rss", "?fbclid=x1", "/"]))
    def track(self, which, tail):
        """Add a tracking parameter."""
        self.publisher.track(which, tail)

    @rule(which=WHICH, days=st.sampled_from([None, -4000, -3, 0, 2, 26_000]))
    def redate(self, which, days):
        """Rewrite a date, to and fro, or drop it."""
        self.publisher.redate(which, self.now, days)

    @rule(which=WHICH, guid=st.booleans(), link=st.booleans())
    def rename(self, which, guid, link):
        """Give one another guid or link."""
        self.publisher.rename(which, guid=guid, link=link)

    @rule()
    def rename_all(self):
        """Move to another system: all guids and links are others."""
        self.publisher.rename_all()
        self.poll()

    @rule(host=st.sampled_from(HOSTS))
    def move(self, host):
        """Serve every address by another name of the host."""
        self.publisher.host = host

    @rule(seed=st.randoms(use_true_random=False))
    def shuffle(self, seed):
        """Change the order."""
        self.publisher.shuffle(seed)

    @rule(which=WHICH)
    def drop(self, which):
        """Let an entry vanish."""
        self.publisher.drop(which)

    @rule(renamed=st.booleans())
    def bring_back(self, renamed):
        """Let all come back that vanished."""
        self.publisher.bring_back(renamed=renamed)

    @rule()
    def serve_twice(self):
        """Serve some entries twice at the next look."""
        self.publisher.twice = True

    @rule()
    def be_empty_once(self):
        """Answer with a feed of nothing."""
        self.look([])

    @rule(days=st.integers(2, 30))
    def poll_after_long(self, days):
        """Look, after nobody did for days."""
        self.poll(hours=24 * days)

    @rule()
    def poll_at_once(self):
        """Look, a minute later."""
        self.poll(hours=1 / 60)

    @rule(hours=st.integers(1, 40))
    def poll(self, hours=1):
        """Look, some hours later."""
        self.now += timedelta(hours=hours)
        shown = self.publisher.shown()
        news = [one for one in shown if one.tells not in self.seen and "gas" in one.title]
        old = {one.tells for one in news if one.at and self.now - one.at > OLD}
        archive = old if len(old) > MANY else set()
        self.due.update(
            (one.tells, Burst.RESURFACED if one.tells in archive else None) for one in news
        )
        self.seen |= {one.tells for one in shown}
        self.look(self.publisher.names())
        self.publisher.looked_at()

    def look(self, names):
        """Record what a document says, and count what is told of it."""
        self.looks += 1
        poll = Poll(
            source=SOURCE.id, items=tuple(named(*names, source=SOURCE.id)), cursor=Cursor("{}")
        )
        with self.engine.begin() as connection:
            record(connection, SOURCE, poll, RULES, self.now)
            chosen = signals.select_signals(signal_table.c.id > self.last_signal)
            caused = signals.read_signals(connection, chosen, limit=10_000)
            texts = items.by_id(connection, {one.signal.item for one in caused if one.signal.item})
        self.last_signal = max((one.id for one in caused), default=self.last_signal)
        for signal in (one.signal for one in caused):
            if signal.item is not None and isinstance(signal.figures, StoryFigures):
                number = int(texts[signal.item].item.title[7:10])
                self.told[number, signal.figures.burst] += 1

    @invariant()
    def each_is_signalled_once(self):
        """Nothing missed, nothing repeated, nothing of the archive; an old one only as such."""
        assert self.due == self.told


Days.TestCase.settings = settings(max_examples=30, stateful_step_count=30)
TestDays = Days.TestCase
