"""A story on Discord: its thread, its edits, its replies; and what is found of it afterwards."""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.discord.channel import DiscordChannel
from bot.errors import HistoryUnread, SendRefused, SendUnclear
from bot.model.alerts import DeliveryKey, Receipt
from bot.model.cards import CardKind
from bot.outbox.attempt import Doubtful, Postponed, Sent, attempt, look_back
from tests.bot.fakes import NOON, delivery
from tests.bot.render.examples import alert
from tests.fakes.discord.bench import outcome
from tests.fakes.discord.server import fake_discord
from tests.fakes.discord.wire import late, refused, reset

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
UPDATE = alert(kind=CardKind.UPDATE)


@pytest.fixture
def discord():
    """A Discord on loopback."""
    with fake_discord() as fake:
        yield fake


def told(discord, desk, *, between=lambda first: None, **named):
    """Post a story's first card, let something happen, then post its update."""

    async def work(channel):
        first = await channel.send(desk, alert(), key="first")
        between(first)
        return first, await channel.send(desk, UPDATE, key="second", thread=first, **named)

    return outcome(discord, work)


def test_a_follow_up_opens_the_thread_of_its_story(discord):
    """A thread's id is its message's; the receipt names both, and it rings nowhere."""
    desk = discord.add_channel()
    first, second = told(discord, desk)

    assert [first.message] == [one["id"] for one in discord.posted(desk)]
    assert second.message == f"{first.message}/{discord.posted(first.message)[0]['id']}"
    assert 1 << 12 == discord.posted(first.message)[0]["flags"]


def test_the_next_follow_up_takes_one_request(discord):
    """The thread is tried first, made only if it is not there."""
    desk = discord.add_channel()
    first, _ = told(discord, desk)
    before = len(discord.log)
    outcome(discord, lambda channel: channel.send(desk, UPDATE, key="third", thread=first))

    assert 1 == len(discord.log) - before
    assert 2 == len(discord.posted(first.message))


def test_a_thread_that_somebody_made_meanwhile_is_used(discord):
    """160004 is no failure."""
    desk = discord.add_channel()
    first, _ = told(discord, desk)
    discord.script(refused(10003))  # as if it were not there yet
    answer = outcome(discord, lambda channel: channel.send(desk, UPDATE, key="third", thread=first))

    assert isinstance(answer, Receipt)
    assert 2 == len(discord.posted(first.message))


def test_an_archived_thread_is_woken(discord):
    """For a follow-up, and for an edit."""
    desk = discord.add_channel()
    first, second = told(discord, desk)

    async def work(channel):
        discord.world.channels[first.message].archived = True
        await channel.edit(desk, second, alert(title="Edited in the thread"))
        discord.script(refused(50083))
        await channel.send(desk, UPDATE, key="third", thread=first)

    outcome(discord, work)

    assert "Edited in the thread" in discord.shown()
    assert 2 == len(discord.posted(first.message))


@pytest.mark.parametrize(
    "denied", [["Create Public Threads"], ["Send Messages in Threads"]], ids=lambda d: d[0]
)
def test_without_threads_a_follow_up_goes_to_the_channel(discord, denied):
    """Better there than nowhere; and the missing permission is asked for once, not each time."""
    desk = discord.add_channel(denied=denied)

    async def work(channel):
        first = await channel.send(desk, alert(), key="first")
        for n in range(4):
            await channel.send(desk, UPDATE, key=f"k{n}", thread=first)

    outcome(discord, work)

    assert 5 == len(discord.posted(desk))
    assert 1 == discord.invalid


def test_after_its_first_message_is_gone_a_story_goes_on_in_the_channel(discord):
    """10008: a moderator removed it."""
    desk = discord.add_channel()
    _, second = told(discord, desk, between=lambda first: discord.delete(desk, first.message))

    assert [second.message] == [one["id"] for one in discord.posted(desk)]


def test_a_locked_thread_is_left_alone(discord):
    """The follow-up goes to the channel."""
    desk = discord.add_channel()
    first, _ = told(discord, desk)
    discord.world.channels[first.message].locked = True
    outcome(discord, lambda channel: channel.send(desk, UPDATE, key="third", thread=first))

    assert 2 == len(discord.posted(desk))


def test_aloud_is_a_reply_in_the_channel(discord):
    """One message, that points to the first and rings."""
    desk = discord.add_channel()
    first, second = told(discord, desk, broadcast=True)
    reply = discord.posted(desk)[1]

    assert second.message == reply["id"]
    assert first.message == reply["message_reference"]["message_id"]
    assert 0 == reply["flags"]


def test_where_replies_are_forbidden_it_stands_alone(discord):
    """A reply needs Read Message History; the card is worth more than its place."""
    desk = discord.add_channel(denied=["Read Message History"])
    _, second = told(discord, desk, broadcast=True)

    assert second.message == discord.posted(desk)[1]["id"]
    assert "message_reference" not in discord.posted(desk)[1]


def test_an_edit_replaces_what_is_shown(discord):
    """Twice does no harm; a message that is gone is told."""
    desk = discord.add_channel()

    async def work(channel):
        first = await channel.send(desk, alert(), key="first")
        for _ in range(2):
            await channel.edit(desk, first, alert(title="Now with more outlets"))
        shown = discord.shown()
        discord.delete(desk, first.message)
        with pytest.raises(SendRefused):
            await channel.edit(desk, first, alert())
        return shown

    assert 1 == outcome(discord, work).count("Now with more outlets")


def test_an_edit_after_a_restart_keeps_the_key(discord):
    """It is read from the message once, and not again for the next edit."""
    desk = discord.add_channel()
    first = outcome(discord, lambda channel: channel.send(desk, alert(), key="4f0c2a91b7d35e66"))

    async def work(channel):
        for n in range(3):
            await channel.edit(desk, first, alert(title=f"Edit {n}"))
        return await channel.find(desk, key="4f0c2a91b7d35e66", since=SINCE)

    assert first == outcome(discord, work)
    assert 1 == len(discord.requests("GET", f"/messages/{first.message}"))


@pytest.mark.parametrize("broadcast", [True, False])
def test_what_was_posted_in_a_thread_or_as_a_reply_is_found(discord, broadcast):
    """`find` knows neither which it was nor whether the thread exists."""
    desk = discord.add_channel()
    first, second = told(discord, desk, broadcast=broadcast)
    found = outcome(
        discord, lambda channel: channel.find(desk, key="second", since=SINCE, thread=first)
    )

    assert second == found


def test_a_message_of_somebody_else_is_never_taken_for_ours(discord):
    """Whatever it carries."""
    desk = discord.add_channel()
    forged = {"embeds": [{"footer": {"text": "x · first"}}]}
    discord.world.store(desk, forged, author={"id": "5", "username": "mallory"})

    assert outcome(discord, lambda channel: channel.find(desk, key="first", since=SINCE)) is None


def test_a_long_history_is_paged_through_to_the_time_of_the_card(discord):
    """Newest first; older than the card nothing is read."""
    desk = discord.add_channel()
    discord.limit(500, 1.0)

    async def work(channel):
        first = await channel.send(desk, alert(), key="first")
        for n in range(250):
            discord.world.store(desk, {"content": str(n)})
        found = await channel.find(desk, key="first", since=SINCE)
        missing = await channel.find(desk, key="x", since=datetime.now(UTC) + timedelta(hours=1))
        return first == found, missing

    assert (True, None) == outcome(discord, work)
    assert 3 + 1 == len(discord.requests("GET", "/messages"))


def test_a_history_without_end_is_not_read_to_its_end(discord):
    """After 1,000 messages nobody knows."""
    desk = discord.add_channel()
    for n in range(1_001):
        discord.world.store(desk, {"content": str(n)})

    async def work(channel):
        with pytest.raises(HistoryUnread):
            await channel.find(desk, key="first", since=SINCE)

    outcome(discord, work)

    assert 10 == len(discord.requests("GET", "/messages"))


@pytest.mark.parametrize("denied", ["Read Message History", "View Channel"])
def test_a_hidden_history_is_not_taken_for_an_empty_one(discord, denied):
    """Discord answers [] without the permission; then nobody can know."""
    desk = discord.add_channel(denied=[denied])

    async def work(channel):
        with pytest.raises(HistoryUnread):
            await channel.find(desk, key="first", since=SINCE)

    outcome(discord, work)


def settled(discord, desk, n, channel, *, before_look=lambda: None):
    """Send one delivery as the outbox does, until it is sent."""
    one = replace(delivery(n, address=desk), key=DeliveryKey(f"{n:020x}"), created=SINCE)
    rng = random.Random(n)

    async def scenario():
        step = attempt
        end = None
        for _ in range(6):
            end = await step(one, channel, now=NOON, rng=rng)
            if isinstance(end, Sent):
                break
            if isinstance(end, Doubtful):
                before_look()
                step = look_back
            elif isinstance(end, Postponed):
                step = attempt
        return end

    return scenario()


@pytest.mark.parametrize("forgets", [False, True], ids=["inside the window", "after it"])
def test_200_resets_after_storing_are_200_messages(discord, forgets):
    """Each reply is lost, each card is there once: by its nonce and by its footer."""
    desk = discord.add_channel()
    discord.limit(100_000, 1.0)
    forget = discord.forget_nonces if forgets else lambda: None

    async def work(channel):
        ends = []
        for n in range(200):
            discord.script(reset())
            ends.append(await settled(discord, desk, n, channel, before_look=forget))
        return ends

    ends = outcome(discord, work)

    assert [Sent] * 200 == [type(end) for end in ends]
    assert 200 == len(discord.posted(desk))


def test_without_a_history_the_nonce_alone_holds(discord):
    """Inside its window: 50 late replies, a hidden history, 50 messages."""
    desk = discord.add_channel(denied=["Read Message History"])
    discord.limit(100_000, 1.0)

    async def work(channel):
        for n in range(50):
            discord.script(reset(stored=n % 2 == 0))
            await settled(discord, desk, n, channel)

    outcome(discord, work)

    assert 50 == len(discord.posted(desk))


def test_a_late_reply_is_found_and_not_sent_again(discord):
    """20 replies after our timeout: 20 messages, one request each."""
    desk = discord.add_channel()
    discord.limit(100_000, 1.0)

    async def scenario():
        async with DiscordChannel(
            token=discord.token, api_url=discord.api_url, timeout=0.1
        ) as channel:
            for n in range(20):
                discord.script(late(0.2))
                await settled(discord, desk, n, channel)

    asyncio.run(scenario())

    assert 20 == len(discord.posted(desk)) == len(discord.requests("POST", "/messages"))


def test_problems_name_each_missing_permission_with_its_cure(discord):
    """And none where all is well; threads go by their channel."""
    well = discord.add_channel()
    mute = discord.add_channel("mute", denied=["Send Messages", "Create Public Threads"])
    hidden = discord.add_channel("hidden", denied=["View Channel"])
    forum = discord.add_channel("forum", type=15)

    async def work(channel):
        places = (well, mute, hidden, forum, "1", "#desk")
        return [await channel.problems(place) for place in places]

    fine, two, unseen, wrong, nowhere, named = outcome(discord, work)

    assert () == tuple(fine)
    assert ["Send Messages", "Create Public Threads"] == [
        one.split(": ")[1].split(" is missing")[0] for one in two
    ]
    assert "View Channel" in unseen[0]
    assert "text channel" in wrong[0]
    assert "invite the bot" in nowhere[0]
    assert "Copy Channel ID" in named[0]


def test_a_wrong_token_is_a_problem_that_names_its_cure(discord):
    """Not an exception: doctor lists it beside the others."""
    desk = discord.add_channel()
    found = outcome(discord, lambda channel: channel.problems(desk), token="wrong")

    assert "DISCORD_TOKEN" in found[0]
    assert not isinstance(found, SendUnclear)
