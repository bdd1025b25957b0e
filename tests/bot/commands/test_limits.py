from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands.admission import MOST_KNOWN, WINDOW, Admission, Turn
from tests.bot.commands.team import ANNA, HERE, THERE, Team
from tests.bot.fakes import NOON

SECOND = timedelta(seconds=1)


def somebody(number):
    """One of many members."""
    return replace(ANNA, id=f"U{number}")


def test_a_hundred_commands_in_ten_seconds_are_ten_answers_and_one_reply():
    """Once; afterwards a word that costs nothing to read."""
    admission = Admission()
    turns = [admission.take_turn(ANNA, HERE, NOON + n * SECOND / 10).turn for n in range(100)]

    assert [Turn.GIVEN] * 10 + [Turn.REFUSED] + [Turn.REFUSED_AGAIN] * 89 == turns


def test_a_minute_later_it_is_their_turn_again():
    """And if they overdo it again they are told again."""
    admission = Admission()
    for n in range(12):
        admission.take_turn(ANNA, HERE, NOON + n * SECOND)

    assert Turn.GIVEN is admission.take_turn(ANNA, HERE, NOON + WINDOW).turn
    assert Turn.REFUSED is admission.take_turn(ANNA, HERE, NOON + WINDOW).turn


def test_how_long_to_wait_is_said_to_the_second():
    """Until the first of the ten is a minute old."""
    admission = Admission()
    for n in range(10):
        admission.take_turn(ANNA, HERE, NOON + n * SECOND)

    assert timedelta(seconds=40) == admission.take_turn(ANNA, HERE, NOON + 20 * SECOND).after


def test_a_workspace_has_sixty_and_slows_no_other_down():
    """Seven busy members; one in another workspace is answered."""
    admission = Admission()
    turns = [admission.take_turn(somebody(n % 7), HERE, NOON).turn for n in range(70)]

    assert 60 == turns.count(Turn.GIVEN)
    assert Turn.GIVEN is admission.take_turn(somebody(99), replace(HERE, workspace="T2"), NOON).turn
    assert Turn.GIVEN is admission.take_turn(somebody(99), THERE, NOON).turn


def test_direct_messages_have_no_workspace_to_share():
    """Whoever writes to the bot alone is limited alone."""
    admission = Admission()
    alone = replace(HERE, workspace="")

    assert {Turn.GIVEN} == {admission.take_turn(somebody(n), alone, NOON).turn for n in range(200)}


def test_a_clock_set_back_locks_nobody_out():
    """An hour back is not an hour of silence."""
    admission = Admission()
    for _ in range(10):
        admission.take_turn(ANNA, HERE, NOON)

    assert Turn.GIVEN is admission.take_turn(ANNA, HERE, NOON - timedelta(hours=1)).turn


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 20)), max_size=120))
def test_no_window_ever_holds_more_than_the_limit(asks):
    """Whoever asks whenever."""
    admission = Admission(per_member=3, per_workspace=7)
    now, given_at = NOON, []
    for who, wait in asks:
        now += wait * SECOND
        if admission.take_turn(somebody(who), HERE, now).turn is Turn.GIVEN:
            given_at.append((who, now))

    for who, at in given_at:
        window = [one for one in given_at if at - WINDOW < one[1] <= at]
        assert len(window) <= 7
        assert sum(one[0] == who for one in window) <= 3


def test_windows_of_people_who_left_are_forgotten():
    """Memory does not grow with everybody who ever asked."""
    admission = Admission()
    for n in range(3 * MOST_KNOWN):
        admission.take_turn(somebody(n), replace(HERE, workspace=""), NOON + n * SECOND)

    assert len(admission._turns) <= MOST_KNOWN


def test_ten_are_answered_and_then_it_is_said_why_no_more(database):
    """Once in full; then in a word; a minute later again."""
    team = Team(database, admission=Admission())
    titles = [team.ask("mutes").title for _ in range(13)]

    assert ["Nothing is muted"] * 10 == titles[:10]
    assert ["That is a lot of questions at once", "In 60 s, please", "In 60 s, please"] == titles[
        10:
    ]
    team.clock.pass_(minutes=1)
    assert "Nothing is muted" == team.ask("mutes").title


def test_buttons_count_as_well(database):
    """A press is a command."""
    team = Team(database, admission=Admission())
    titles = [team.press("useful").title for _ in range(11)]

    assert "That is a lot of questions at once" == titles[-1]
