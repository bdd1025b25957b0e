"""Starts the program again and again within milliseconds: everything is imported once, then forked.

`python -m tests.flow.zygote RULES` reads a line for each start, forks, runs `watchnext run` in the
child and answers with its process id. The environment says where the platforms are.
"""

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

import alembic.runtime.environment
import discord
import slack_sdk.web.async_client  # noqa: F401 - imported once, so that no start pays for it

from bot.channels.discord.channel import DiscordChannel
from bot.channels.discord.platform import DiscordPlatform
from bot.channels.slack.channel import SlackChannel
from bot.channels.slack.platform import SlackPlatform
from bot.channels.spelling import PLATFORMS
from bot.cli.watch import run_until_stopped
from watchers.rules.load import load_rules
from watchers.rules.ruleset import RuleSet

LOADED = (alembic, discord, DiscordPlatform, SlackPlatform)


def main() -> None:
    """Fork once for every line."""
    rules = load_rules(Path(sys.argv[1]), PLATFORMS)
    # The fakes' histories show at once what was posted; to wait for them would be no test.
    SlackChannel.settles = DiscordChannel.settles = timedelta(0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the system buries the dead
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(rules)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _run(rules: RuleSet) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # the parser's child must be waited for
    silent = os.open(os.devnull, os.O_RDWR)
    os.dup2(silent, 0)
    os.dup2(silent, 1)
    try:
        run_until_stopped(rules, Path(sys.argv[1]), as_json=True, verbose=False)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
