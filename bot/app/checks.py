"""Asks every destination, before anything happens, whether cards can be posted there."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence

from bot.app.platforms import Platforms
from watchers.model.rules import Destination

PATIENCE = 20.0  # seconds for a platform to answer


async def troubles(
    destinations: Sequence[Destination], platforms: Platforms
) -> Mapping[str, Sequence[str]]:
    """Say what is wrong, each with its cure, by destination and platform; nothing if all is well.

    A destination whose platform is not connected is not asked: it is told in the terminal.
    """
    asked = {
        str(one.id): platforms.channels[one.platform].problems(one.address)
        for one in destinations
        if one.platform in platforms.channels
    }
    asked |= {platform.channel.name: platform.problems() for platform in platforms.connected}
    found = await asyncio.gather(*(_patiently(each) for each in asked.values()))
    return {name: wrong for name, wrong in zip(asked, found, strict=True) if wrong}


async def _patiently(asked: Coroutine[object, object, Sequence[str]]) -> Sequence[str]:
    try:
        async with asyncio.timeout(PATIENCE):
            return await asked
    except TimeoutError:
        return ("it does not answer; check the network and the platform's status page",)
