"""People on Discord: commands, half words, presses, forms, mentions; each acted on once."""

import asyncio
import logging
import threading
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from bot.commands.durations import read_until
from bot.model.cards import AlertId
from bot.model.commands import Action, Ask, FilledCommand, Member, Place
from tests.bot.fakes import NOON
from tests.bot.render.examples import alert
from tests.fakes.discord.bench import FakeCommands, connected
from tests.fakes.discord.server import PERSON, fake_discord
from tests.fakes.discord.wire import broken, refused, reset

numbers = count()  # no key of a message comes twice
PRESSED = {
    "wn:ack:7": Action.ACKNOWLEDGE,
    "wn:useful:7": Action.USEFUL,
    "wn:false:7": Action.FALSE_ALARM,
    "wn:why:7": Action.WHY,
}


@pytest.fixture
def discord():
    """A Discord on loopback."""
    with fake_discord() as fake:
        yield fake


@pytest.fixture
def desk(discord):
    """A channel on it."""
    return discord.add_channel("desk")


@pytest.fixture
def commands():
    """Whom the bot hands everything to."""
    return FakeCommands()


@pytest.fixture
def platform(discord, desk, commands):
    """The bot, connected."""
    with connected(discord, commands) as ours:
        yield ours


@pytest.fixture
def told(discord, desk, platform):
    """An alert with buttons."""
    return posted(discord, desk, platform)


def posted(discord, desk, platform):
    """Post an alert with buttons; gives the message."""
    loop = platform._running.get_loop()
    card = replace(alert(), alert=AlertId(7))
    work = platform.channel.send(desk, card, key=f"k{next(numbers)}")
    asyncio.run_coroutine_threadsafe(work, loop).result(timeout=10)
    return discord.posted(desk)[-1]


def title(message):
    """Give the title of a message's card."""
    return message["embeds"][0]["title"]


def answered(discord, interaction):
    """Wait for the answer behind a deferral; gives its title."""
    assert discord.wait(lambda: interaction.edits)
    return title(interaction.edits[-1])


def test_a_command_is_registered_for_each_verb(discord, platform):
    """With its words; what can be completed is, what is required comes first."""
    (command,) = discord.commands
    mute = next(one for one in command["options"] if one["name"] == "mute")

    assert ["board", "mute", "search"] == [one["name"] for one in command["options"]]
    assert [("indicator", True, True), ("for", True, True), ("why", False, False)] == [
        (one["name"], one["required"], one.get("autocomplete", False)) for one in mute["options"]
    ]


def test_a_command_is_registered_only_when_it_changed(discord, commands):
    """Three starts write once; another verb writes again."""
    for _ in range(3):
        with connected(discord, commands):
            discord.wait(lambda: discord.gateway.heartbeats)
    once = discord.world.command_writes
    commands.verbs = commands.verbs[:1]
    with connected(discord, commands):
        pass

    assert (1, 2) == (once, discord.world.command_writes)


def test_a_command_is_handed_on_as_it_was_filled_in(discord, desk, platform, commands):
    """Each option by its name, with who asked, by id, and where."""
    given = {"why": "holiday  season", "for": "6h", "indicator": "energy-flows"}
    done = discord.command("watch", "mute", channel=desk, **given)

    assert r"You asked: mute energy\-flows" not in answered(discord, done)
    assert [
        Ask(
            command=FilledCommand(verb="mute", values=given),
            member=Member(platform="discord", id=PERSON["id"], name="ana"),
            place=Place(platform="discord", workspace=discord.guild_id, channel=desk),
        )
    ] == commands.asked


def test_a_command_in_a_direct_message_comes_from_no_server(discord, platform, commands):
    """So that whoever decides on rights knows."""
    direct = discord.add_channel("ana", type=1)
    answered(discord, discord.command("watch", "board", channel=direct))

    assert Place(platform="discord", workspace="", channel=direct) == commands.asked[0].place


def test_an_answer_is_for_the_asker_alone_and_acts_on_nobody(discord, desk, platform):
    """Ephemeral, escaped, no pings."""
    done = discord.command("watch", "board", channel=desk)
    answered(discord, done)

    assert done.message["ephemeral"]
    assert [] == discord.posted(desk)
    assert [] == discord.live()


def test_a_command_is_acknowledged_before_it_is_answered(discord, desk):
    """However long the service takes: it is let go only when the acknowledgement is there."""
    free = threading.Event()
    with connected(discord, FakeCommands(until=free.is_set)):
        done = discord.command("watch", "board", channel=desk)
        assert discord.wait(lambda: done.callbacks)
        early = list(done.edits)
        free.set()

        assert "You asked: board" == answered(discord, done)
    _, kind, _ = done.callbacks[0]
    assert (5, []) == (kind, early)


def test_half_a_word_is_completed(discord, desk, platform, commands):
    """At most 25 choices, each short enough to be sent back."""
    done = discord.autocomplete("watch", "mute", "indicator", "ene", channel=desk)
    assert discord.wait(lambda: done.callbacks)
    _, kind, told = done.callbacks[0]

    assert 8 == kind
    assert [("indicator", "ene")] == commands.completed
    assert [f"ene-{n}" for n in range(25)] == [one["value"] for one in told["choices"]]


def test_a_slow_suggestion_is_none(discord, desk):
    """Discord's three seconds are not waited out: an empty list comes while it is worked on."""
    with connected(discord, FakeCommands(until=lambda: False)):
        done = discord.autocomplete("watch", "mute", "indicator", "ene", channel=desk)

        assert discord.wait(lambda: done.callbacks)
    assert [] == done.callbacks[0][2]["choices"]


@pytest.mark.parametrize("button", PRESSED)
def test_a_press_is_acted_on(discord, platform, commands, told, button):
    """And what came of it is shown to who pressed."""
    done = discord.press(told, button)

    assert f"You pressed {PRESSED[button]}" == answered(discord, done)
    (press,) = commands.pressed
    assert (PRESSED[button], AlertId(7), done.id) == (press.action, press.alert, press.key)


def test_a_press_that_comes_twice_is_acted_on_once(discord, platform, commands, told):
    """A hundred of them."""
    done = [discord.press(told, "wn:ack:7", twice=True) for _ in range(100)]

    assert discord.wait(lambda: all(one.edits for one in done))
    assert 100 == len(commands.pressed)
    assert 100 == len(discord.requests("POST", "/callback"))


def test_a_press_works_after_a_restart(discord, desk, commands):
    """The button itself says all there is to know."""
    with connected(discord, commands) as platform:
        message = posted(discord, desk, platform)
    with connected(discord, commands):
        done = discord.press(message, "wn:useful:7")
        answered(discord, done)

    assert [Action.USEFUL] == [press.action for press in commands.pressed]


@pytest.mark.parametrize(("choice", "hours"), [("1h", 1), ("6h", 6), ("1d", 24), ("1w", 168)])
def test_a_mute_has_an_end(discord, platform, commands, told, choice, hours):
    """As chosen from the menu."""
    answered(discord, discord.press(told, "wn:mute:7", choice))

    ends = [read_until(press.until, NOON) for press in commands.pressed]
    assert [NOON + timedelta(hours=hours)] == ends


def test_until_opens_a_form_whose_time_is_handed_on_as_it_was_typed(
    discord, platform, commands, told
):
    """The service reads it, as it reads what is typed after /watch."""
    opened = discord.press(told, "wn:mute:7", "until")
    assert discord.wait(lambda: opened.callbacks)
    _, kind, form = opened.callbacks[0]
    field = form["components"][0]["components"][0]["custom_id"]
    sent = discord.submit(form["custom_id"], field, "2026-03-20 08:00 Europe/Paris", message=told)
    answered(discord, sent)

    assert 9 == kind
    assert sent.message["ephemeral"]
    assert ["2026-03-20 08:00 Europe/Paris"] == [press.until for press in commands.pressed]


def test_a_shared_answer_is_the_same_for_all(discord, desk, platform):
    """Once: the button ends before the others see it."""
    done = discord.command("watch", "board", channel=desk)
    answered(discord, done)
    share = done.message["components"][0]["components"][0]["custom_id"]
    pressed = discord.press(done.message | {"channel_id": desk}, share)
    assert discord.wait(lambda: pressed.followups)

    def text(one):
        return {k: v for k, v in one.items() if k != "type"}

    assert [text(one) for one in done.message["embeds"]] == pressed.followups[0]["embeds"]
    assert 1 == len(discord.posted(desk))
    assert pressed.body["message"]["components"][0]["components"][0]["disabled"]
    assert [] == discord.live()


def test_a_mention_is_answered_where_it_stands(discord, desk, platform, commands):
    """In a thread too; once, though the gateway brings it twice."""
    thread = posted(discord, desk, platform)["id"]
    discord.world.channels[thread] = replace(
        discord.world.channels[desk], id=thread, type=11, parent=desk
    )
    discord.world.messages[thread] = []
    asked = discord.mention(thread, "search  Putin AND Xi", twice=True)
    assert discord.wait(lambda: len(discord.posted(thread)) > 1)
    reply = discord.posted(thread)[1]

    assert ["search Putin AND Xi"] == [ask.command for ask in commands.asked]
    assert thread == commands.asked[0].place.channel
    assert asked["id"] == reply["message_reference"]["message_id"]
    assert 2 == len(discord.posted(thread))
    assert [] == discord.live()


def test_a_bot_is_not_answered(discord, desk, platform, commands):
    """Two bots would never end."""
    discord.mention(desk, "board", person=PERSON | {"bot": True})
    discord.mention(desk, "board")
    assert discord.wait(lambda: commands.asked)

    assert 1 == len(commands.asked)


def test_a_fault_of_ours_is_told_to_who_asked(discord, desk, platform, commands):
    """Not an eternal "thinking"; and the next one works."""
    commands.broken = True
    assert "went wrong" in answered(discord, discord.command("watch", "board", channel=desk))
    commands.broken = False

    done = discord.command("watch", "board", channel=desk)
    assert "You asked: board" == answered(discord, done)


@pytest.mark.parametrize("fault", [broken, reset], ids=["502", "reset"])
def test_an_answer_is_tried_again(discord, desk, platform, fault):
    """To replace an answer twice does no harm."""
    discord.script(fault(method="PATCH", path="@original"))

    done = discord.command("watch", "board", channel=desk)
    assert "You asked: board" == answered(discord, done)


def test_who_is_too_late_is_not_answered_and_nothing_is_done(discord, told, platform, commands):
    """10062: Discord has told the person that it failed; so it must not have happened."""
    discord.script(refused(10062, path="/callback"))
    discord.press(told, "wn:ack:7")
    answered(discord, discord.press(told, "wn:useful:7"))

    assert [Action.USEFUL] == [press.action for press in commands.pressed]


def test_no_token_of_an_answer_reaches_the_log(discord, desk, told, platform, caplog):
    """At DEBUG, whatever goes wrong."""
    caplog.set_level(logging.DEBUG)
    discord.script(refused(10062, path="/callback"))
    first = discord.press(told, "wn:ack:7")
    second = discord.command("watch", "board", channel=desk)
    answered(discord, second)

    for secret in (first.token, second.token, discord.token):
        assert secret not in caplog.text
