"""The demo's server speaks HTTP as a good feed does, over a real loopback socket."""

import asyncio
import http.client
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bot.demo.formats import document, published
from bot.demo.outlets import LENGTH, OUTLETS
from bot.demo.server import feed_server

BEGAN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WIRE = OUTLETS[0]
every_outlet = pytest.mark.parametrize("outlet", OUTLETS, ids=lambda o: o.id)


@dataclass
class Story:
    """A story whose minute the test sets; `asked` lists who was asked."""

    minute: float = 0.0
    asked: list[str] = field(default_factory=list)


def request(port, method, path, **headers):
    """Ask once over a new connection; header names are written with underscores."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=names)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


def talk(story, *requests):
    """Send requests in turn: each (method, path, headers), or made from the answers so far."""

    async def session():
        async with feed_server(lambda: story.minute, BEGAN, story.asked.append) as port:
            answers: list[tuple[int, http.client.HTTPMessage, bytes]] = []
            for wanted in requests:
                method, path, headers = wanted(answers) if callable(wanted) else wanted
                answers.append(await asyncio.to_thread(request, port, method, path, **headers))
            return answers

    return asyncio.run(session())


@every_outlet
def test_a_feed_arrives_whole_and_rightly_named(outlet):
    """Status, type, length and bytes are those of the document at this minute."""
    story = Story(minute=LENGTH)

    ((status, headers, body),) = talk(story, ("GET", f"/{outlet.id}", {}))

    assert status == 200
    assert outlet.form.value == headers["Content-Type"]
    assert document(outlet, published(outlet, LENGTH, BEGAN)) == body
    assert [outlet.id] == story.asked


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        pytest.param("If_None_Match", "ETag", id="by its tag"),
        pytest.param("If_Modified_Since", "Last-Modified", id="by its date"),
    ],
)
def test_what_the_client_has_is_not_sent_again(asks, answers):
    """A validator sent back verbatim earns a 304 without a body, with the tag repeated."""
    _, (status, headers, body) = talk(
        Story(),
        ("GET", f"/{WIRE.id}", {}),
        lambda got: ("GET", f"/{WIRE.id}", {asks: got[0][1][answers]}),
    )

    assert (status, body) == (304, b"")
    assert headers["ETag"].startswith('"')


@pytest.mark.parametrize(
    "tag", ["*", '"other", {tag}', "W/{tag}"], ids=["any", "one of a list", "weak"]
)
def test_a_tag_is_compared_weakly_and_in_lists(tag):
    """RFC 9110 13.1.2."""
    _, (status, _, _) = talk(
        Story(),
        ("GET", f"/{WIRE.id}", {}),
        lambda got: ("GET", f"/{WIRE.id}", {"If_None_Match": tag.format(tag=got[0][1]["ETag"])}),
    )

    assert status == 304


def test_a_tag_that_differs_beats_a_date_that_fits():
    """If-Modified-Since is ignored beside If-None-Match (RFC 9110 13.2.2)."""
    headers = {"If_None_Match": '"old"', "If_Modified_Since": "Fri, 01 Jan 2038 00:00:00 GMT"}

    ((status, _, _),) = talk(Story(), ("GET", f"/{WIRE.id}", headers))

    assert status == 200


@pytest.mark.parametrize("date", ["yesterday", "", "Sat, 01 Mar 2036 12:00:00 -0000"])
def test_a_date_that_is_none_is_ignored(date):
    """A client's nonsense gets the feed."""
    ((status, _, _),) = talk(Story(), ("GET", f"/{WIRE.id}", {"If_Modified_Since": date}))

    assert status == 200


def test_a_new_report_changes_both_validators():
    """Every step of the story is visible to a conditional request of either kind."""
    story = Story(minute=0.0)

    def later(_):
        story.minute = LENGTH
        return "GET", f"/{WIRE.id}", {}

    (_, before, _), (_, after, _) = talk(story, ("GET", f"/{WIRE.id}", {}), later)

    assert before["ETag"] != after["ETag"]
    assert before["Last-Modified"] != after["Last-Modified"]


def test_one_outlet_is_away_for_a_while():
    """It answers 500 within its window, and again as before after it."""
    outlet = next(o for o in OUTLETS if o.away[1])
    statuses = []
    for minute in (0.0, outlet.away[0], outlet.away[1]):
        ((status, _, _),) = talk(Story(minute=minute), ("GET", f"/{outlet.id}", {}))
        statuses.append(status)

    assert statuses == [200, 500, 200]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/nobody", 404, id="unknown outlet"),
        pytest.param("POST", f"/{WIRE.id}", 405, id="not a reading method"),
        pytest.param("HEAD", f"/{WIRE.id}", 200, id="head"),
    ],
)
def test_other_requests_get_a_plain_answer(method, path, status):
    """No body, and the right status."""
    ((found, _, body),) = talk(Story(), (method, path, {}))

    assert (status, b"") == (found, body)


def test_noise_instead_of_http_does_not_end_the_server():
    """A client that speaks something else is dropped; the next is served."""

    async def session():
        async with feed_server(lambda: 0.0, BEGAN, lambda _: None) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"\x16\x03\x01" * 8000)
            writer.write_eof()
            await reader.read()
            writer.close()
            return await asyncio.to_thread(request, port, "GET", f"/{WIRE.id}")

    status, _, _ = asyncio.run(session())

    assert status == 200
