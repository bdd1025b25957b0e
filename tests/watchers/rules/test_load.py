import hashlib
import os
from datetime import timedelta

import pytest

from bot.channels.spelling import PLATFORMS
from watchers.errors import RuleMistakes
from watchers.language.passage import read_passage
from watchers.model.names import DestinationId, IndicatorId, Severity, SourceId, Tier
from watchers.rules.load import load_rules, read_rules
from watchers.triggers.story import StoryTrigger

ENERGY, NPR = IndicatorId("energy"), SourceId("npr")
SOUND = """\
sources:
  npr: https://feeds.npr.org/1004/rss.xml
indicators:
  energy:
    query: oil AND $country.china
"""


def test_the_least_file_says_everything_else_by_default():
    """A source and a query are enough: the terminal is told."""
    rules = read_rules(SOUND, "rules.yaml")

    indicator, source = rules.indicators[ENERGY], rules.sources[NPR]
    assert (indicator.title, indicator.notify, indicator.triggers) == (
        "energy",
        (),
        (StoryTrigger(),),
    )
    assert (indicator.direction, indicator.severity) == ("either", Severity.NOTABLE)
    assert (source.every, source.tier, source.lang) == (timedelta(minutes=15), Tier.OTHER, None)
    assert rules.article is None
    assert rules.queries[ENERGY].matches(read_passage({"title": "China buys oil"}))


def test_a_source_that_left_the_rules_goes_by_its_id():
    """Its items are still stored, matched and shown."""
    rules = read_rules(SOUND, "rules.yaml")

    gone = rules.source_of(SourceId("tass"))

    assert rules.sources[NPR] is rules.source_of(NPR)
    assert ("tass", "") == (gone.name, gone.url)


def test_what_is_written_is_what_is_read():
    """Every key of the file reaches the rule set."""
    rules = read_rules(
        """\
article: {title: A closer embrace, source: NPR, url: https://example.org/a}
destinations: {desk: {slack: "#desk"}, night: {discord: 123456789012345678}}
sources:
  a: {feed: https://example.org/f, title: A, every: 2h, lang: no, tier: wire}
vocabulary: {crude: [oil, 012], both: $crude AND gas}
defaults: {notify: night, severity: minor, direction: apart}
indicators:
  one: {title: One, quote: Because., query: $both, severity: critical, notify: [desk, desk]}
  two: {query: $crude, direction: closer, triggers: [story], examples: {match: Oil 012}}
""",
        "rules.yaml",
        PLATFORMS,
    )

    one, two = rules.indicators.values()
    night = rules.destinations[DestinationId("night")]
    source = rules.sources[SourceId("a")]
    assert rules.article is not None
    assert (rules.article.title, rules.article.url) == ("A closer embrace", "https://example.org/a")
    assert (night.platform, night.address) == ("discord", "123456789012345678")
    assert (source.every, source.lang) == (timedelta(hours=2), "no")
    assert (one.notify, one.severity, one.direction) == (("desk",), Severity.CRITICAL, "apart")
    assert (two.notify, two.severity, two.direction) == (("night",), Severity.MINOR, "closer")
    assert two.examples.match == ("Oil 012",)


def test_with_no_name_at_all_every_destination_is_told():
    """An indicator is never silent by omission."""
    rules = read_rules(
        SOUND + "destinations: {a: {terminal: x}, b: {terminal: y}}", "rules.yaml", PLATFORMS
    )

    assert rules.indicators[ENERGY].notify == ("a", "b")


def test_the_version_is_the_hash_of_the_text():
    """Two texts differ in version, one text never does."""
    expected = hashlib.sha256(SOUND.encode()).hexdigest()[:12]

    assert expected == read_rules(SOUND, "a").version
    assert expected != read_rules(SOUND + "#", "a").version


def test_no_file_is_a_mistake_with_a_hint(tmp_path):
    """The first thing a new user may see."""
    with pytest.raises(RuleMistakes) as caught:
        load_rules(tmp_path / "rules.yaml")

    (mistake,) = caught.value.mistakes
    assert (mistake.line, mistake.column) == (1, 1)
    assert "copy the rules.yaml" in mistake.hint


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        pytest.param(b"", (1, 1), "the file is empty", id="empty"),
        pytest.param(b"a: 1\nb: \xff", (2, 4), "this is not UTF-8", id="not UTF-8"),
        pytest.param(b"#" * ((16 << 20) + 1), (1, 1), "more than 16 MiB", id="large"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path, content, place, message):
    """Before YAML is asked."""
    path = tmp_path / "rules.yaml"
    path.write_bytes(content)

    with pytest.raises(RuleMistakes) as caught:
        load_rules(path)

    (mistake,) = caught.value.mistakes
    assert place == (mistake.line, mistake.column)
    assert message == mistake.message


def test_a_folder_and_a_pipe_are_no_rules_files(tmp_path):
    """A pipe would be waited for for ever."""
    os.mkfifo(tmp_path / "pipe")

    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(RuleMistakes):
            load_rules(path)


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    """Editors of Windows write one."""
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.encode())

    assert load_rules(path).version == read_rules(SOUND, "a").version
