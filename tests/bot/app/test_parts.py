"""How the parts are put together."""

from datetime import timedelta

import pytest

from bot.app.parts import _shortest
from watchers.model.names import SourceId
from watchers.model.rules import Source
from watchers.polling.poller import SHORTEST


@pytest.mark.parametrize(
    ("url", "shortest"),
    [
        ("http://localhost:8123/feed", timedelta(0)),
        ("http://LOCALHOST:8123?feed", timedelta(0)),
        ("http://feeds.internal/feed", timedelta(0)),
        ("http://localhost:8124/feed", SHORTEST),
        ("https://feeds.internal/feed", SHORTEST),
    ],
    ids=["as listed", "in capitals", "the scheme's own port", "another port", "another scheme"],
)
def test_servers_of_our_own_are_asked_as_often_as_the_rules_say(url, shortest):
    """They are the servers that the fetch guard finds in the same list."""
    source = Source(id=SourceId("a"), url=url)

    assert shortest == _shortest(source, frozenset({"localhost:8123", "feeds.internal:80"}))
