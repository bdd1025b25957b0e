import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest

from tests.bot.cli.program import ROOT, RULES, watchnext
from tests.fakes.discord.server import fake_discord
from tests.flow.site import Report, rss, site
from tests.waiting import until

GAS = Report("Russia and China sign gas deal", guid="g", link="https://wire.example/g")
RAIN = Report("Rain in Paris", guid="r", link="https://wire.example/r")


@pytest.fixture
def web():
    """Serve one source, polled by the rules of the fixture `desk`."""
    with site() as served:
        served.pages["wire"] = rss(RAIN)
        yield served


@pytest.fixture
def desk(tmp_path, web):
    """Give a folder with rules, and a function that runs the command there."""
    (tmp_path / "rules.yaml").write_text(RULES.format(url=web.url("wire")))
    return lambda *words, **settings: watchnext(
        tmp_path, *words, **{"WATCHNEXT_ALLOW": web.host, **settings}
    )


def test_once_as_json_prints_cards_and_looks_and_nothing_else(desk, web):
    """The promised keys, one object a line."""
    desk("once")
    web.pages["wire"] = rss(GAS, RAIN)

    lines = [json.loads(line) for line in desk("once", "--json").out.splitlines()]
    polls = [line for line in lines if line["kind"] == "poll"]
    (card,) = [line for line in lines if line["kind"] != "poll"]

    assert [("wire", "ok", 2, 1)] == [
        (one["source"], one["status"], one["items"], one["new"]) for one in polls
    ]
    assert ("alert", ["energy"], GAS.title, GAS.link, "wire") == (
        card["kind"],
        card["indicators"],
        card["title"],
        card["url"],
        card["source"],
    )
    assert ["Russia", "China", "gas"] == [one["text"] for one in card["evidence"]]
    assert "first report of this story" == card["reason"]


def test_a_third_round_is_silent_and_conditional(desk, web):
    """Nothing new, nothing said, 304 for an answer."""
    desk("once")
    web.pages["wire"] = rss(GAS, RAIN)
    desk("once")

    (poll,) = map(json.loads, desk("once", "--json").out.splitlines())

    assert ("unchanged", 304) == (poll["status"], poll["http_status"])


@pytest.mark.parametrize(
    ("body", "status", "why"),
    [
        pytest.param(b"<html><body>Log in</body></html>", 200, "feed", id="a login page"),
        pytest.param(rss(GAS)[:250], 200, "feed", id="a truncated body"),
        pytest.param(b"x", 404, "404", id="not found"),
        pytest.param(b"x", 500, "500", id="a broken server"),
        pytest.param(
            b"<rss>" + b" " * (6 << 20), 200, "holds more than 5 MB", id="an endless body"
        ),
    ],
)
def test_a_bad_source_is_its_own_trouble(tmp_path, web, body, status, why):
    """Its error is kept and shown by `feeds`; the other source goes on."""
    web.pages["bad"], web.statuses["bad"] = body, status
    rules = RULES.format(url=web.url("wire")).replace(
        "  wire:", f"  bad: {web.url('bad')}\n  wire:"
    )
    (tmp_path / "rules.yaml").write_text(rules)
    allow = {"WATCHNEXT_ALLOW": web.host}

    polled = watchnext(tmp_path, "once", "--json", **allow)
    shown = watchnext(tmp_path, "feeds", "--json", **allow)
    polls = {
        line["source"]: line["status"]
        for line in map(json.loads, polled.out.splitlines())
        if line["kind"] == "poll"
    }
    feeds = {line["source"]: line for line in map(json.loads, shown.out.splitlines())}

    assert (0, {"bad": "failed", "wire": "ok"}) == (polled.code, polls)
    assert why in feeds["bad"]["error"]
    assert feeds["wire"]["error"] is None


def test_feeds_in_a_pipe_is_a_line_a_source(desk):
    """For grep and cut."""
    desk("once")

    shown = desk("feeds")

    assert re.search(r"^ ?wire +ok +1 +moments ago .*in \d+ minutes", shown.out, re.MULTILINE)


def test_items_beyond_the_cap_are_said(desk, web):
    """In the log, in `feeds`, and as numbers for other programs, also after an unchanged look."""
    web.pages["wire"] = rss(*(Report(f"Report {n}", guid=f"g{n}") for n in range(1_240)))
    said = "read the first 1,000 of 1,240 items"

    ran = desk("once", "--json")
    (poll,) = (line for line in map(json.loads, ran.out.splitlines()) if line["kind"] == "poll")
    desk("once")
    (feed,) = map(json.loads, desk("feeds", "--json").out.splitlines())

    assert (said, 240, 0) == (poll["left_out"], feed["beyond_cap"], feed["unread_dates"])
    assert said in ran.err
    assert said in " ".join(desk("feeds").out.split())


def test_explain_shows_which_clause_fails(desk):
    """An analyst sees why a headline is not told."""
    ran = desk("explain", "Russia sells India gas")

    assert 0 == ran.code
    assert "✗ energy" in ran.out
    assert "✗ $china" in ran.out
    assert "✓ $russia" in ran.out


def test_explain_knows_what_became_of_an_address(desk, web):
    """Told or not, and why."""
    desk("once")
    web.pages["wire"] = rss(GAS, RAIN)
    desk("once")

    ran = desk("explain", GAS.link)

    assert "first report of this story" in ran.out


def test_an_unwritable_data_folder_is_one_line(desk):
    """Exit code 1, and what to do."""
    for verb in ("once", "feeds"):
        ran = desk(verb, WATCHNEXT_DATA="/proc/nothing")

        assert (1, 1) == (ran.code, len(ran.err.splitlines()))
        assert "WATCHNEXT_DATA" in ran.err


def test_a_database_that_cannot_be_reached_gives_no_password_away(desk):
    """One line without the address."""
    ran = desk("once", DATABASE_URL="nosuch://user:hunter2@host/db")

    assert (1, False) == (ran.code, "hunter2" in ran.err + ran.out)
    assert "DATABASE_URL" in ran.err


def start(tmp_path, web, **settings):
    """Start `run` and wait for its first look."""
    watch = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--json"],
        cwd=tmp_path,
        env={
            "PATH": "",
            "PYTHONPATH": str(ROOT),
            "WATCHNEXT_DATA": str(tmp_path / "kept"),
            "WATCHNEXT_ALLOW": web.host,
            **settings,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert until(lambda: web.asked)
    return watch


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM], ids=lambda s: s.name)
def test_a_stop_is_clean_and_says_what_was_kept(desk, tmp_path, web, asked):
    """Exit code 0 and a last line."""
    watch = start(tmp_path, web)
    assert "poll" == json.loads(watch.stdout.readline())["kind"]  # what it brought is kept by then
    watch.send_signal(asked)
    _, err = watch.communicate(timeout=20)

    assert 0 == watch.returncode
    assert "1 item, 0 cards told, 0 waiting." in err


def test_a_second_watch_on_the_same_data_refuses(desk, tmp_path, web):
    """Two would tell everything twice."""
    watch = start(tmp_path, web)
    try:
        ran = desk("once")
    finally:
        watch.kill()
        watch.communicate()

    assert 1 == ran.code
    assert "another watchnext" in ran.err


def test_restarts_ask_the_server_once(desk, tmp_path, web):
    """The due time outlives the process."""
    rules = tmp_path / "rules.yaml"
    text = rules.read_text().replace(web.url("wire"), f"{{feed: {web.url('wire')}, every: 10m}}")
    rules.write_text(text)
    for number in range(3):
        watch = start(tmp_path, web)
        if not number:
            assert "poll" == json.loads(watch.stdout.readline())["kind"]  # and its due time is kept
        time.sleep(0.3)  # the chance to ask again
        watch.send_signal(signal.SIGTERM)
        watch.communicate(timeout=20)

    assert 1 == len(web.asked)


def test_help_answers_without_loading_what_is_heavy(tmp_path):
    """Nobody waits for --help: none of the libraries that take long is imported."""
    listed = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "--help"],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    loaded = {line.rpartition("|")[2].strip() for line in listed.splitlines()}
    heavy = {"sqlalchemy", "pydantic", "rich", "httpx", "aiohttp", "asyncio", "discord"}

    assert set() == loaded & heavy


def test_a_source_with_a_password_is_read_and_the_password_is_nowhere(desk, web, tmp_path):
    """Not in what is printed, logged or kept."""
    line = f"  wire: {{feed: {web.url('wire')}, auth: WIRE_LOGIN}}"
    (tmp_path / "rules.yaml").write_text(
        RULES.replace("  wire: {url}", line.replace("{", "{{").replace("}", "}}")).format()
    )

    ran = desk("once", "--json", "--verbose", WIRE_LOGIN="desk:hunter2")
    shown = desk("feeds", "--json")
    without = desk("once", "--json")

    assert "Basic ZGVzazpodW50ZXIy" == web.asked[-1][1]["Authorization"]
    assert '"status": "ok"' in ran.out
    assert "WIRE_LOGIN is not set" in without.out
    kept = b"".join(file.read_bytes() for file in (tmp_path / "kept").iterdir())
    assert b"hunter2" not in kept
    assert "hunter2" not in ran.out + ran.err + shown.out


def test_a_token_in_an_address_is_nowhere_but_on_the_wire(desk, web, tmp_path):
    """Nor one in the link of an item, nor a login there."""
    (tmp_path / "rules.yaml").write_text(RULES.format(url=web.url("wire?token=hunter2")))
    web.pages["wire?token=hunter2"] = rss(
        Report("Russia and China sign gas deal", guid="g", link="https://a:hunter2@wire.example/g"),
        Report("Russia sells China oil", guid="o", link="https://wire.example/o?token=hunter2&p=1"),
    )

    ran = desk("once", "--json", "--verbose")
    again = desk("once", "--json")
    shown = desk("feeds", "--json")
    explained = desk("explain", "--json", "https://wire.example/o?token=hunter2&p=1")

    assert [200, 304] == web.answers("wire?token=hunter2")
    kept = b"".join(file.read_bytes() for file in (tmp_path / "kept").iterdir())
    assert b"hunter2" not in kept
    assert b"https://wire.example/o?p=1" in kept
    assert b"https://wire.example/g" in kept
    assert "hunter2" not in ran.out + ran.err + again.out + shown.out
    assert "***" in json.loads(shown.out)["url"]
    assert 0 == explained.code


def test_a_page_in_place_of_its_feed_is_answered_with_the_feed(desk, web):
    """It is to be put into rules.yaml, not guessed."""
    web.pages["wire"] = (
        b"<html><head><title>Wire</title>"
        b"<link rel=alternate type=application/rss+xml href=/press/feed.xml></head></html>"
    )

    ran = desk("once", "--json")

    error = json.loads(ran.out.splitlines()[0])["error"]
    assert f"a web page, not a feed: Wire; it names {web.url('press/feed.xml')}" in error


def test_where_no_source_can_be_reached_the_network_is_asked_about(desk, tmp_path):
    """One sentence for all of them."""
    rules = RULES.format(url="http://127.0.0.1:9/a").replace(
        "  wire:", "  echo: http://127.0.0.1:9/b\n  wire:"
    )
    (tmp_path / "rules.yaml").write_text(rules)

    ran = desk("once", WATCHNEXT_ALLOW="127.0.0.1:9")

    assert 1 == ran.err.count("is the network up?")


def test_a_history_that_cannot_be_opened_is_one_sentence(desk, tmp_path):
    """It names the file."""
    (tmp_path / "kept" / "terminal.history").mkdir(parents=True)

    ran = desk("once")

    assert 1 == ran.code
    assert ran.err.startswith("watchnext: ")
    assert "terminal.history cannot be opened" in ran.err


def test_once_hangs_up_on_the_platforms_it_told(desk, tmp_path, web):
    """No session is left open, which would be two lines of error."""
    rules = (tmp_path / "rules.yaml").read_text()
    with fake_discord() as discord:
        channel = discord.add_channel()
        (tmp_path / "rules.yaml").write_text(
            f"destinations: {{a: {{discord: {channel}}}}}\n{rules}"
        )
        ran = desk("once", DISCORD_TOKEN=discord.token, DISCORD_API_URL=discord.api_url)

    assert 0 == ran.code
    assert "Unclosed" not in ran.err


def sending(folder):
    """Count the cards that are on their way."""
    with closing(sqlite3.connect(folder / "kept" / "watchnext.sqlite3")) as database:
        query = "SELECT count(*) FROM deliveries WHERE state = 'sending'"
        return database.execute(query).fetchone()[0]


def test_a_stop_does_not_wait_for_a_platform_that_does_not_answer(desk, tmp_path, web):
    """A container is killed ten seconds after it was asked; what was to be sent is kept."""
    web.pages["wire"] = rss(GAS)
    rules = (tmp_path / "rules.yaml").read_text()
    (tmp_path / "rules.yaml").write_text(f"destinations: {{a: {{slack: C0123456789}}}}\n{rules}")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
        watch = start(tmp_path, web, SLACK_API_URL=f"http://127.0.0.1:{port}/", **tokens)
        assert until(lambda: sending(tmp_path))
        watch.send_signal(signal.SIGTERM)
        _, err = watch.communicate(timeout=60)

    # Had it waited for Slack's own timeout, the card would be known to be unclear.
    assert (0, 1) == (watch.returncode, sending(tmp_path))
    assert "the rest is sent at the next start" in err


def test_of_a_feed_over_the_cap_the_first_items_are_read(desk, web, tmp_path):
    """`feeds` says so; a larger cap reads the rest, though the server says that nothing changed."""
    long = "word " * 1_200
    web.pages["wire"] = rss(*(Report(f"{n} {long}", guid=f"g{n}") for n in range(900)))
    assert len(web.pages["wire"]) > 5 << 20

    first = json.loads(desk("once", "--json").out.splitlines()[0])
    shown = json.loads(desk("feeds", "--json").out)
    larger = f"{{feed: {web.url('wire')}, cap: 20MB}}"
    (tmp_path / "rules.yaml").write_text(RULES.format(url=larger))
    second = json.loads(desk("once", "--json").out.splitlines()[0])

    assert ("ok", "read the first 5 MB; `cap` allows more") == (first["status"], first["left_out"])
    assert 500 < first["items"] < 900
    assert 5 << 20 == shown["cut_at"]
    assert ("ok", 900, None) == (second["status"], second["items"], second["left_out"])
    assert 900 == first["new"] + second["new"]


def test_a_series_over_the_cap_is_refused_with_the_cure(desk, web, tmp_path):
    """Its newest number stands last, so half of it would be an old one."""
    web.pages["wire"] = b"date,value\n" + b"2026-03-14,1\n" * 500_000
    series = f"{{series: {web.url('wire')}}}\n  echo: {web.url('echo')}"
    web.pages["echo"] = rss(RAIN)
    (tmp_path / "rules.yaml").write_text(RULES.format(url=series))

    polls = [json.loads(line) for line in desk("once", "--json").out.splitlines()]

    (wire,) = (one for one in polls if one["kind"] == "poll" and one["source"] == "wire")
    assert "wire holds more than 5 MB; give it a larger `cap`" == wire["error"]
