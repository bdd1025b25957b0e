"""How a source is asked, as rules.yaml writes it."""

from datetime import timedelta

import pytest

from watchers.errors import RuleMistakes
from watchers.model.names import SourceId
from watchers.model.rules import RequestOptions
from watchers.rules.load import read_rules

FILE = """\
sources:
  wire:
    feed: https://example.org/feed
    {line}
indicators: {{a: {{query: gas}}}}
"""


def options(line):
    """Give the options of a source with such a line."""
    rules = read_rules(FILE.replace("{{", "{").replace("}}", "}").replace("{line}", line), "r")
    return rules.sources[SourceId("wire")].request


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("user agent: Mozilla/5.0 (desk)", RequestOptions(user_agent="Mozilla/5.0 (desk)")),
        ("headers: {Accept-Language: en}", RequestOptions(headers={"Accept-Language": "en"})),
        ("headers: {User-Agent: Desk/1}", RequestOptions(user_agent="Desk/1")),
        ("headers: {user-agent: D/1, X: 1}", RequestOptions(user_agent="D/1", headers={"X": "1"})),
        ('headers: {X-Api-Key: "${KEY}"}', RequestOptions(headers={"X-Api-Key": "${KEY}"})),
        ("headers: {Cookie: consent=yes}", RequestOptions(headers={"Cookie": "consent=yes"})),
        ("auth: WIRE_LOGIN", RequestOptions(auth="WIRE_LOGIN")),
        ("cap: 20MB", RequestOptions(cap=20 << 20)),
        ("cap: 500 KiB", RequestOptions(cap=500 << 10)),
        ("timeout: 90s", RequestOptions(timeout=timedelta(seconds=90))),
        ("proxy: off", RequestOptions(proxy=False)),
        ("proxy: false", RequestOptions(proxy=False)),
        ("lang: en", RequestOptions()),
    ],
    ids=str,
)  # fmt: skip
def test_each_setting_is_read(line, expected):
    """Whatever the kind of the source."""
    assert expected == options(line)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("auth: desk:hunter2", "auth: not the name of an environment variable"),
        ("auth: {user: desk}", "auth: not the name of an environment variable"),
        ("headers: {X-Api-Key: hunter2}", "headers: a secret in the file: X-Api-Key"),
        (
            "headers: {Authorization: Bearer hunter2}",
            "headers: a secret in the file: Authorization",
        ),
        ("headers: {Host: a.example}", "headers: Host cannot be set"),
        ("headers: {If-None-Match: a}", "headers: If-None-Match cannot be set"),
        ("headers: {a b: c}", "headers: not the name of a header"),
        ('headers: {X-Desk: "a\\nb"}', "headers: X-Desk has no value"),
        ("headers: {X-Desk: [a]}", "headers: X-Desk has no value"),
        ("headers: en", "headers: no headers"),
        ('user agent: "a\\nb"', "user agent: not a user agent"),
        ("user-agent: Mozilla", "unknown key 'user-agent'"),
        ("cap: 20", "cap: not a size"),
        ("cap: 1KB", "cap: too small or too large"),
        ("cap: 900MB", "cap: too small or too large"),
        ("timeout: 1h", "timeout: too short or too long"),
        ("proxy: on", "proxy: neither off nor left out"),
    ],
)
def test_what_cannot_be_meant_is_a_mistake(line, said):
    """At its line, and never with the secret that was written there."""
    with pytest.raises(RuleMistakes) as caught:
        options(line)

    (mistake,) = caught.value.mistakes
    assert (said, 4) == (mistake.message, mistake.line)
    assert "hunter2" not in mistake.hint
