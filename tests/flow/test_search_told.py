"""A news search over loopback in, cards out."""

import json
from dataclasses import replace

from bot.channels.spelling import PLATFORMS
from tests.flow.desk import RULES, Desk
from tests.flow.site import site
from watchers.model.names import SourceId
from watchers.rules.load import read_rules

FOUND = SourceId("found")


def articles(*titles):
    """What GDELT answers."""
    return json.dumps(
        {
            "articles": [
                {
                    "url": f"https://wire.example/{title.replace(' ', '-')}",
                    "title": title,
                    "seendate": "20260314T091500Z",
                    "domain": "wire.example",
                    "language": "English",
                }
                for title in titles
            ]
        }
    ).encode()


def test_what_a_search_finds_is_told_once_if_the_query_holds(tmp_path):
    """The service finds more than was asked; our own query decides."""
    with site() as web:
        desk = Desk(tmp_path, web, "unused")
        text = RULES.format(sources="  found: {search: gdelt, of: energy}")
        desk.rules = read_rules(text, "rules.yaml", PLATFORMS)
        asked = desk.rules.sources[FOUND].url.partition("?")[2]
        # The service itself is out of reach: what it is asked is asked here.
        here = replace(desk.rules.sources[FOUND], url=web.url(f"doc?{asked}"))
        desk.rules = replace(desk.rules, sources={FOUND: here})
        path = f"doc?{asked}"
        web.pages[path] = articles("Rain in Paris")
        desk.round()

        web.pages[path] = articles(
            "Russia sells China gas", "Russia and China meet", "Rain in Paris"
        )
        assert ["Russia sells China gas"] == [card.title for card in desk.round()]
        assert [] == desk.round()
        assert "query=%28russia+OR+moscow" in path
