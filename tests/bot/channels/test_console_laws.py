"""The terminal obeys the laws of every channel: painted, plain and as JSON."""

import json
import os
import re
from datetime import timedelta, timezone

import pytest

from bot.channels.console.channel import ConsoleChannel
from tests.bot.channels.conformance import Bench, ChannelLaws
from tests.bot.render.examples import SEEN

# All that may act: colours, and links to the web (OSC 8) in printable ASCII that are closed again.
COLOUR = re.compile(r"\x1b\[[\d;]*m")
LINK = re.compile(r"\x1b\]8;id=[\d-]+;https?://[!-~]+\x1b\\(.*?)\x1b\]8;;\x1b\\")
ACTIVE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff]")


def plain(shown):
    """Take colours and links to the web away."""
    return COLOUR.sub("", LINK.sub(r"\1", shown))


def live(shown):
    """Give what acts besides colours and links to the web, and lines that a feed began."""
    lines = plain(shown).splitlines()
    forged = [line for line in lines if line.strip(" ┃").startswith("FORGED")]
    return ACTIVE.findall(plain(shown)) + forged


def live_json(shown):
    """Give what acts on the reader of lines: more lines than cards, or raw controls."""
    lines = shown.splitlines()
    return ACTIVE.findall(shown) + [
        line for line in lines if not isinstance(json.loads(line), dict)
    ]


@pytest.fixture
def output(tmp_path):
    """Give a file as the output, as a descriptor."""
    descriptor = os.open(tmp_path / "out", os.O_RDWR | os.O_CREAT | os.O_APPEND)
    yield descriptor
    os.close(descriptor)


class TestConsole(ChannelLaws):
    """Each law three times."""

    @pytest.fixture(params=["plain", "painted", "json"])
    def bench(self, request, output, tmp_path, monkeypatch):
        """Give a console that writes to a file."""
        monkeypatch.setenv("TERM", "xterm-256color")
        monkeypatch.delenv("TERM_PROGRAM", raising=False)
        monkeypatch.delenv("NO_COLOR", raising=False)
        channel = ConsoleChannel(
            out=output,
            history=tmp_path / "shown",
            as_json=request.param == "json",
            color=True if request.param == "painted" else None,
            width=120,
            zone=timezone(timedelta(hours=1)),
            clock=lambda: SEEN,
        )

        def raw():
            return (tmp_path / "out").read_text("utf-8")

        def fill_the_disk():
            full = os.open("/dev/full", os.O_WRONLY)
            os.dup2(full, output)
            os.close(full)

        return Bench(
            channel=channel,
            address="",
            shown=lambda: plain(raw()),
            live=lambda: live_json(raw()) if request.param == "json" else live(raw()),
            fail=fill_the_disk,
        )
