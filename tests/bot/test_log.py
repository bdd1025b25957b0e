import io
import logging

import pytest
import structlog

from bot.log import start_log

SECRET = "xoxb-1234-hunter2"  # noqa: S105 - planted


@pytest.fixture
def out():
    """Start the log on a text of its own, at the lowest level; put things back afterwards."""
    written = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    start_log("debug", (SECRET, ""), written)
    yield written
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_a_secret_is_left_out_wherever_it_stands(out):
    """In a value, inside a longer text, in an exception, and from a library's own logger."""
    log = structlog.get_logger()
    log.info("asked", url=f"https://slack.com/api?token={SECRET}", nested={"a": [SECRET]})
    try:
        int(f"bad token {SECRET}")
    except ValueError:
        log.exception("broke")
    logging.getLogger("some.library").warning("token is %s", SECRET)

    told = out.getvalue()

    assert "hunter2" not in told
    assert 4 == told.count("***")


def test_one_event_is_one_line_whatever_a_feed_writes(out):
    """A headline can neither forge a line nor reach the terminal."""
    structlog.get_logger().info("polled", title="a\nlevel='error' event='forged'\x1b[31m\x9b2J")

    told = out.getvalue()

    assert 1 == len(told.splitlines())
    assert not {"\x1b", "\x9b"} & set(told)


@pytest.mark.parametrize("library", ["httpx", "aiohttp", "apscheduler"])
def test_libraries_tell_only_of_trouble(out, library):
    """Some log whole addresses at INFO, with what these carry."""
    logging.getLogger(library).info("GET https://example.org/?key=1")

    assert "" == out.getvalue()
