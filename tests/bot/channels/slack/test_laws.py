"""Slack obeys the laws of every channel, against a fake that speaks its wire."""

import pytest

from bot.channels.slack.channel import SlackChannel
from tests.bot.channels.conformance import PlatformBench, PlatformLaws
from tests.fakes.slack.faults import error, limited, reset
from tests.fakes.slack.server import fake_slack


class TestSlack(PlatformLaws):
    """Each law for a channel by name, and by id."""

    @pytest.fixture(params=["#geo-desk", "C0DESK0001"])
    def bench(self, request):
        """Give a channel that posts to the fake."""
        with fake_slack() as slack:

            def next_post(fault):
                slack.script.add("chat.postMessage", fault)

            yield PlatformBench(
                channel=SlackChannel(slack.token, base_url=slack.api_url),
                address=request.param,
                shown=slack.shown,
                live=slack.live,
                fail=lambda: slack.script.add("*", reset(stored=False), forever=True),
                secrets=slack.secrets,
                limit=lambda seconds: next_post(limited(seconds)),
                lose_reply=lambda: next_post(reset()),
                refuse=lambda: next_post(error("is_archived")),
                count=lambda: len(slack.posted()),
            )
