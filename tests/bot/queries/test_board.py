from dataclasses import replace
from datetime import timedelta

import pytest

from bot.queries.board import Stir, balance, board_card, last_days, stands, stir
from bot.queries.charts import sparkline
from bot.storage import mutes
from tests.bot.fakes import NOON
from tests.bot.queries.world import DRILL, GAS, OTHER_GAS, World, lived, said, url
from tests.bot.storage.filled import mute
from watchers.model.names import IndicatorId, Severity, Status

ENERGY, DRILLS = IndicatorId("energy-flows"), IndicatorId("joint-drills")


@pytest.fixture
def world(database):
    """A world in which things have happened."""
    return lived(database)


def test_the_board_shows_every_indicator_what_moved_last_first(world):
    """Tripped, then active, then quiet."""
    card = world.ask(board_card)

    assert "Board: 1 tripped, 1 active, 1 quiet" == card.title
    assert [
        "Joint drills",
        DRILL,
        "Russian energy flows to China",
        OTHER_GAS,
        "Sanctions on Chinese firms",
    ] == [row.lead for row in card.rows]
    assert Severity.CRITICAL is card.severity


def test_the_last_evidence_is_linked_and_dated(world):
    """Who published it, where, when."""
    evidence = world.ask(board_card).rows[1]

    assert (url("tass", DRILL), "TASS", NOON - timedelta(hours=2)) == (
        evidence.url,
        evidence.quiet,
        evidence.when,
    )


def test_two_reports_of_one_story_are_one_move(world):
    """Seven bars, today last."""
    card = world.ask(board_card)

    assert "active, 1 move ▁▁▁█▁▁▁" == card.rows[2].pieces[0].text


def test_the_balance_counts_moves_and_weighs_them(world):
    """A critical move weighs four, a serious one three, a notable one two."""
    world.publish("npr", "Sanctions on China", at=NOON)

    found = world.read(lambda c: stands(c, world.rules, NOON))

    assert "This week: 2 closer, 1 apart; weighted by severity 6 to 3." == balance(found)


def test_a_week_later_all_is_quiet_and_says_for_how_long(world):
    """Quiet is said, not left out."""
    card = world.ask(board_card, now=NOON + timedelta(days=8))

    assert "Board: 3 quiet" == card.title
    assert "Nothing moved in the last 7 days." == card.text
    assert "Joint drills quiet for 8 days" in said(card)
    assert "Sanctions on Chinese firms quiet, never moved" in said(card)


def test_a_muted_indicator_says_by_whom_and_until_when(world):
    """It goes on moving all the same."""
    world.write(lambda c: mutes.add(c, mute(ENERGY, hours=2)))

    row = world.ask(board_card).rows[2]

    assert ("muted by Anna until", NOON + timedelta(hours=2)) == (row.quiet, row.when)


def test_what_a_first_look_matched_is_no_move(database):
    """Nothing old trips an indicator."""
    world = World(database)
    world.publish("npr", GAS)

    assert "Board: 3 quiet" == world.ask(board_card).title


@pytest.mark.parametrize(
    ("ago", "state"),
    [
        (0, Stir.TRIPPED),
        (23, Stir.TRIPPED),
        (24, Stir.ACTIVE),
        (167, Stir.ACTIVE),
        (168, Stir.QUIET),
    ],
)
def test_a_day_is_tripped_and_a_week_is_active(ago, state):
    """To the hour."""
    assert state is stir(NOON - timedelta(hours=ago), NOON)
    assert Stir.QUIET is stir(None, NOON)


@pytest.mark.parametrize(
    ("counts", "bars"),
    [((), ""), ((0, 0), "▁▁"), ((1,), "█"), ((0, 1, 100), "▁▂█"), ((7, 14), "▅█")],
)
def test_a_bar_is_seen_for_every_move(counts, bars):
    """One move beside a hundred is more than none."""
    assert bars == sparkline(counts)


def test_days_are_lined_up_with_today_last():
    """Days without a move are nought; older ones are left out."""
    today = NOON.date()
    by_day = {today: 3, today - timedelta(days=2): 1, today - timedelta(days=9): 5}

    assert (1, 0, 3) == last_days(by_day, NOON, 3)


def with_indicator(world, **changes):
    """The same world under rules in which the drills are otherwise."""
    drills = replace(world.rules.indicators[DRILLS], **changes)
    rules = replace(world.rules, indicators={**world.rules.indicators, DRILLS: drills})
    return World(world.database, rules)


def test_one_on_trial_is_shown_as_such_and_weighs_nothing(world):
    """Nobody is told of it, but whoever looks sees what it would do."""
    card = with_indicator(world, status=Status.TRIAL).ask(board_card)

    assert "Joint drills on trial, tripped, 1 move" in said(card)
    assert "This week: 1 closer." == card.text


def test_one_that_is_off_is_not_on_the_board(world):
    """It is not watched."""
    assert "Joint drills" not in said(with_indicator(world, status=Status.OFF).ask(board_card))


def test_the_rules_own_weight_counts_in_the_balance(world):
    """Half a critical move weighs two."""
    world.publish("npr", "Sanctions on China", at=NOON)

    card = with_indicator(world, weight=0.5).ask(board_card)

    assert "This week: 2 closer, 1 apart; weighted by severity 4 to 3." == card.text
