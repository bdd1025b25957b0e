"""Which platforms there are: what the tokens that are set connect to, beside the terminal."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.config import Settings
from bot.model.cards import Card
from bot.model.commands import Ask, Choice, Member, Press, Verb
from bot.protocols import Channel, Commands, Platform


@dataclass(frozen=True, slots=True, kw_only=True)
class Platforms:
    """The channels that cards can go to, by platform, and the platforms that tokens are set for."""

    channels: Mapping[str, Channel]
    connected: tuple[Platform, ...] = ()


@dataclass(frozen=True, slots=True)
class Poking:
    """A command service after which the outbox looks what messages no longer show their cards."""

    commands: Commands
    notify: Callable[[], None]

    @property
    def verbs(self) -> Sequence[Verb]:
        """The words after /watch."""
        return self.commands.verbs

    async def answer(self, ask: Ask) -> Card:
        """Answer, or carry out what was asked."""
        card = await self.commands.answer(ask)
        self.notify()
        return card

    async def press(self, press: Press) -> Card:
        """Carry out a button."""
        card = await self.commands.press(press)
        self.notify()
        return card

    async def suggest(self, kind: str, typed: str) -> Sequence[Choice]:
        """Complete a word."""
        return await self.commands.suggest(kind, typed)

    async def home(self, member: Member) -> Sequence[Card]:
        """Give what the app's own page shows."""
        return await self.commands.home(member)


def connect_platforms(
    settings: Settings,
    commands: Commands,
    terminal: Channel,
    *,
    now: Callable[[], datetime],
    rng: random.Random,
) -> Platforms:
    """Make the platforms that tokens are set for. Nothing is asked of a platform yet."""
    platforms: list[Platform] = []
    if settings.slack_bot_token:
        from bot.channels.slack.platform import SlackPlatform

        platforms.append(
            SlackPlatform(
                commands,
                bot_token=settings.slack_bot_token.get_secret_value(),
                app_token=token.get_secret_value() if (token := settings.slack_app_token) else "",
                base_url=settings.slack_api_url,
                now=now,
                rng=rng,
            )
        )
    if settings.discord_token:
        from bot.channels.discord.platform import DiscordPlatform

        platforms.append(
            DiscordPlatform(
                commands=commands,
                token=settings.discord_token.get_secret_value(),
                api_url=settings.discord_api_url,
                gateway_url=settings.discord_gateway_url,
                now=now,
            )
        )
    channels = {terminal.name: terminal}
    channels |= {platform.channel.name: platform.channel for platform in platforms}
    return Platforms(channels=channels, connected=tuple(platforms))
