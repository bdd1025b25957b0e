"""Looks that failed: what is written down of them, and who is told."""

import asyncio
from datetime import timedelta

import pytest

from tests.watchers.newsroom import HOUR, Newsroom
from watchers.errors import BodyBroken, SourceAway, SourceRefused
from watchers.model.names import SourceId
from watchers.pipeline import record_failure

RULES = "indicators: {gas: {query: gas}}\n"
AWAY = SourceAway("t.example is a name that cannot be resolved now")
SERVED = SourceAway("t.example gave no page", http_status=502)


def fail(room, source, error, after=timedelta(0)):
    """Let a look fail; give what it came to."""
    room.now += after
    work = lambda c: record_failure(c, room.rules.sources[SourceId(source)], error, room.now)  # noqa: E731
    return asyncio.run(room.database.write(work))


@pytest.mark.parametrize(
    ("error", "reached"),
    [(AWAY, False), (SERVED, True), (SourceRefused("no"), True), (BodyBroken("cut"), True)],
)
def test_a_look_that_nobody_answered_says_so(database, error, reached):
    """All others heard from somebody."""
    assert reached == fail(Newsroom(database, RULES), "wire", error).reached


def test_while_all_are_away_no_source_is_blamed(database):
    """The network is; once another is read, what is still away is told."""
    room = Newsroom(database, RULES)
    fail(room, "wire", AWAY)
    fail(room, "tass", AWAY)

    both = [fail(room, source, AWAY, after=7 * HOUR).signals for source in ("wire", "tass")]
    room.poll(source="wire")
    left = fail(room, "tass", AWAY, after=HOUR).signals

    assert ([0, 0], 1) == (both, left)


def test_one_that_is_away_alone_is_told(database):
    """The other was read meanwhile, or nobody else was asked."""
    room = Newsroom(database, RULES)
    fail(room, "tass", AWAY)
    room.poll(source="wire", after=HOUR)

    assert 1 == fail(room, "tass", AWAY, after=7 * HOUR).signals


def test_a_server_that_answers_badly_is_told_whatever_the_others_do(database):
    """It was reached, so the network is up."""
    room = Newsroom(database, RULES)
    fail(room, "wire", AWAY)
    fail(room, "tass", SERVED)

    assert 1 == fail(room, "tass", SERVED, after=7 * HOUR).signals
