from datetime import date, time, timedelta

import pytest

from bot.channels.spelling import PLATFORMS
from watchers.errors import RuleMistakes
from watchers.language.passage import read_passage
from watchers.model.names import Severity, Status
from watchers.model.rules import Quiet
from watchers.rules.load import read_rules
from watchers.triggers.count import CountTrigger
from watchers.triggers.expected import ExpectedTrigger
from watchers.triggers.new import NewTrigger
from watchers.triggers.sequence import SequenceTrigger
from watchers.triggers.silence import SilenceTrigger
from watchers.triggers.spike import SpikeTrigger
from watchers.triggers.story import StoryTrigger

HEAD = "sources: {a: https://b.c/d}\n"
DAY = timedelta(days=1)


def read(text):
    """Read a file that has a source."""
    return read_rules(HEAD + text, "rules.yaml", PLATFORMS)


def triggers_of(*written):
    """Give the triggers of an indicator whose `triggers` key is written so."""
    listed = "".join(f"      - {one}\n" for one in written)
    text = f"indicators:\n  a:\n    query: x\n    triggers:\n{listed}"
    return read(text + "vocabulary: {w: [gun, $country.iran]}").indicators["a"].triggers


def mistakes_in(text):
    """Give (line, column, message) of each mistake; the source stands in line 1."""
    with pytest.raises(RuleMistakes) as caught:
        read(text)
    return [(one.line, one.column, one.message) for one in caught.value.mistakes]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("story", StoryTrigger()),
        ("{story: {severity: minor}}", StoryTrigger(severity=Severity.MINOR)),
        ("{count: {at least: 5, over: 24h}}", CountTrigger(at_least=5, over=DAY)),
        ("spike", SpikeTrigger(over=DAY, baseline=30 * DAY, factor=3, at_least=5)),
        (
            "spike: {over: 6h, baseline: 2w, factor: 2.5, at least: 9, direction: down}",
            SpikeTrigger(over=DAY / 4, baseline=14 * DAY, factor=2.5, at_least=9, direction="down"),
        ),
        ("silence: 14d", SilenceTrigger(over=14 * DAY)),
        (
            "silence: {over: 2 weeks, severity: serious}",
            SilenceTrigger(over=14 * DAY, severity=Severity.SERIOUS),
        ),
        (
            'expected: {days: 18-20, at: "07:00", zone: Europe/Paris}',
            ExpectedTrigger(days="18-20", at=time(7), zone="Europe/Paris"),
        ),
        ("expected: {days: 5}", ExpectedTrigger(days="5-5", at=time(23, 59))),
        ("new: {of: $w}", NewTrigger(of="$w", learn=7 * DAY)),
        ("new: {of: sources, learn: 1d}", NewTrigger(of="sources", learn=DAY)),
    ],
)
def test_a_trigger_is_read_in_its_short_and_its_long_form(written, expected):
    """One key a trigger, its settings under it."""
    assert (expected,) == triggers_of(written)


def test_a_single_trigger_needs_no_list():
    """As everywhere in the file."""
    rules = read("indicators: {a: {query: x, triggers: {silence: 3d}}}")

    assert (SilenceTrigger(over=3 * DAY),) == rules.indicators["a"].triggers


def test_an_indicator_over_others_needs_no_query():
    """A sequence looks at what other indicators found."""
    rules = read("""\
indicators:
  both: {triggers: [{sequence: {of: [one, two], within: 7d, ordered: true}}]}
  one: {query: x}
  two: {query: y}
""")

    expected = SequenceTrigger(of=("one", "two"), within=7 * DAY, ordered=True)
    assert (expected,) == rules.indicators["both"].triggers
    assert ["one", "two"] == list(rules.queries)


def test_what_an_indicator_says_of_itself_is_kept():
    """Metadata reaches the card and the board."""
    rules = read("""\
indicators:
  a:
    query: x
    status: trial
    weight: 2.5
    owner: Anna
    created: 2026-03-14
    known false positives: Yearly jubilees.
    never: false
""")

    one = rules.indicators["a"]
    assert (Status.TRIAL, 2.5, "Anna") == (one.status, one.weight, one.owner)
    assert (date(2026, 3, 14), "Yearly jubilees.") == (one.created, one.known_false_positives)
    assert not one.never


def test_a_destination_has_its_hours_its_mentions_and_its_part():
    """Each written as the platform writes it."""
    rules = read("""\
destinations:
  desk:
    slack: "#desk"
    quiet: "22:00-07:30 Europe/Paris"
    mention: {critical: "<!here>", serious: "<@U1> <!subteam^S2>"}
    operators: true
  night: {discord: 123456789012345678, mention: {critical: "<@&123456789012345678>"}}
indicators: {a: {query: x}}
""")

    desk, night = rules.destinations.values()
    assert Quiet(start=time(22), end=time(7, 30), zone="Europe/Paris") == desk.quiet
    assert {"critical": "<!here>", "serious": "<@U1> <!subteam^S2>"} == desk.mention
    assert desk.operators
    assert (None, False) == (night.quiet, night.operators)


def test_an_indicator_that_is_off_is_not_judged():
    """Its query is checked all the same."""
    rules = read("indicators: {a: {query: x, status: off}, b: {query: y, status: trial}}")

    assert ["b"] == list(rules.queries)
    assert [(2, 25, "no vocabulary $z")] == mistakes_in("indicators: {a: {query: $z, status: off}}")


def test_noise_keeps_an_item_from_every_indicator_that_does_not_opt_out():
    """A list of terms, or a query."""
    text = "never: {}\nindicators: {{a: {{query: x}}, b: {{query: x, never: false}}}}"
    for never in ("[football, recipe*]", "title:football OR recipes"):
        rules = read(text.format(never))

        football = read_passage({"title": "x in football"})
        assert not rules.queries["a"].matches(football)
        assert rules.queries["b"].matches(football)
        assert rules.queries["a"].matches(read_passage({"title": "x alone"}))


def test_an_example_that_noise_keeps_out_is_a_mistake():
    """What is written under examples is what is told."""
    text = "never: [golf]\nindicators: {a: {query: x, examples: {match: [x golf]}}}"

    assert [(3, 47, "the query does not hold for this example")] == mistakes_in(text)


def test_terms_may_stand_under_their_languages():
    """They are found in texts of any language: people quote each other."""
    rules = read("vocabulary: {w: {en: [gun], ru: [танк*]}}\nindicators: {a: {query: $w NEAR/2 y}}")

    for title in ("a gun y", "танки y"):
        assert rules.queries["a"].matches(read_passage({"title": title}))


def test_what_new_looks_for_is_read_term_by_term():
    """By the terms as written; a name in the list is one of them."""
    (trigger,) = triggers_of("new: {of: $w}")
    rules = read(
        "vocabulary: {w: [gun, $country.iran]}\n"
        "indicators: {a: {query: x, triggers: [{new: {of: $w}}]}}"
    )

    assert trigger.wants.terms == "w"
    assert ["gun", "$country.iran"] == list(rules.terms["w"])


def test_one_mistake_of_a_destination_hides_no_other():
    """Hours that are none, and a mention of another platform."""
    text = "destinations: {a: {slack: '#x', quiet: x, mention: {minor: '@here'}}}\n"

    assert [(2, 40), (2, 60)] == [
        (line, column) for line, column, _ in mistakes_in(text + "indicators: {a: {query: x}}")
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("destinations: {a: {slack: '#x', discord: 123456789012345678}}", (2, 19, "'a': a dest")),
        ("destinations: {a: {quiet: '1:00-2:00'}}", (2, 19, "'a': no platform")),
        ("destinations: {a: {terminal: x, quite: y}}", (2, 33, "unknown key 'quite'")),
        ("destinations: {a: {terminal: x, quiet: }}", (2, 33, "quiet: no value")),
        ("destinations: {a: {terminal: x, quiet: '25:00-7:00'}}", (2, 40, "quiet: not quiet ho")),
        ("destinations: {a: {terminal: x, quiet: '7:00-7:00'}}", (2, 40, "quiet: quiet all day")),
        ("destinations: {a: {terminal: x, quiet: '1:00-2:00 Mars'}}", (2, 40, "quiet: no time z")),
        ("destinations: {a: {terminal: x, quiet: '1:00-2:00 ../x'}}", (2, 40, "quiet: no time z")),
        ("destinations: {a: {terminal: x, operators: 1}}", (2, 44, "operators: neither true")),
        ("destinations: {a: {terminal: x, mention: {critical: '@here'}}}", (2, 53, "nobody can")),
        ("destinations: {a: {slack: '#x', mention: {high: '<!here>'}}}", (2, 43, "high cannot be")),
        ("destinations: {a: {slack: '#x', mention: {minor: '@here'}}}", (2, 50, "not a mention")),
        ("destinations: {a: {slack: '#x', mention: {minor: '<!here> x'}}}", (2, 50, "not a ment")),
        (
            "destinations: {a: {discord: 123456789012345678, mention: {minor: '<!here>'}}}",
            (2, 66, "not a mention"),
        ),
        ("editors: [U012ABCDEF]", (2, 1, "unknown key 'editors'")),
        ("never: [$x]", (2, 9, "no vocabulary $x")),
        ("never: (", (2, 8, "")),
        ("vocabulary: {never: [x]}", (2, 21, "never is no vocabulary")),
        ("vocabulary: {w: {english: [x]}}", (2, 18, "english: not a language")),
        ("vocabulary: {w: {en: []}}", (2, 22, "en is empty")),
        ("vocabulary: {w: {en: [(]}}", (2, 23, "")),
    ],
)
def test_a_mistake_in_a_new_key_has_its_place(text, expected):
    """As every other mistake."""
    ((line, column, message),) = mistakes_in(text + "\nindicators: {i: {query: x}}")

    assert expected[:2] == (line, column)
    assert message.startswith(expected[2])


@pytest.mark.parametrize(
    ("written", "blamed", "expected"),
    [
        ("count", "count", "triggers, number 1: count wants settings"),
        ("{count: }", "{count", "triggers, number 1: count wants settings"),
        ("{count: {at least: 5}}", "count", "count: over is missing"),
        ("{count: {at least: 0, over: 1d}}", "0", "at least: too small"),
        ("{count: {at least: 2.5, over: 1d}}", "2.5", "at least: not a whole"),
        ("{count: {at least: 5, over: 1d, ove: 2d}}", "ove: 2", "unknown key 'ove'"),
        ("{count: {at least: 5, over: soon}}", "soon", "over: not a duration"),
        ("{count: {at least: 5, over: 1d, severity: bad}}", "bad", "severity cannot be"),
        ("{count: {at least: 5, over: 1d, severity: }}", "severity", "severity: no value"),
        ("{story: , spike: }", "{story", "triggers, number 1: a trigger is one kind"),
        ("{spike: {factor: 1}}", "1", "factor: too small"),
        ("{spike: {over: 7d, baseline: 2w}}", "2w", "too short a baseline"),
        ("{spike: {direction: left}}", "left", "direction cannot be"),
        ("silence: forever", "forever", "over: not a duration"),
        ("{number: {series: x, above: 1}}", "x", "no series 'x'"),
        ("{change: {series: x, by: much, over: 1d}}", "much", "by: not a number"),
        ("{change: {series: x, by: 0%, over: 1d}}", "0%", "by: no change"),
        ("{expected: {days: 0-5}}", "0-5", "days: not days"),
        ("{expected: {days: 20-18}}", "20-18", "days: not days"),
        ("{expected: {days: 5, at: noon}}", "noon", "at: not a time"),
        ("{expected: {days: 5, zone: Mars}}", "Mars", "zone: no time zone"),
        ("{new: {of: weapons}}", "weapons", "of: neither a vocabulary"),
        ("{new: {of: $weapons}}", "$weapons", "no vocabulary '$weapons'"),
        ("{sequence: {of: [a], within: 7d}}", "[a]", "a sequence of one"),
        ("{sequence: {of: [a, b], within: 7d}}", "b]", "no indicator 'b'"),
        ("{sequence: {of: [a, c], within: 7d}}", "c]", "no indicator 'c'"),
    ],
)
def test_a_mistake_in_a_trigger_has_its_place(written, blamed, expected):
    """At the key or the value that is to blame."""
    line = f"    - {written}"
    ((*place, message),) = mistakes_in(
        f"indicators:\n  a:\n    query: x\n    triggers:\n{line}\n"
        "  c: {triggers: {sequence: {of: [a, d], within: 1d}}}\n  d: {query: y}\n"
    )

    assert [6, line.index(blamed) + 1] == place
    assert message.startswith(expected)
