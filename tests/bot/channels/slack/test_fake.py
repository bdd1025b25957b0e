"""The fake is as strict as Slack: what it lets through and what it calls live can be relied on."""

import asyncio

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack.limits import refusal
from tests.fakes.slack.live import live_in
from tests.fakes.slack.people import DESK
from tests.fakes.slack.server import fake_slack

QUIET = {"unfurl_links": False, "unfurl_media": False, "parse": "none", "link_names": False}


def section(text):
    """A block of markup."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def rich(*elements):
    """A block of rich text."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [*elements]}],
    }


@pytest.mark.parametrize(
    "said",
    [
        {"text": "<!here>"},
        {"text": "a <https://evil.example|bank>"},
        {"blocks": [section("<@U1>")]},
        {"blocks": [rich({"type": "broadcast", "range": "here"})]},
        {"blocks": [rich({"type": "user", "user_id": "U1"})]},
        {"blocks": [rich({"type": "link", "url": "javascript:alert(1)", "text": "x"})]},
        {"blocks": [rich({"type": "link", "url": "https://a@evil.example/", "text": "x"})]},
        {
            "blocks": [
                rich({"type": "link", "url": "https://e.example", "text": "https://b.example"})
            ]
        },
        {"blocks": [rich({"type": "text", "text": "a\u202eb"})]},
        {"blocks": [rich({"type": "text", "text": "a\nFORGED"})]},
        {"text": "x", "unfurl_links": True},
        {"text": "x", "parse": "full"},
        {"text": "x", "link_names": True},
    ],
    ids=str,
)
def test_what_acts_is_seen(said):
    """A checker that cannot fail would be a defect."""
    assert live_in("chat.postMessage", QUIET | said)


def test_what_does_not_act_is_let_be():
    """Text is text, and an honest link is none of a feed's tricks."""
    link = {"type": "link", "url": "https://a.example/x", "text": "<!here> *b*"}
    said = {"text": "&lt;!here&gt;", "blocks": [rich(link, {"type": "text", "text": "@here"})]}

    assert [] == live_in("chat.postMessage", QUIET | said)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"blocks": [section("x" * 3001)]}, "invalid_blocks"),
        ({"blocks": [section("")]}, "invalid_blocks"),
        ({"blocks": [rich({"type": "text", "text": ""})]}, "invalid_blocks"),
        ({"blocks": [rich()]}, "invalid_blocks"),
        ({"blocks": [{"type": "new"}]}, "invalid_blocks"),
        ({"blocks": [rich({"type": "text", "text": "x" * 13_200})]}, "msg_blocks_too_long"),
        ({"blocks": [section("x" * 3000)]}, None),
        ({"text": "x"}, None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_limits_are_the_real_ones(said, code):
    """PLATFORMS.md."""
    assert code == refusal(said)


def call(slack, method, *, token=None, **arguments):
    """Call with the library's own client; gives the answer, or the error's name."""
    client = AsyncWebClient(token or slack.token, base_url=slack.api_url, retry_handlers=[])
    try:
        return asyncio.run(getattr(client, method)(**arguments)).data
    except SlackApiError as e:
        return e.response["error"]


def test_metadata_stays_through_an_edit_and_comes_back_when_asked_for():
    """This is what a key is found by."""
    said = {"event_type": "e", "event_payload": {"key": "k"}}
    with fake_slack() as slack:
        posted = call(slack, "chat_postMessage", channel="#geo-desk", text="a", metadata=said)
        call(slack, "chat_update", channel=DESK, ts=posted["ts"], text="b")
        whole = call(slack, "conversations_history", channel=DESK, include_all_metadata=True)
        plain = call(slack, "conversations_history", channel=DESK)

    assert [("b", said)] == [(m["text"], m["metadata"]) for m in whole["messages"]]
    assert "metadata" not in plain["messages"][0]


def test_a_history_is_paged_newest_first():
    """And from `oldest` on."""
    with fake_slack() as slack:
        for n in range(5):
            call(slack, "chat_postMessage", channel=DESK, text=str(n))
        first = call(slack, "conversations_history", channel=DESK, limit=2)
        cursor = first["response_metadata"]["next_cursor"]
        second = call(slack, "conversations_history", channel=DESK, limit=2, cursor=cursor)
        since = call(slack, "conversations_history", channel=DESK, oldest=slack.posted()[3]["ts"])

    pages = [[m["text"] for m in page["messages"]] for page in (first, second, since)]
    assert [["4", "3"], ["2", "1"], ["4"]] == pages


def test_tokens_and_scopes_are_checked():
    """A wrong one, one of the wrong kind, one that may not."""
    with fake_slack() as slack:
        slack.workspace.scopes.discard("users:read")
        told = [
            call(slack, "auth_test", token="xoxb-wrong"),
            call(slack, "apps_connections_open", app_token=slack.token),
            call(slack, "users_info", user="U0ANN00001"),
        ]

    assert ["invalid_auth", "not_allowed_token_type", "missing_scope"] == told
