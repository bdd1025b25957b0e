"""The whole program in one process: real feeds over loopback in, cards out, told to a fake."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.app.parts import assembled
from bot.app.platforms import Platforms
from bot.app.running import once
from bot.channels.spelling import PLATFORMS
from bot.config import Settings
from tests.bot.fakes import FakeChannel
from watchers.pipeline import PollRecord
from watchers.rules.load import read_rules

RULES = """
sources:
{sources}
vocabulary:
  russia: [Russia, Moscow, Putin, росси*]
  china: [China, Beijing, Xi]
indicators:
  energy:
    query: $russia AND $china AND (gas OR oil)
    quote: The flow of energy will tell.
  drills:
    severity: critical
    query: $russia AND $china AND (drill* OR exercise*)
"""


class Desk:
    """One data folder that rounds are run on, each as a process of its own would."""

    def __init__(self, folder, site, *sources, rules=RULES):
        self.site = site
        listed = "\n".join(f"  {name}: {site.url(name)}" for name in sources)
        self.rules = read_rules(rules.format(sources=listed), "rules.yaml", PLATFORMS)
        given: dict[str, Any] = {
            "WATCHNEXT_DATA": folder, "WATCHNEXT_ALLOW": site.host, "_env_file": None,
        }  # fmt: skip
        self.settings = Settings(**given)
        self.channel = FakeChannel()
        self.file: Path | None = None  # where the rules are kept, if a test changes them
        self.polled: tuple[PollRecord, ...] = ()

    @asynccontextmanager
    async def parts(self):
        """Assemble the program on this folder."""
        platforms = Platforms(channels={self.channel.name: self.channel})
        async with assembled(self.settings, self.rules, lambda _desk: platforms) as parts:
            yield parts

    def round(self):
        """Start, look once at every source, tell, stop. Gives the cards told meanwhile."""
        before = len(self.channel.posted)

        async def scenario():
            async with self.parts() as parts:
                self.polled = await once(parts)

        asyncio.run(scenario())
        return [card for _, _, card in self.channel.posted[before:]]

    def ask(self, work):
        """Read from the database."""

        async def scenario():
            async with self.parts() as parts:
                return await parts.database.read(work)

        return asyncio.run(scenario())
