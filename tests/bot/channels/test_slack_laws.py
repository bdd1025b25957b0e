"""Slack obeys the laws of every channel, against a fake that speaks its wire."""

import pytest

from bot.channels.slack import SlackChannel
from tests.bot.channels.conformance import Bench, ChannelLaws
from tests.fakes.slack.faults import reset
from tests.fakes.slack.server import fake_slack


class TestSlack(ChannelLaws):
    """Each law against a channel by name, and by id."""

    @pytest.fixture(params=["#geo-desk", "C0DESK0001"])
    def bench(self, request):
        """Give a channel that posts to the fake."""
        with fake_slack() as slack:
            yield Bench(
                channel=SlackChannel(slack.token, base_url=slack.api_url),
                address=request.param,
                shown=slack.shown,
                live=slack.live,
                fail=lambda: slack.script.add("*", reset(stored=False), forever=True),
                secrets=slack.secrets,
            )
