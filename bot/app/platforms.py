"""Which platforms there are beside the terminal, and whether cards can be posted there."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.config import Settings
from bot.protocols import Channel, Commands, Platform
from watchers.model.rules import Destination

PATIENCE = 20.0  # seconds for a platform to answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Platforms:
    """The channels that cards can go to, by platform, and the platforms that tokens are set for."""

    channels: Mapping[str, Channel]
    connected: tuple[Platform, ...] = ()


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
    # Each platform's library is loaded only where its token is set: it costs a second at start.
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


async def troubles(
    destinations: Sequence[Destination], platforms: Platforms
) -> Mapping[str, Sequence[str]]:
    """Return what is wrong, each with its cure, by destination and platform; empty if all is well.

    A destination whose platform is not connected is left out: the terminal tells what is for it.
    All are asked at once; one that does not answer within PATIENCE is wrong. Raises nothing.
    """
    questions = {
        str(destination.id): platforms.channels[destination.platform].problems(destination.address)
        for destination in destinations
        if destination.platform in platforms.channels
    }
    questions |= {platform.channel.name: platform.problems() for platform in platforms.connected}
    answers = await asyncio.gather(*(_patiently(each) for each in questions.values()))
    return {name: wrong for name, wrong in zip(questions, answers, strict=True) if wrong}


async def _patiently(question: Coroutine[object, object, Sequence[str]]) -> Sequence[str]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await question
    except TimeoutError:
        return ("it does not answer; check the network and the platform's status page",)
