"""How the parts are put together."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.parts import Reachability, _shortest, fetcher_for
from bot.config import Settings
from bot.errors import SettingsWrong
from watchers.model.names import SourceId
from watchers.model.rules import Source
from watchers.pipeline import PollRecord
from watchers.polling.next_poll import SHORTEST


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


def test_that_no_source_can_be_reached_is_noticed_once():
    """When the last of them is away too, and again only after one was reached."""
    wire, echo, idle = (Source(id=SourceId(name), url="https://a.example/") for name in "wei")
    sources = {source.id: source for source in (wire, echo, replace(idle, off=True))}
    reach = Reachability()
    away = [PollRecord(source=s, status="failed", reached=False) for s in (wire, echo)]
    back = PollRecord(source=echo, status="ok")

    said = [reach.lost(each, sources) for each in (*away, *away, back, away[0], back, *away)]

    assert [False, True, False, False, False, False, False, False, True] == said


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_authorities_that_cannot_be_read_stop_the_start(name, tmp_path):
    """By the name of the variable; without them no source could be read."""
    with pytest.raises(SettingsWrong, match=f"{name} cannot be read"):
        fetcher_for(Settings(), {name: str(tmp_path / "missing")})
