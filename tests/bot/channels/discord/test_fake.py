"""The fake is judged by discord.py itself, unmodified: what it does with Discord works with it."""

import asyncio
import io
import threading

import discord as dpy
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.fakes.discord.server import fake_discord
from tests.fakes.discord.wire import broken, limited


@pytest.fixture
def discord(monkeypatch):
    """A Discord on loopback that discord.py is pointed at."""
    with fake_discord() as fake:
        monkeypatch.setattr(Route, "BASE", fake.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(fake.gateway_url))
        fake.desk = fake.add_channel("desk")
        yield fake


class Bot(dpy.Client):
    """A bot as its manual shows one: a group of commands, a modal, a view."""

    def __init__(self):
        super().__init__(intents=dpy.Intents(guilds=True, guild_messages=True))
        self.tree = app_commands.CommandTree(self)
        self.errors: list[Exception] = []
        group = app_commands.Group(name="watch", description="Watch")

        @group.command(name="board", description="The board")
        async def board(interaction: dpy.Interaction, word: str = "") -> None:
            await interaction.response.defer(ephemeral=True)
            await interaction.edit_original_response(content=f"board {word}")
            await interaction.followup.send("more", ephemeral=True)

        @group.command(name="late", description="Too late")
        async def late(interaction: dpy.Interaction) -> None:
            await asyncio.sleep(0.3)
            await interaction.response.send_message("late")

        @board.autocomplete("word")
        async def words(_interaction: dpy.Interaction, typed: str) -> list:
            return [app_commands.Choice(name=typed, value=typed)]

        @self.tree.error
        async def broke(_interaction, error) -> None:
            self.errors.append(error.original)

        self.tree.add_command(group)

    async def setup_hook(self):
        """Register the commands."""
        await self.tree.sync()


def run(discord, scenario):
    """Run a scenario with a bot that is ready; gives what it gives."""

    async def whole():
        bot = Bot()
        async with bot:
            running = asyncio.create_task(bot.start(discord.token))
            await asyncio.wait_for(bot.wait_until_ready(), 10)
            try:
                return await scenario(bot, bot.get_channel(int(discord.desk)))
            finally:
                await bot.close()
                await asyncio.wait({running})

    return asyncio.run(whole())


async def elsewhere(work):
    """Do what blocks in a thread, so that the bot goes on."""
    return await asyncio.get_running_loop().run_in_executor(None, work)


def test_messages_are_sent_edited_answered_fetched_and_listed(discord):
    """With an embed, a button and a file."""

    async def scenario(_bot, desk):
        view = dpy.ui.View(timeout=None)
        view.add_item(dpy.ui.Button(label="Why?", custom_id="wn:why:1"))
        first = await desk.send(embed=dpy.Embed(title="Gas"), view=view)
        await first.edit(content="edited")
        reply = await first.reply("reply")
        await desk.send("file", file=dpy.File(io.BytesIO(b"x"), "x.txt"))
        fetched = await desk.fetch_message(first.id)
        listed = [one.content async for one in desk.history(limit=10)]
        return fetched.content, reply.reference.message_id == first.id, listed

    assert ("edited", True, ["file", "reply", "edited"]) == run(discord, scenario)


def test_refusals_are_the_library_s_own_errors(discord):
    """Its codes and kinds: 10008, 50035, 50013."""
    closed = discord.add_channel("closed", denied=["Send Messages"])

    async def scenario(bot, desk):
        codes = []
        tries = [
            lambda: desk.fetch_message(1),
            lambda: desk.send("x" * 2001),
            lambda: bot.get_channel(int(closed)).send("x"),
            lambda: desk.send(embed=dpy.Embed(title="x" * 257)),
        ]
        for attempt in tries:
            with pytest.raises(dpy.HTTPException) as failure:
                await attempt()
            codes.append((type(failure.value), failure.value.code))
        return codes

    assert [
        (dpy.NotFound, 10008),
        (dpy.HTTPException, 50035),
        (dpy.Forbidden, 50013),
        (dpy.HTTPException, 50035),
    ] == run(discord, scenario)


def test_a_thread_has_its_message_s_id_and_is_made_once(discord):
    """160004 the second time; archived, it is woken."""

    async def scenario(_bot, desk):
        first = await desk.send("first")
        thread = await first.create_thread(name="story")
        await thread.send("follow-up")
        with pytest.raises(dpy.HTTPException) as failure:
            await first.create_thread(name="again")
        await thread.edit(archived=True)
        woken = await thread.edit(archived=False)
        return thread.id == first.id, failure.value.code, woken.archived

    assert (True, 160004, False) == run(discord, scenario)


def test_a_repeated_nonce_gives_the_first_message(discord):
    """The library repeats a lost answer; one message results."""
    discord.script(broken(times=2))

    async def scenario(_bot, desk):
        await desk.send("one")
        same = [await desk.send("two", nonce="n") for _ in range(2)]
        return same[0].id == same[1].id

    assert run(discord, scenario)
    assert ["one", "two"] == [one["content"] for one in discord.posted(discord.desk)]


def test_a_limit_is_waited_for(discord):
    """By the library's own clockwork: buckets, and a 429 that it takes for Discord's."""
    discord.limit(2, 0.5)
    discord.script(limited(0.2))

    async def scenario(_bot, desk):
        for n in range(5):
            await desk.send(str(n))

    run(discord, scenario)
    assert 5 == len(discord.posted(discord.desk))


def test_commands_are_answered_completed_and_followed_up(discord):
    """A synced group; ephemeral answers stay out of the channel; 10062 after the deadline."""

    async def scenario(bot, _desk):
        asked = await elsewhere(
            lambda: discord.command("watch", "board", channel=discord.desk, word="x")
        )
        half = await elsewhere(
            lambda: discord.autocomplete("watch", "board", "word", "en", channel=discord.desk)
        )
        assert await elsewhere(lambda: discord.wait(lambda: asked.followups and half.callbacks))
        discord.world.deadline = 0.1
        await elsewhere(lambda: discord.command("watch", "late", channel=discord.desk))
        assert await elsewhere(lambda: discord.wait(lambda: bot.errors))
        return asked, half, bot.errors[0].code

    asked, half, late = run(discord, scenario)
    assert "board x" == asked.message["content"]
    assert [{"name": "en", "value": "en"}] == half.callbacks[0][2]["choices"]
    assert 10062 == late
    assert [] == discord.posted(discord.desk)


def test_a_wrong_token_fails_the_login(discord):
    """As with Discord."""

    async def scenario():
        async with dpy.Client(intents=dpy.Intents.none()) as client:
            with pytest.raises(dpy.LoginFailure):
                await client.start("wrong")

    asyncio.run(scenario())


def test_nothing_of_the_fake_is_left_running():
    """Its thread ends with the block."""
    before = set(threading.enumerate())
    with fake_discord():
        pass

    assert before >= set(threading.enumerate())
