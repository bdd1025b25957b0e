"""A news search over loopback in, cards out."""

import json
from dataclasses import replace

from bot.channels.spelling import PLATFORMS
from tests.flow.desk import RULES, Desk
from tests.flow.site import Report, rss, site
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


def searching(folder, web, service):
    """Give a desk whose search is asked here, since the service is out of reach, and its path."""
    desk = Desk(folder, web, "unused")
    text = RULES.format(sources=f"  found: {{search: {service}, of: energy}}")
    desk.rules = read_rules(text, "rules.yaml", PLATFORMS)
    found = desk.rules.sources[FOUND]
    path = f"doc?{found.url.partition('?')[2]}"
    desk.rules = replace(desk.rules, sources={FOUND: replace(found, url=web.url(path))})
    return desk, path


def test_what_a_search_finds_is_told_once_if_the_query_holds(tmp_path):
    """The service finds more than was asked; our own query decides."""
    with site() as web:
        desk, path = searching(tmp_path, web, "gdelt")
        web.pages[path] = articles("Rain in Paris")
        desk.round()

        web.pages[path] = articles("Russia sells China gas", "Russia and China meet")
        assert ["Russia sells China gas"] == [card.title for card in desk.round()]
        assert [] == desk.round()
        assert "query=%28russia+OR+moscow" in path


def test_what_google_calls_anew_at_each_look_is_told_once(tmp_path):
    """Its guids and links change; the headline and its date stay."""

    def found(look):
        key = f"CBMi{look}"
        link = f"https://news.google.com/rss/articles/{key}"
        return rss(Report("Russia sells China gas - The Wire", guid=key, link=link))

    with site() as web:
        desk, path = searching(tmp_path, web, "google")
        web.pages[path] = rss(title="Google News")
        desk.round()

        web.pages[path] = found(1)
        assert ["Russia sells China gas"] == [card.title for card in desk.round()]
        web.pages[path] = found(2)
        assert [] == desk.round()
