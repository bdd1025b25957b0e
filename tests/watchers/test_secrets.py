"""Secrets are found where people and publishers put them, and little else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.secrets import (
    hidden_secrets,
    holds_secret,
    without_secret_parameters,
    without_secrets,
)

SECRETS = [
    ("https://desk:hunter2@example.org/feed", "hunter2"),
    ("https://example.org/feed?token=hunter2", "hunter2"),
    ("https://example.org/feed?a=b&access_token=hunter2&c=d", "hunter2"),
    ("https://example.org/feed?apikey=hunter2#top", "hunter2"),
    ("https://example.org/feed?X-Amz-Security-Token=hunter2", "hunter2"),
    ("https://example.org/feed?key=4f9a2b7c8d1e6f0a", "4f9a2b7c8d1e6f0a"),
    ("https://example.org/?sig=Zm9vYmFyYmF6MTIzNDU2", "Zm9vYmFyYmF6MTIzNDU2"),
    ("https://hooks.slack.com/services/T0/B0/hunter2", "hunter2"),
    ("https://discord.com/api/webhooks/1/hunter2", "hunter2"),
    ("the token xoxb-12345678-hunter2 is no good", "hunter2"),
    ("Authorization: Bearer hunter2hunter2", "hunter2hunter2"),
]
IN_FILES = [
    "    auth: desk:hunter2",
    "{feed: https://example.org, auth: 'desk:hunter2'}",
    "headers: {X-Api-Key: hunter2}",
    '  password: "hunter2"',
]
PLAIN = [
    "https://example.org/feed?key=page2&author=Smith&secretary=Blinken",
    "https://example.org/a@b?session=1",
    "write to desk@example.org",
    "auth: WIRE_LOGIN",
    'headers: {X-Api-Key: "${API_KEY}"}',
    "query: author:Smith AND token",
]


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_a_secret_is_cut_out(text, secret):
    """And what stands around it stays."""
    cut = without_secrets(text)

    assert holds_secret(text)
    assert secret not in cut
    assert text.split(secret)[-1] == cut.split("***")[-1]


@pytest.mark.parametrize("line", [*IN_FILES, *(text for text, _ in SECRETS)])
def test_a_line_of_a_file_is_shown_without(line):
    """As long as before: the mark under it stays where it was."""
    shown = hidden_secrets(line)

    assert "hunter2" not in shown
    assert len(line) == len(shown)


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_none_stays(text):
    """A wrong guess hides what somebody looks for."""
    assert (text, text) == (without_secrets(text), hidden_secrets(text))


def test_a_link_is_kept_without_its_secrets():
    """The other parameters in their order."""
    query = "a=1&token=x&key=short&accessToken=y&b=2&key=abcdefgh12345678&token="

    assert "a=1&key=short&b=2&token=" == without_secret_parameters(query)


@given(st.text(max_size=200))
def test_cutting_twice_is_cutting_once(text):
    """Whatever the text."""
    assert without_secrets(text) == without_secrets(without_secrets(text))
    assert len(text) == len(hidden_secrets(text))


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "part", ["?tokenx", "&key=", "://", "a.b.c-", "auth: 'x", "a-", "?key=", "a"]
)
@pytest.mark.parametrize("cut", [without_secrets, hidden_secrets, without_secret_parameters])
def test_no_text_takes_long(part, cut):
    """Lines of files and links are as long as strangers make them: 200 KB end."""
    assert cut(f"?{part * (200_000 // len(part))}=1")
