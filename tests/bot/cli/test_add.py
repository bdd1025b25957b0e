"""The verb `add`: the feeds of a site, over loopback."""

import io

import pytest

from tests.bot.cli.program import RULES, watchnext
from tests.flow.site import Report, rss, site

PAGE = (
    b'<html><head><title>A site</title><link rel="alternate" type="application/rss+xml" href="a">'
    b'<link rel="alternate" type="application/rss+xml" href="/b">'
    b'<link rel="alternate" type="application/atom+xml" href="/gone"></head></html>'
)


class Typed(io.StringIO):
    """What somebody types at a terminal."""

    def isatty(self):
        """Say that it is one."""
        return True


@pytest.fixture
def web(tmp_path):
    """A site on loopback, and rules beside it."""
    (tmp_path / "rules.yaml").write_text(RULES.format(url="https://wire.example/feed"))
    with site() as served:
        served.pages["a"] = rss(Report("Oil up"), Report("Oil down"), title="Daily Oil")
        served.pages["b"] = rss(title="Gas")
        yield served


def add(folder, web, address, *options):
    """Run it against the site; give what came of it and the rules."""
    ran = watchnext(folder, "add", address, *options, WATCHNEXT_ALLOW=web.host)
    return ran, (folder / "rules.yaml").read_text(encoding="utf-8")


def test_a_feed_is_shown_and_added(tmp_path, web):
    """Under its own title, with the rest of the file as it was."""
    before = (tmp_path / "rules.yaml").read_text()
    ran, text = add(tmp_path, web, web.url("a"))

    assert (0, "rules.yaml has 1 more source: daily-oil\n") == (ran.code, ran.out)
    assert "1  Daily Oil: 2 items, the newest " in ran.err
    line = f'  daily-oil: {{feed: {web.url("a")}, title: "Daily Oil"}}\n'
    assert before.replace("/feed\n", f"/feed\n{line}") == text

    again, same = add(tmp_path, web, web.url("a"))
    assert (0, text) == (again.code, same)
    assert "Daily Oil is there already, as daily-oil" in again.err


def test_of_several_the_first_is_added_where_that_is_asked(tmp_path, web):
    """Without a terminal nobody can choose; what cannot be read is not offered."""
    web.pages[""] = PAGE
    ran, text = add(tmp_path, web, web.url(""))
    assert (1, "") == (ran.code, ran.out)
    assert "1  Daily Oil: 2 items" in ran.err
    assert "2  Gas: 0 items\n" in ran.err
    assert "gone" not in ran.err
    assert "daily-oil" not in text

    ran, text = add(tmp_path, web, web.url(""), "--yes")
    assert (0, True) == (ran.code, "daily-oil" in text)


@pytest.mark.parametrize(("answer", "code", "name"), [("2\n", 0, "gas:"), ("0\n", 1, None)])
def test_at_a_terminal_one_is_chosen(tmp_path, web, monkeypatch, answer, code, name):
    """By its number."""
    web.pages[""] = PAGE
    monkeypatch.setattr("sys.stdin", Typed(answer))
    ran, text = add(tmp_path, web, web.url(""))

    assert code == ran.code
    assert (name or "daily-oil:") not in text or name in text
    assert (name is None) == (text == RULES.format(url="https://wire.example/feed"))


def test_a_page_that_names_none_is_asked_at_the_usual_addresses(tmp_path, web):
    """One after the other, until one is a feed."""
    web.pages["start"] = b"<html><title>A site</title></html>"
    web.pages["rss.xml"] = web.pages["a"]
    ran, _text = add(tmp_path, web, web.url("start"), "--print")

    assert f'  daily-oil: {{feed: {web.url("rss.xml")}, title: "Daily Oil"}}\n' == ran.out
    assert ["start", "feed", "rss", "rss.xml"] == [path for path, _, _ in web.asked]


def test_a_site_without_a_feed_is_said_so(tmp_path, web):
    """With what else there is; and so is one that cannot be reached."""
    web.pages["start"] = b"<html><title>A site</title></html>"
    none, _text = add(tmp_path, web, web.url("start"))
    away, _text = add(tmp_path, web, web.url("nowhere"))
    inside, _text = add(tmp_path, web, "10.0.0.1/feed")

    assert (1, True) == (none.code, "No feed was found there." in none.err)
    assert (1, True) == (away.code, "HTTP 404" in away.err)
    assert (1, "") == (inside.code, inside.out)
