"""Polls that change nothing leave the same behind as if each was written down by itself."""

import asyncio
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.virtual_time import START
from tests.watchers.polling.test_schedule_rules import rules
from watchers.errors import SourceAway
from watchers.model.names import Cursor, SourceId
from watchers.model.news import Poll
from watchers.pipeline import record
from watchers.polling.poller import Poller
from watchers.storage import sources

ONE = SourceId("one")
LATER = START + timedelta(hours=1)
RULES = rules(one="https://a.b/1", two="https://a.b/2")


class Says:
    """A watcher that is told what its polls bring."""

    def __init__(self, *polls):
        self.polls = list(polls)

    async def poll(self, source, cursor, answered=None):
        """Bring the next, or fail."""
        poll = self.polls.pop(0)
        if isinstance(poll, Exception):
            raise poll
        return replace(poll, source=source.id)


NEW = Poll(source=SourceId(""), items=(), cursor=Cursor("first"), http_status=200, title="World")
SAME = replace(NEW, unchanged=True, cursor=Cursor("second"), http_status=304)


def polled(database, *polls):
    """Poll both sources at once, some time after one another; gives records and what is stored."""
    now = [START]
    poller = Poller(
        database,
        RULES,
        {"feed": Says(*(poll for poll in polls for _ in RULES.sources))},
        now=lambda: now[0],
        rng=random.Random(1),
        on_poll=lambda recorded: None,
    )
    batch = list(RULES.sources.values())

    async def run():
        got = []
        for _ in polls:
            states = await poller.reserve(batch)
            got = await asyncio.gather(*(poller.poll(s, states[s.id]) for s in batch))
            now[0] = LATER
        return got, await database.read(sources.source_states)

    return asyncio.run(run())


def test_it_is_as_if_each_was_written_down_by_itself(database):
    """All of a state but the time of the next poll, which chance has a part in."""
    got, states = polled(database, NEW, SAME)
    alone = replace(SAME, source=ONE)

    def by_itself(connection):
        record(connection, RULES.sources[ONE], alone, RULES, LATER)
        return sources.state_of(connection, ONE)

    expected = asyncio.run(database.write(by_itself))

    assert ["unchanged", "unchanged"] == [recorded.status for recorded, _ in got]
    assert replace(expected, next_poll=None) == replace(states[ONE], next_poll=None)
    assert [LATER + wait for _, wait in got] == [one.next_poll for one in states.values()]


@pytest.mark.parametrize("failed", [SourceAway("away"), NEW], ids=["after a failure", "after news"])
def test_what_failed_before_is_well_again(database, failed):
    """Its failures are forgotten."""
    _, states = polled(database, NEW, failed, SAME)

    assert {("unchanged", 0, "")} == {(s.status, s.failures, s.error) for s in states.values()}


def test_a_first_look_is_one_though_the_server_says_that_nothing_changed(database):
    """It is written down as one."""
    got, states = polled(database, SAME)

    assert [1, 1] == [recorded.signals for recorded, _ in got]
    assert {START} == {state.first_look for state in states.values()}
