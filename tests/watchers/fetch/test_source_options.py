"""What a source's own settings change of its requests, on the wire."""

import asyncio
import base64

import pytest

from tests.watchers.fetch.looks import FRESH, ask, failure, fetcher
from tests.watchers.fetch.servers import redirect, reply, serve
from watchers.errors import SourceRefused
from watchers.fetch.request_headers import fields_for, variables_of
from watchers.model.rules import RequestOptions

LOGIN = RequestOptions(auth="WIRE_LOGIN", headers={"X-Api-Key": "${KEY}"}, user_agent="Desk/1")
HELD = {"WIRE_LOGIN": "desk:open sesame", "KEY": "hunter2"}


def sent(options, **environment):
    """Give the fields of a request to the source's own host."""
    fields = fields_for(options, environment, product="watchnext/1.2", own_host=True)
    return {name.decode(): value.decode() for name, value in fields}


def test_a_source_is_asked_as_it_wants_to_be():
    """With its own name, headers and password."""
    _, server = ask(reply("200 OK"), options_of_source=LOGIN, environment=HELD)

    assert [b"Desk/1"] == server.sent("User-Agent")
    assert [b"hunter2"] == server.sent("X-Api-Key")
    assert [b"Basic " + base64.b64encode(b"desk:open sesame")] == server.sent("Authorization")


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ("desk:p:w", "Basic " + base64.b64encode(b"desk:p:w").decode()),
        ("d\u00e9sk:\u00fc", "Basic " + base64.b64encode("d\u00e9sk:\u00fc".encode()).decode()),
        ("eyJhbGciOi", "Bearer eyJhbGciOi"),
        ("Token abc:def", "Token abc:def"),
        ("basic ZGVzaw==", "basic ZGVzaw=="),
        (" desk:x\n", "Basic " + base64.b64encode(b"desk:x").decode()),
    ],
)
def test_a_variable_holds_a_password_a_token_or_the_whole_field(held, expected):
    """As servers want it."""
    assert expected == sent(RequestOptions(auth="A"), A=held)["Authorization"]


def test_headers_of_a_source_go_before_ours():
    """But for the coding: what comes back must be something that we inflate."""
    options = RequestOptions(headers={"accept": "text/html", "X": "a ${B} c"})

    fields = sent(options, B="b")

    assert {"accept", "X", "User-Agent", "Accept-Encoding"} == fields.keys()
    assert ("text/html", "a b c") == (fields["accept"], fields["X"])


@pytest.mark.parametrize(
    "options", [RequestOptions(auth="A"), RequestOptions(headers={"X": "${A}"})]
)
@pytest.mark.parametrize("environment", [{}, {"A": " "}, {"A": "a\nb"}])
def test_a_variable_that_is_not_set_ends_the_look(options, environment):
    """Before anything is asked; the error names it."""
    error = failure(
        SourceRefused, reply("200 OK"), options_of_source=options, environment=environment
    )

    assert str(error).startswith("the environment variable A is not set")
    assert {"A"} == variables_of(options)


def test_no_secret_goes_to_another_host():
    """Nor to another port of the same; a redirect may lead anywhere."""

    async def scene():
        async with serve(reply("200 OK")) as other:
            away = redirect("302 X", other.url())
            async with (
                serve(redirect("302 X", "/b"), away) as server,
                fetcher(server.authority, other.authority, environment=HELD) as door,
            ):
                await door.fetch(server.url(), FRESH, LOGIN)
                return server, other

    server, other = asyncio.run(scene())

    assert [1, 1] == [len(server.sent("Authorization", request=n)) for n in (0, 1)]
    assert ([], []) == (other.sent("Authorization"), other.sent("X-Api-Key"))
    assert [b"Desk/1"] == other.sent("User-Agent")


@pytest.mark.parametrize(
    ("status", "headers", "options", "said"),
    [
        (401, [], RequestOptions(), "`auth: ITS_NAME`"),
        (401, [], RequestOptions(auth="WIRE_LOGIN"), "does not take what WIRE_LOGIN holds"),
        (403, [], RequestOptions(), "`user agent`"),
        (403, ["Server: cloudflare"], RequestOptions(), "Cloudflare keeps programs away"),
        (403, ["X-Amz-Cf-Id: a"], RequestOptions(), "CloudFront keeps programs away"),
        (403, ["Server: AkamaiGHost"], RequestOptions(), "Akamai keeps programs away"),
        (503, ["Server: ddos-guard"], RequestOptions(), "DDoS-Guard keeps programs away"),
        (
            503,
            ["Server: cloudflare", "Retry-After: 9"],
            RequestOptions(),
            "asks for a pause for 9 s",
        ),
        (429, ["Server: cloudflare"], RequestOptions(), "asks for a pause"),
        (404, [], RequestOptions(), "no such page"),
        (407, [], RequestOptions(), "the proxy"),
        (418, [], RequestOptions(), "check its address in a browser"),
    ],
)
def test_a_refusal_names_the_cure(status, headers, options, said):
    """Whoever reads it knows what to write where."""

    async def scene():
        async with (
            serve(reply(f"{status} X", *headers)) as server,
            fetcher(server.authority, environment=HELD) as door,
        ):
            with pytest.raises(Exception, match="HTTP") as caught:
                await door.fetch(server.url(), FRESH, options)
            return str(caught.value)

    assert said in asyncio.run(scene())
