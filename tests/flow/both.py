"""Kills the program at random moments while it tells Slack and Discord, and counts what arrived."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.fakes.discord.markdown import seen
from tests.fakes.discord.server import FakeDiscord, fake_discord
from tests.fakes.slack.live import shown_in
from tests.fakes.slack.server import FakeSlack, fake_slack
from tests.flow.site import Report, Site, rss, site
from tests.waiting import until

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds for the last process to tell the rest
RULES = """
destinations:
  desk: {{slack: "#geo-desk"}}
  night: {{discord: {channel}}}
sources:
  wire: {{feed: {wire}, every: 1s}}
  echo: {{feed: {echo}, every: 1s}}
vocabulary:
  russia: [Russia]
  china: [China]
indicators:
  energy:
    query: $russia AND $china AND gas
  drills:
    query: $russia AND $china AND drill*
"""
_MORE = re.compile(r"… and ([\d,]+) more$", re.MULTILINE)
# So many, that news which came while nobody looked never seems to be a feed with new names.
RAIN = tuple(Report(f"Rain in town {n}", guid=f"rain{n}") for n in range(80))


@dataclass(frozen=True, kw_only=True)
class Toll:
    """What came of it, by platform. Items are named by their titles."""

    kills: int
    published: int
    lost: dict[str, list[str]]
    doubled: dict[str, list[str]]


@dataclass
class Bureau:
    """Two platforms, two outlets, and a program that is started by forking."""

    slack: FakeSlack
    discord: FakeDiscord
    channel: str
    site: Site
    zygote: "subprocess.Popen[str]"
    titles: list[str]
    reports: list[tuple[str, Report]] = field(default_factory=list)
    watch: int = 0

    def start(self) -> int:
        """Start the program; gives its process id."""
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        self.zygote.stdin.write("\n")
        self.zygote.stdin.flush()
        self.watch = int(self.zygote.stdout.readline())
        return self.watch

    def restart(self) -> None:
        """Kill the program and start it anew; returns when people are heard again."""
        end(self.watch)
        self.start()
        time.sleep(0.5)
        until(lambda: self.slack.sockets.open and self.discord.gateway.sockets, 20)

    def close(self) -> None:
        """End the program if the block left it running."""
        if self.watch and _lives(self.watch):
            end(self.watch)

    def publish(self, rng: random.Random) -> None:
        """Let the wire report a new deal; every third one is in the other outlet as well."""
        number = len(self.titles)
        for outlet in ["wire", *(["echo"] if rng.random() < 0.3 else [])]:
            # What tells two titles apart stands first: platforms cut long lines of digests.
            title = (
                f"{number:04} {outlet}: Russia and China sign a large new gas supply deal in "
                "Beijing today"
            )
            self.titles.append(title)
            # Dated now: old ones that come many at once, as they do to a busy machine, are one
            # digest, and Slack shows the first twenty lines of that and counts the others.
            self.reports.append((outlet, Report(title, guid=title[:9], at=datetime.now(UTC))))
        for outlet in ("wire", "echo"):
            reports = [report for where, report in self.reports if where == outlet]
            self.site.pages[outlet] = rss(*RAIN, *reports[-200:])

    def shown(self) -> dict[str, list[str]]:
        """Give the text of each message of each platform."""
        return {
            "slack": [shown_in(message) for message in self.slack.posted("geo-desk")],
            "discord": [seen(message) for message in self.discord.posted()],
        }

    def told(self) -> dict[str, Counter[str]]:
        """Count in how many messages of each platform each title stands."""
        return {
            platform: Counter(
                title for title in self.titles for text in texts if title[:10] in text
            )
            for platform, texts in self.shown().items()
        }

    def lost(self) -> dict[str, list[str]]:
        """Name the titles that a platform neither shows nor counts in a digest.

        A busy machine may send nothing for long. A flood is told in four digests then, whose lines
        end in "and 36 more": those are counted, as promised, and not lost.
        """
        counted = {
            platform: sum(
                int(more.replace(",", "")) for text in texts for more in _MORE.findall(text)
            )
            for platform, texts in self.shown().items()
        }
        missing = {
            name: sorted(set(self.titles) - told.keys()) for name, told in self.told().items()
        }
        return {
            name: titles if len(titles) > counted[name] else [] for name, titles in missing.items()
        }


@contextmanager
def bureau(folder: Path) -> Iterator[Bureau]:
    """Open for business; the first look at both outlets is over when the block begins."""
    with fake_slack() as slack, fake_discord() as discord, site() as web:
        channel = discord.add_channel("night")
        for outlet in ("wire", "echo"):
            web.pages[outlet] = rss(*RAIN)
        rules = folder / "rules.yaml"
        text = RULES.format(channel=channel, wire=web.url("wire"), echo=web.url("echo"))
        rules.write_text(text, encoding="utf-8")
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "WATCHNEXT_DATA": str(folder / "data"),
            "WATCHNEXT_ALLOW": web.host,
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "DISCORD_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
        }
        with (folder / "log.txt").open("wb") as log:
            zygote = subprocess.Popen(
                [sys.executable, "-m", "tests.flow.zygote", str(rules)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment,
                cwd=folder,
                text=True,
            )
        desk = None
        try:
            assert zygote.stdout is not None
            assert zygote.stdout.readline() == "ready\n", (folder / "log.txt").read_text()
            desk = Bureau(slack, discord, channel, web, zygote, [])
            first = desk.start()
            until(lambda: {path for path, _, _ in web.asked} == {"wire", "echo"}, 30)
            time.sleep(1.0)
            end(first, signal.SIGTERM)
            yield desk
        finally:
            if desk is not None:
                desk.close()
            zygote.kill()
            zygote.communicate()


def killed_on_both(kills: int, folder: Path, rng: random.Random) -> Toll:
    """Start, publish, kill -9, as often as asked; then let one process finish in peace."""
    with bureau(folder) as desk:
        for _ in range(kills):
            watch = desk.start()
            if rng.random() < 0.4:
                desk.publish(rng)
            time.sleep(rng.uniform(0.0, rng.choice((0.5, 1.0, 3.0))))
            end(watch)
        watch = desk.start()
        until(lambda: not any(desk.lost().values()), PATIENCE)
        end(watch, signal.SIGTERM)
        told = desk.told()
        return Toll(
            kills=kills,
            published=len(desk.titles),
            lost=desk.lost(),
            doubled={
                name: sorted(title for title, times in found.items() if times > 1)
                for name, found in told.items()
            },
        )


def end(watch: int, how: signal.Signals = signal.SIGKILL) -> None:
    """End a process and wait until the system has buried it: its locks are free then."""
    os.kill(watch, how)
    until(lambda: not _lives(watch), 30)


def _lives(watch: int) -> bool:
    try:
        os.kill(watch, 0)
    except ProcessLookupError:
        return False
    return True
