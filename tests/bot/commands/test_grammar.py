import re
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.commands import questions as q
from bot.commands.durations import LONGEST
from bot.commands.grammar import VERBS, parse_command, usage
from bot.commands.questions import QUESTIONS, Question
from bot.model.commands import FilledCommand, Mistaken
from tests.bot.fakes import NOON
from watchers.model.names import StoryId

# Noon of Saturday, 14 March 2026, in UTC.
DOCS = Path(__file__).parents[3] / "docs" / "commands.md"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WORDS = [
    *(question.word for question in QUESTIONS),
    *("/watch", "energy-flows", '"energy', 'flows"', "6h", "1d", "99999w", "for", "until"),
    *("tomorrow", "because", "2026-12-01", "0000-00-00", "9999-12-31", "09:00", "25:99"),
    *("Europe/Paris", "Mars/Base", "+02:00", "-14:00", "#12", "12", "“", "<", "(", "AND"),
]


def asked(text):
    """What is understood of a text at noon."""
    return parse_command(text, now=NOON)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("board", q.Board()),
        ("  BOARD ", q.Board()),
        ("/watch board", q.Board()),
        ("", q.Help()),
        ("?", q.Help()),
        ("help mute", q.Help("mute")),
        ("latest", q.Latest()),
        ("latest energy-flows", q.Latest("energy-flows")),
        ('show "Energy flows"', q.Show("Energy flows")),
        ("show “Energy flows”", q.Show("Energy flows")),
        ("show Energy flows", q.Show("Energy flows")),
        ('search "gas deal" AND $russia', q.Search('"gas deal" AND $russia')),
        ("story 12", q.Story(StoryId(12))),
        ("story #12", q.Story(StoryId(12))),
        ("why https://wire.example/1?a=b", q.Why("https://wire.example/1?a=b")),
        ("why <https://wire.example/1|wire.example>", q.Why("https://wire.example/1")),
        ("why “Russia and China sign”", q.Why("Russia and China sign")),
        ("unmute energy-flows", q.Unmute("energy-flows")),
        ("mutes", q.Mutes()),
        ("feeds", q.Feeds()),
        ("feeds tass", q.Feeds("tass")),
        ("rules", q.Rules()),
    ],
)
def test_a_question_is_understood(text, question):
    """Quotes, capitals and the /watch in front make no difference."""
    assert question == asked(text)


@pytest.mark.parametrize(
    ("text", "lasts", "why"),
    [
        ("mute energy 90m", 1.5 * HOUR, ""),
        ("mute energy 1h", HOUR, ""),
        ("mute energy 6h because of the summit", 6 * HOUR, "of the summit"),
        ("mute energy for 1d: too loud", DAY, "too loud"),
        ("mute energy 1w, “too loud”", 7 * DAY, "too loud"),
        ("mute energy 1h30m", 1.5 * HOUR, ""),
        ("mute energy 6 hours known already", 6 * HOUR, "known already"),
        ("mute energy until 2026-03-15 09:00", 21 * HOUR, ""),
        ("mute energy until 2026-03-15T09:00Z", 21 * HOUR, ""),
        ("mute energy until 2026-03-15 09:00 Europe/Paris", 20 * HOUR, ""),
        ("mute energy until 2026-03-15 09:00 +02:00 because x", 19 * HOUR, "x"),
        ("mute energy until 2026-03-15", 21 * HOUR, ""),
        ("mute energy tomorrow", 21 * HOUR, ""),
        ("mute energy until tomorrow 14:00 NATO summit", 26 * HOUR, "NATO summit"),
        ("mute energy until 18:00", 6 * HOUR, ""),
        ("mute energy until 11:00", 23 * HOUR, ""),
        ('mute "energy" 1h', HOUR, ""),
    ],
)
def test_a_mute_has_a_name_an_end_and_perhaps_a_reason(text, lasts, why):
    """Said as people say it; UTC unless a zone is given, and a day begins at nine."""
    assert q.Mute("energy", NOON + lasts, why) == asked(text)


def test_a_zone_knows_its_summer_time():
    """Paris is two hours ahead in April, one in March."""
    until = asked("mute energy until 2026-04-15 09:00 Europe/Paris").until

    assert datetime(2026, 4, 15, 7, 0, tzinfo=UTC) == until


def test_the_name_of_a_mute_may_have_several_words():
    """As the title of an indicator has."""
    title = "Russian energy flows to China"

    assert title == asked(f"mute {title} 6h").indicator


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bord", "board"),
        ("fedes", "feeds"),
        ("status", "board"),
        ("snooze energy 1h", "mute"),
        ("explain https://wire.example/1", "why"),
        ("https://wire.example/1", "why"),
        ("xyzzy", "help"),
        ("show", "show energy-flows"),
        ("story", "story 12"),
        ("story twelve", "story 12"),
        ("mute", "mute energy-flows"),
        ("mute energy", "6h"),
        ("mute energy because x", "6h"),
        ("mute 6h", "mute energy-flows"),
        ("mute energy until whenever", "until 2026-12-01 09:00"),
        ("mute energy until 2026-13-01", "until 2026-12-01 09:00"),
        ("mute energy until 2026-12-01 09:00 Mars/Base", "Europe/Paris"),
        ("mute energy until 2026-01-01", "6h"),
        ("mute energy 0m", "6h"),
        ("mute energy 91d", "less"),
        ("mute energy 99999w", "less"),
        ("mute energy until 9999-12-31 23:59 -14:00", "less"),
        ("board now", "board"),
        ("search", "search $russia"),
        ("x" * 5_000, "less"),
    ],
)
def test_a_mistake_says_what_helps(text, said):
    """The nearest word, or a line that works."""
    answer = asked(text)

    assert isinstance(answer, Mistaken)
    assert said in answer.hint


@settings(max_examples=300)
@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=9).map(" ".join),
    )
)
def test_any_text_is_a_question_or_a_mistake_with_a_hint(text):
    """Nothing that is typed raises; and no mute is without an end, in the past, or for ever."""
    answer = asked(text)

    assert isinstance(answer, (*QUESTIONS, Mistaken))
    if isinstance(answer, Mistaken):
        assert answer.message
        assert answer.hint
    if isinstance(answer, q.Mute):
        assert NOON < answer.until <= NOON + LONGEST
        assert answer.indicator


def test_every_example_is_a_line_that_works():
    """Help never shows what is then refused."""
    for question in QUESTIONS:
        assert isinstance(asked(question.example), question)


def test_every_question_is_a_verb_and_fits_both_platforms():
    """Discord takes names of 32 characters and descriptions of 100, required words first."""
    assert set(get_args(Question)) == set(QUESTIONS)
    for verb in VERBS:
        assert verb.name.isidentifier()
        assert len(verb.name) <= 32
        for text in (verb.help, *(param.help for param in verb.params)):
            assert 0 < len(text) <= 100
        assert sorted(verb.params, key=lambda one: not one.required) == list(verb.params)


def filled(verb, /, **values):
    """What is understood of a form at noon."""
    return parse_command(FilledCommand(verb=verb, values=values), now=NOON)


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("board", {}),
        ("latest", {}),
        ("latest energy-flows", {"indicator": "energy-flows"}),
        ('show "Energy flows"', {"indicator": "Energy flows"}),
        ('search "gas deal" AND $russia', {"query": '"gas deal" AND $russia'}),
        ("test $russia", {"query": " $russia "}),
        ("story #12", {"id": "12"}),
        ("why <https://wire.example/1|wire.example>", {"text": "<https://wire.example/1>"}),
        ("mute energy 6h because of it", {"indicator": "energy", "until": "6h", "why": "of it"}),
        ("mute energy tomorrow", {"indicator": "energy", "until": "tomorrow"}),
        ("mute energy", {"indicator": "energy"}),
        ("mute", {}),
        ("unmute energy", {"indicator": "energy"}),
        ("mutes", {}),
        ("feeds tass", {"source": "tass"}),
        ("rules", {}),
        ("help MUTE", {"verb": "/watch mute"}),
        ("bord", {}),
        ("story twelve", {"id": "twelve"}),
    ],
)
def test_a_form_and_a_line_ask_the_same(line, values):
    """Also where both are mistaken; every verb is among them."""
    verb, _, _ = line.partition(" ")

    assert asked(line) == filled(verb, **values)


@pytest.mark.parametrize(
    ("verb", "values", "expected"),
    [
        ("feeds", {"source": '"tass"'}, q.Feeds("tass")),
        ("story", {"id": "“#12”"}, q.Story(StoryId(12))),
        ("why", {"text": '"Putin arrives"'}, q.Why("Putin arrives")),
        ("why", {"text": "`<https://wire.example/1>`"}, q.Why("https://wire.example/1")),
        ("help", {"verb": "'mute'"}, q.Help("mute")),
        ("search", {"query": '"gas deal"'}, q.Search('"gas deal"')),
    ],
)
def test_quotes_around_what_is_filled_in_are_no_part_of_it(verb, values, expected):
    """As on a line; only in a query they say something."""
    assert expected == filled(verb, **values)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("mute", "mute which one?"),
        ("mute 6h", "mute which one? Its name comes first"),
        ("mute energy", "mute it for how long? A mute always ends"),
    ],
)
def test_a_mute_that_lacks_something_says_what(line, message):
    """Of whoever typed nothing at all nothing is said about an order."""
    assert message == asked(line).message


@pytest.mark.parametrize(
    ("name", "until", "lasts"),
    [("Russia 24h desk", "1d", DAY), ("First 5 days of talks", "2w", 14 * DAY)],
)
def test_a_name_that_reads_like_an_end_survives(name, until, lasts):
    """In a form as it was filled in, on a line in quotes."""
    expected = q.Mute(name, NOON + lasts, "2 weeks of rest")

    assert expected == filled("mute", indicator=name, until=until, why="2 weeks of rest")
    assert expected == asked(f'mute "{name}" {until} 2 weeks of rest')


@given(name=st.text(min_size=1, max_size=80).filter(str.strip), why=st.text(max_size=80))
def test_any_name_and_any_reason_survive_a_form(name, why):
    """Nothing in them is taken for an end, a quote or another verb."""
    expected = q.Mute(name.strip(), NOON + DAY, why.strip())

    assert expected == filled("mute", indicator=name, until="1d", why=why)


@given(st.sampled_from(QUESTIONS), st.lists(st.text(max_size=40), min_size=3, max_size=3))
def test_any_form_is_a_question_or_a_mistake_with_a_hint(question, texts):
    """Nothing that is filled in raises."""
    names = (param.name for param in question.params)
    answer = filled(question.word, **dict(zip(names, texts, strict=False)))

    assert isinstance(answer, question) or (answer.message and answer.hint)


def test_an_option_that_no_verb_has_any_more_is_left_out():
    """Discord may show a command as it was registered before."""
    assert q.Board() == filled("board", gone="yes")


def test_a_question_has_a_field_for_each_param():
    """By these names it is filled; what is required says what to ask who left it out."""
    for question in QUESTIONS:
        assert [param.name for param in question.params] == [f.name for f in fields(question)]
        assert all(bool(param.missing) is param.required for param in question.params)
        assert all(re.fullmatch(r"[a-z-]{1,32}", param.name) for param in question.params)


def test_the_usage_shows_what_must_be_there():
    """<Must>, [may]."""
    mute = next(verb for verb in VERBS if verb.name == "mute")

    assert "mute <indicator> <until> [why]" == usage(mute)


def test_every_verb_has_its_heading_in_the_docs_and_no_other_has():
    """docs/commands.md is complete, and nothing in it is gone."""
    lines = DOCS.read_text(encoding="utf-8").splitlines()

    assert sorted(verb.name for verb in VERBS) == sorted(
        line.removeprefix("### ").strip("`") for line in lines if line.startswith("### ")
    )
