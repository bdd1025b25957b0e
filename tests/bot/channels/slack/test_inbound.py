"""What people do in Slack is acknowledged at once, reaches the service once, and is answered."""

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.slack.blocks import message
from bot.model.cards import AlertId
from bot.model.commands import Action, FilledCommand, Place
from tests.bot.render.examples import alert
from tests.fakes.slack.bot import NOON, FakeCommands, listening
from tests.fakes.slack.faults import down, error, reset
from tests.fakes.slack.live import shown_in
from tests.fakes.slack.people import ANN, DESK
from tests.fakes.slack.server import fake_slack
from tests.fakes.slack.workspace import TEAM


@pytest.fixture
def slack():
    """A fake Slack."""
    with fake_slack() as one:
        yield one


@pytest.fixture
def commands():
    """What answers."""
    return FakeCommands()


@pytest.fixture
def platform(slack, commands):
    """The bot, listening."""
    with listening(slack, commands) as one:
        yield one


@pytest.fixture
def posted(slack):
    """An alert in the channel, with its buttons."""
    card = replace(alert(), alert=AlertId(7))
    slack.workspace.call("chat.postMessage", {"channel": DESK, **message(card)})
    return slack.posted()[-1]


def picked(moment):
    """Give the values of the mute window."""
    field = {"type": "datetimepicker", "selected_date_time": int(moment.timestamp())}
    return {"until": {"until": field}}


def test_a_command_is_answered_to_whoever_typed_it(slack, platform, commands):
    """Ephemeral: others in the channel see nothing."""
    sent = slack.command("/watch latest energy")
    said = slack.answers(sent)[0]

    assert "You asked: latest energy" in shown_in(said)
    assert ("ephemeral", []) == (said["response_type"], slack.posted())
    assert Place(platform="slack", workspace=TEAM, channel=DESK) == commands.asks[0].place


def test_a_command_is_acknowledged_before_it_is_answered(slack):
    """However long that takes: Slack tells people after three seconds that the app is broken."""
    free = threading.Event()
    with listening(slack, FakeCommands(until=free.is_set)):
        sent = slack.command("/watch board")  # returns with the acknowledgement
        early = list(list(slack.hooks.values())[-1])
        free.set()

        assert early == []
        assert slack.answers(sent)


def test_a_command_in_a_direct_message_is_in_no_workspace(slack, platform, commands):
    """Rights that hang on a workspace do not hold there."""
    slack.answers(slack.command("/watch board", channel="D0ANN00001"))

    assert commands.asks[0].place.workspace == ""


def test_what_was_typed_reaches_the_service_as_it_was_typed(slack, platform, commands):
    """Slack escapes three characters and wraps addresses."""
    slack.answers(slack.command("/watch why <https://a.example/?x=1&amp;y=2> &lt;b&gt;"))

    assert "why https://a.example/?x=1&y=2 <b>" == commands.asks[0].command


@pytest.mark.parametrize("copies", [2, 5])
def test_a_press_that_comes_several_times_is_acted_on_once(
    slack, platform, commands, posted, copies
):
    """Slack repeats what it believes unacknowledged; every copy is acknowledged."""
    sent = slack.press("watchnext_ack", value="7", message=posted, copies=copies)
    slack.answers(sent)
    slack.wait_for(lambda: len(sent.acks) == copies)

    assert [(Action.ACKNOWLEDGE, 7)] == [(one.action, one.alert) for one in commands.presses]
    assert len(slack.answers(sent)) == 1


def test_a_hundred_presses_that_each_come_twice_are_a_hundred(slack, platform, commands, posted):
    """Slack repeats what it is not sure we heard; people see one effect of each press."""
    for _ in range(100):
        slack.press("watchnext_useful", value="7", message=posted, copies=2)
    slack.wait_for(lambda: len(slack.calls("hook")) == 100)

    assert (100, 100) == (len(commands.presses), len(slack.calls("hook")))


def test_a_press_that_comes_again_under_another_envelope_is_acted_on_once(
    slack, platform, commands, posted
):
    """A retry may be a new envelope; the press is the same."""
    sent = slack.press("watchnext_useful", value="7", message=posted)
    slack.answers(sent)
    slack.run(slack.sockets.again(sent, new_id=True))
    slack.command("/watch board")

    assert len(commands.presses) == 1


def test_two_presses_are_two(slack, platform, commands, posted):
    """Even of the same button by the same person."""
    for _ in range(2):
        slack.answers(slack.press("watchnext_useful", value="7", message=posted))

    assert len({one.key for one in commands.presses}) == 2


def test_a_press_after_a_restart_works(slack, commands, posted):
    """The button itself says which alert it is of."""
    for _ in range(2):
        with listening(slack, commands):
            slack.answers(slack.press("watchnext_false", value="7", message=posted))

    assert [Action.FALSE_ALARM] * 2 == [one.action for one in commands.presses]


def test_what_came_of_a_press_is_shown_to_whoever_pressed(slack, platform, posted):
    """And the alert itself is left to the outbox."""
    said = slack.answers(slack.press("watchnext_why", value="7", message=posted))[0]

    assert "Done: why" in shown_in(said)
    assert ("ephemeral", False) == (said["response_type"], said["replace_original"])


def test_what_came_of_a_press_in_a_thread_is_shown_there(slack, platform, posted):
    """Also when a window was in between."""
    reply = {**posted, "thread_ts": posted["ts"], "ts": "1.000001"}
    said = slack.answers(slack.press("watchnext_why", value="7", message=reply))[0]
    chosen = slack.choose("watchnext_mute", "7:until", message=reply)
    view = slack.wait_for(lambda: slack.workspace.views)[0]
    slack.submit(view, picked(NOON + timedelta(days=3)))
    after = slack.answers(chosen)[0]

    assert [posted["ts"]] * 2 == [said["thread_ts"], after["thread_ts"]]


@pytest.mark.parametrize("choice", ["1h", "6h", "1d", "1w"])
def test_a_mute_has_its_end(slack, platform, commands, posted, choice):
    """Each choice of the menu, as the command service reads it."""
    slack.answers(slack.choose("watchnext_mute", f"7:{choice}", message=posted))

    assert [(Action.MUTE, choice)] == [(p.action, p.until) for p in commands.presses]


def test_a_mute_until_a_picked_time(slack, platform, commands, posted):
    """A window asks for it, and the answer comes where the alert is."""
    chosen = slack.choose("watchnext_mute", "7:until", message=posted)
    view = slack.wait_for(lambda: slack.workspace.views)[0]
    end = NOON + timedelta(days=3)
    sent = slack.submit(view, picked(end))

    assert "Done: mute" in shown_in(slack.answers(chosen)[0])
    assert sent.payload is None
    assert [(7, end)] == [(one.alert, one.until) for one in commands.presses]


def test_a_mute_until_the_past_is_refused_in_the_window(slack, platform, commands, posted):
    """The window stays open and says why; then a better time is taken."""
    chosen = slack.choose("watchnext_mute", "7:until", message=posted)
    view = slack.wait_for(lambda: slack.workspace.views)[0]
    refused = slack.submit(view, picked(NOON - timedelta(hours=1)))
    slack.submit(view, picked(NOON + timedelta(hours=1)))
    slack.answers(chosen)

    assert {"response_action": "errors", "errors": {"until": "Pick a time to come."}} == (
        refused.payload
    )
    assert len(commands.presses) == 1


def test_watch_alone_opens_a_window(slack, platform, commands):
    """With the verbs to choose from; its answer comes to whoever typed the command."""
    sent = slack.command("/watch")
    view = slack.wait_for(lambda: slack.workspace.views)[0]
    options = view["blocks"][0]["element"]["options"]
    chosen = {"verb": {"verb": {"selected_option": {"value": "search"}}}}
    slack.submit(view, {**chosen, "words": {"words": {"value": " gas OR oil "}}})
    slack.answers(sent)

    assert ["board", "search"] == [one["value"] for one in options]
    assert [FilledCommand(verb="search", values={"query": "gas OR oil"})] == [
        ask.command for ask in commands.asks
    ]


def test_watch_alone_helps_where_no_window_opens(slack, platform):
    """The way in to a window lasts three seconds; the answer half an hour."""
    slack.script.add("views.open", error("expired_trigger_id"))
    said = slack.answers(slack.command("/watch"))[0]

    assert "You asked: help" in shown_in(said)


def test_a_mention_in_a_thread_is_answered_there(slack, platform, commands, posted):
    """Slack refuses slash commands in threads."""
    slack.mention("why?", thread=posted["ts"])
    reply = slack.wait_for(lambda: slack.posted()[-1] if len(slack.posted()) == 3 else None)

    assert "You asked: why?" in shown_in(reply)
    assert posted["ts"] == reply["thread_ts"]


def test_a_mention_in_a_channel_opens_a_thread(slack, platform):
    """So that an answer does not bury the channel."""
    slack.mention("board")
    asked, reply = slack.wait_for(lambda: len(slack.posted()) == 2 and slack.posted())

    assert asked["ts"] == reply["thread_ts"]


def test_the_home_page_is_filled_when_it_is_opened(slack, platform, commands):
    """For whoever opened it; other tabs cost nothing."""
    slack.open_home(tab="messages")
    slack.open_home()
    view = slack.wait_for(lambda: slack.workspace.homes.get(ANN))

    assert "home" == view["type"]
    assert "The board" in json.dumps(view)
    assert len(commands.homes) == 1


def test_sharing_shows_the_same_answer_to_all(slack, platform, commands):
    """The very card: it is not made anew while it is kept."""
    said = slack.answers(slack.command("/watch board"))[0]
    button = said["blocks"][-1]["elements"][0]
    shared = slack.answers(slack.press(button["action_id"], value=button["value"]))[0]

    assert ("in_channel", 1) == (shared["response_type"], len(commands.asks))
    assert said["blocks"][:-1] == shared["blocks"]


def test_another_app_is_not_answered(slack, platform, commands):
    """Two bots that mention each other would never stop."""
    slack.happen({"type": "app_mention", "user": "U0ROBOT001", "bot_id": "B1", "text": "hello"})
    slack.answers(slack.command("/watch board"))

    assert ["board"] == [ask.command for ask in commands.asks]


def test_a_button_of_another_kind_does_nothing(slack, platform, commands, posted):
    """Nor one whose value is not ours."""
    for name, value in (("watchnext_new", "7"), ("watchnext_ack", "x"), ("watchnext_ack", "٣")):
        slack.press(name, value=value, message=posted)
    slack.answers(slack.command("/watch board"))

    assert [] == commands.presses


def test_a_window_that_does_not_open_is_said_so(slack, platform, posted):
    """Its way in lasts three seconds."""
    slack.script.add("views.open", error("expired_trigger_id"))
    said = slack.answers(slack.choose("watchnext_mute", "7:until", message=posted))[0]

    assert "choose once more" in shown_in(said)


def test_sharing_after_a_restart_asks_again(slack, commands):
    """The button says what was asked."""
    with listening(slack, commands):
        shared = slack.answers(slack.press("watchnext_share", value="board"))[0]

    assert "You asked: board" in shown_in(shared)


def test_members_are_known_by_what_slack_vouches_for(slack, platform, commands):
    """Name, guests and apps; somebody unknown may only ask."""
    for user in (ANN, "U0BOB00001", "U0GUEST001", "U0ROBOT001", "U0NOBODY01"):
        slack.answers(slack.command("/watch board", user=user))
    known = [(m.name, m.guest, m.bot) for m in (a.member for a in commands.asks)]

    assert [
        ("Ann", False, False),
        ("Bob B", False, False),
        ("guest", True, False),
        ("robot", False, True),
        ("", True, False),
    ] == known


def test_people_are_looked_up_once_a_minute_at_most(slack, platform):
    """Ten commands of one person cost one look."""
    for _ in range(10):
        slack.answers(slack.command("/watch board"))

    assert 1 == len(slack.calls("users.info"))


def test_a_fault_of_ours_is_said_to_whoever_asked(slack):
    """And the next question is answered."""
    commands = FakeCommands(fails=True)
    with listening(slack, commands):
        said = slack.answers(slack.command("/watch board"))[0]
        commands.fails = False
        after = slack.answers(slack.command("/watch board"))[0]

    assert "went wrong in watchnext itself" in shown_in(said)
    assert "You asked: board" in shown_in(after)


@pytest.mark.parametrize("fault", [down(500), reset(stored=False), error("expired_url")])
def test_an_answer_that_cannot_be_given_breaks_nothing(slack, platform, fault):
    """The next one is given."""
    slack.script.add("hook", fault)
    slack.command("/watch board")
    slack.wait_for(lambda: slack.calls("hook"))
    slack.answers(slack.command("/watch latest"))

    assert len(slack.calls("hook")) == 2


def test_a_hostile_question_is_answered_harmlessly(slack, platform):
    """Answers repeat what was asked: escaped like feeds."""
    slack.answers(slack.command("/watch search <!channel> <@U1> *a* <https://evil.example|bank>"))
    slack.mention("search <!everyone> @here")
    slack.wait_for(lambda: len(slack.posted()) == 2)

    assert [] == slack.live()


def test_a_hundred_commands_are_acknowledged_while_none_is_answered(slack):
    """Answers that take their time hold up no acknowledgement, and all of them come."""
    free = threading.Event()
    with listening(slack, FakeCommands(until=free.is_set)):
        sent = [slack.command("/watch board") for _ in range(100)]
        early = [told for told in slack.hooks.values() if told]
        free.set()

        assert early == []
        assert all(slack.answers(one) for one in sent)
