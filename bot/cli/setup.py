"""The verb `setup`: how to connect a platform, for people who are no engineers."""

import sys
import textwrap
from collections.abc import Mapping, Sequence

WIDTH = 96


def set_up(platform: str, application: str, *, manifest_only: bool) -> int:
    """Print what to click; return the exit code: 2 for an unknown platform or application."""
    if platform == "slack":
        _slack(manifest_only=manifest_only)
    elif platform == "discord":
        return _discord(application)
    else:
        sys.stderr.write(f"watchnext: no platform {platform[:40]!r}: say slack or discord\n")
        return 2
    return 0


def _slack(*, manifest_only: bool) -> None:
    from bot.channels.slack.setup import SCOPES, app_manifest, setup_steps

    if not manifest_only:
        _print_steps("Connect Slack", setup_steps())
        _print_reasons("What the app may do, and why", SCOPES)
        sys.stdout.write("The manifest to paste:\n\n")
    sys.stdout.write(f"{app_manifest()}\n")


def _discord(application: str) -> int:
    from bot.channels.discord.places import PERMISSIONS
    from bot.channels.discord.setup import steps

    try:
        instructions = steps(application)
    except ValueError as e:
        sys.stderr.write(f"watchnext: {e}\n")
        return 2
    _print_steps("Connect Discord", instructions)
    _print_reasons("What the bot may do, and why", PERMISSIONS)
    return 0


def _print_steps(title: str, steps: Sequence[str]) -> None:
    sys.stdout.write(f"{title}\n\n")
    for number, step in enumerate(steps, start=1):
        # A link that is broken over two lines cannot be clicked.
        lines = textwrap.wrap(step, WIDTH - 5, break_long_words=False, break_on_hyphens=False)
        sys.stdout.write(f"{number:>3}. " + "\n     ".join(lines) + "\n")
    sys.stdout.write("\n")


def _print_reasons(title: str, reasons: Mapping[str, str]) -> None:
    sys.stdout.write(f"{title}\n\n")
    wide = max(map(len, reasons))
    for name, why in reasons.items():
        sys.stdout.write(f"  {name:<{wide}}  {why}\n")
    sys.stdout.write("\n")
